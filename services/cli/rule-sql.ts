import { Command, Option } from 'commander'
import { z } from 'zod'
import { WarehouseLocked } from '@jianwei/projections/warehouse-error.ts'
import { configOf } from '#/cli/data-option.ts'
import { openProjectedStores } from '#/cli/projected-stores.ts'
import { readName, type RuleName } from '#/cli/rule-name.ts'
import { askProgram, RequestFailed } from '#/cli/ask-program.ts'
import {
  ruleStatement,
  SHOWN_QUESTIONS,
  type ShownQuestion,
  type ShownStatement,
} from '@jianwei/projections/rule-statements/rule-statement.ts'
import { RuleReader } from '#/rules/rule-book.ts'

/** The options of the questions, by the names that metrics and slow statements have for them. */
const OPTIONS: Readonly<Record<ShownQuestion, string>> = {
  warnings: 'the warnings over everything that is known, and the duties that are not judged',
  ledger: 'when each warning was raised and withdrawn, as a backtest asks',
  live: 'the warnings of whom the newest facts are about, as the sentinel asks',
  outcomes: 'what the rule cannot judge, and what its exceptions suppress',
  'newly-due': 'the subjects of which time alone may have brought a warning about',
  groups: 'the groups that the newest facts may have changed, of a rule about groups',
  score: "the subjects' points, of a rule of the kind score",
}

interface SqlOptions {
  /** The questions, as commander names their options. */
  readonly [question: string]: unknown
  readonly explain?: true
  readonly data?: string
  readonly url?: string
}

export function ruleSqlCommand(): Command {
  const command = new Command('sql')
    .description(
      'The SQL of a rule: of its warnings, or of another question that /metrics and the lines ' +
        'about slow statements name. It is shown and explained, and not run.',
    )
    .argument('<id@version>', 'a rule of the log, in whatever state', readName)
  for (const question of SHOWN_QUESTIONS) {
    const others = SHOWN_QUESTIONS.filter((one) => one !== question).map(attributeOf)
    command.addOption(optionOf(question).conflicts(others))
  }
  return command
    .option('--explain', "also the engine's plan, and how many granules it reads of each table")
    .addOption(
      new Option(
        '-d, --data <dir>',
        'folder that holds the log and the warehouse (default: JIANWEI_DATA or ./data)',
      ).conflicts('url'),
    )
    .option('--url <origin>', 'ask a running program, such as http://127.0.0.1:8080')
    .action(show)
}

async function show(name: RuleName, options: SqlOptions): Promise<void> {
  const question = questionOf(options)
  const explain = options.explain === true
  const { sql, plan } =
    options.url === undefined
      ? await inFolder(name, question, explain, options)
      : await overHttp(name, question, explain, options.url)
  console.log(`-- ${name.rule_id}@${name.rule_version}, ${question}\n${sql}`)
  if (plan === null) return
  console.log(['', '-- The plan', ...plan.steps].join('\n'))
  const reads = plan.reads.length === 0 ? ['nothing'] : plan.reads.map(readText)
  console.log(['', plan.of_one_shard ? READS_OF_ONE_SHARD : READS, ...reads].join('\n'))
}

function optionOf(question: ShownQuestion): Option {
  return new Option(`--${question}`, OPTIONS[question])
}

function attributeOf(question: ShownQuestion): string {
  return optionOf(question).attributeName()
}

function questionOf(options: SqlOptions): ShownQuestion {
  return SHOWN_QUESTIONS.find((one) => options[attributeOf(one)] === true) ?? 'warnings'
}

const READS = '-- What it reads'
/** The engine estimates what it reads itself. */
const READS_OF_ONE_SHARD = `${READS} of the shard that was asked; the others are not counted`

function readText({ table, parts, rows, granules }: TableRead): string {
  return `${table}: ${granules} granules, ${rows} rows in ${parts} parts`
}

type TableRead = NonNullable<ShownStatement['plan']>['reads'][number]

async function inFolder(
  { rule_id, rule_version }: RuleName,
  question: ShownQuestion,
  explain: boolean,
  options: Pick<SqlOptions, 'data'>,
): Promise<ShownStatement> {
  await using stores = await openProjectedStores(configOf(options), process.stderr).catch(
    (error: unknown) => {
      if (!(error instanceof WarehouseLocked)) throw error
      const way = 'ask the program that runs on it, with --url http://127.0.0.1:8080'
      throw new RequestFailed(error.code, `${error.message}, or ${way}`)
    },
  )
  const { versions } = await new RuleReader(stores.warehouse).current()
  const rule = versions.find(
    (one) => one.rule_id === rule_id && one.rule_version === rule_version,
  )?.rule
  if (rule === undefined || rule === null)
    throw new RequestFailed(
      'RULE_VERSION_UNKNOWN',
      `no rule in the log is ${rule_id}@${rule_version} with a text that loads`,
    )
  const shown = await ruleStatement(stores.warehouse, rule, question, explain)
  if (shown === null)
    throw new RequestFailed(
      'QUESTION_NOT_ASKED',
      `${rule_id}@${rule_version} is never asked for ${question}`,
    )
  return shown
}

const Answer = z.object({
  sql: z.string(),
  plan: z
    .object({
      steps: z.array(z.string()),
      reads: z.array(
        z.object({ table: z.string(), parts: z.int(), rows: z.int(), granules: z.int() }),
      ),
      of_one_shard: z.boolean(),
    })
    .nullable(),
})

function overHttp(
  { rule_id, rule_version }: RuleName,
  question: ShownQuestion,
  explain: boolean,
  origin: string,
): Promise<ShownStatement> {
  const path = `/v1/rules/${rule_id}/versions/${rule_version}/statement`
  return askProgram(origin, `${path}?question=${question}&explain=${String(explain)}`, Answer)
}
