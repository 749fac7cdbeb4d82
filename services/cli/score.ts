import { readFile, writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import {
  CivilDateSchema,
  instantFromMs,
  parseInstant,
  type Instant,
} from '@jianwei/events/instant.ts'
import { dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import { beyondNewest } from '@jianwei/projections/clock/queries.ts'
import type { OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { lastSecondOfDay } from '@jianwei/events/working-days/civil-seconds.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { configOf } from '#/cli/data-option.ts'
import { openProjectedStores } from '#/cli/projected-stores.ts'
import { ruleNamed } from '#/cli/rule-named.ts'
import { ScoreRefused } from '#/score/score-refused.ts'
import { scoreSubjects } from '#/score/score-subjects.ts'
import { scoresCsv, subjectsOf } from '#/score/subjects-file.ts'

interface ScoreOptions {
  readonly asOf: string
  readonly subjects: string
  readonly output?: string
  readonly by: OrderOfKnowing
  readonly data?: string
}

export function scoreCommand(): Command {
  return new Command('score')
    .description(
      'Score subjects by a rule as of a date: facts that had happened and were known by the ' +
        'end of that day, nothing later',
    )
    .argument('<rule>', 'a rule file, or the id of a rule that comes with the program')
    .requiredOption(
      '--as-of <date>',
      "a day (YYYY-MM-DD) in the rule's time zone, or an instant with its offset",
    )
    .requiredOption(
      '--subjects <file>',
      'the subjects: one id a line, or CSV with a column subject_id',
    )
    .option(
      '--output <csv>',
      'where subject_id,score goes, in the order of the subjects (default: standard output)',
    )
    .addOption(
      new Option(
        '--by <order>',
        'what "known by then" means: reported by its source, or recorded by this platform',
      )
        .choices(['source', 'platform'])
        .default('source'),
    )
    .option(
      '-d, --data <dir>',
      'folder that holds the log and the warehouse (default: JIANWEI_DATA or ./data)',
    )
    .action(runScore)
}

async function runScore(name: string, options: ScoreOptions): Promise<void> {
  const rule = await ruleNamed(name)
  const at = momentOf(options.asOf, rule)
  const subjects = subjectsOf(await readFile(options.subjects, 'utf8'))
  await using stores = await openProjectedStores(configOf(options), process.stderr)
  const { scores, otherwise } = await scoreSubjects(stores.warehouse, rule, { at, by: options.by })
  const beyond = await beyondNewest(stores.warehouse, [at])
  if (beyond !== undefined) process.stderr.write(`--as-of ${options.asOf}: ${beyond}\n`)
  const csv = scoresCsv(subjects, (subject) => scores.get(subject) ?? otherwise)
  if (options.output === undefined) process.stdout.write(csv)
  else await writeFile(options.output, csv)
}

/** The last millisecond of a day of the rule, or the instant itself. */
function momentOf(asOf: string, rule: Rule): Instant {
  const day = CivilDateSchema.safeParse(asOf)
  if (day.success) {
    return instantFromMs(
      lastSecondOfDay(dayNumberOf(day.data), rule.utc_offset_seconds) * 1_000 + 999,
    )
  }
  const instant = parseInstant(asOf)
  if (instant !== undefined) return instant
  throw new ScoreRefused(
    `--as-of ${asOf}: expected a real day as YYYY-MM-DD, or an instant with its offset`,
  )
}
