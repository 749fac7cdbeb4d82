import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { FactReference } from '@jianwei/events/fact.ts'
import { SHIPPED_REGIONS, type RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { EXIT_CODES_HELP, exitCodeOf } from '#/cli/exit-codes.ts'
import { leftOutWords } from '#/cli/import.ts'
import type { Config } from '#/all-in-one/config.ts'
import { mappingNewCommand } from '#/cli/mapping-new.ts'
import { mappingOf } from '#/cli/mapping-of.ts'
import { mappingListCommand, mappingPublishCommand } from '#/cli/mapping-publish.ts'
import { openIntakeOn } from '#/cli/open-intake.ts'
import { said } from '#/cli/said.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { changesOf, type FactChange } from '#/intake/reading.ts'
import { readsRegions } from '#/intake/mapping/mapping-uses.ts'
import { releaseTerms } from '#/intake/mapping/release-terms.ts'
import { previewRelease, type ReleasePreview } from '#/intake/release/release-preview.ts'
import { RegionBook } from '#/regions/region-book.ts'
import type { LogSettings } from '#/settings/settings.ts'
import {
  eventsOf,
  tryMapping,
  type MappingTrial,
  type ProblemGroup,
  type TriedRecord,
} from '#/intake/mapping-trial.ts'

interface TryOptions extends DataOption {
  readonly rows: string
}

export function mappingCommand(): Command {
  return new Command('mapping')
    .description('Propose, try and publish mappings: how files become events')
    .addCommand(mappingNewCommand())
    .addCommand(tryCommand())
    .addCommand(mappingPublishCommand())
    .addCommand(mappingListCommand())
}

function tryCommand(): Command {
  return new Command('try')
    .description(
      'Show the first records of a file beside the events that a mapping makes of them, whatever ' +
        'it refuses, and what a register that is published whole would change in the log. ' +
        'Nothing is written.',
    )
    .argument(
      '<mapping>',
      'a mapping file, or the name of one that was published or comes with the program',
    )
    .argument('<file>', 'the file')
    .option('-n, --rows <number>', 'how many records are shown', '5')
    .addOption(dataOption())
    .addHelpText('after', EXIT_CODES_HELP)
    .action(runTry)
}

async function runTry(name: string, file: string, options: TryOptions): Promise<void> {
  const config = configOf(options)
  const mapping = await mappingTried(name, config)
  const shown_max = Math.max(0, Number.parseInt(options.rows, 10) || 0)
  const regions = await regionsOf(mapping, config.log)
  const trial = await tryMapping(file, mapping, { now: systemClock().now(), regions, shown_max })
  for (const line of trialLines(trial)) console.log(line)
  if (releaseTerms(mapping) !== undefined) await showRelease(file, mapping, config.log)
  process.exitCode = exitCodeOf({ taken: trial.events, refused: trial.refused })
}

/** With what the log has added, where there is a log. */
async function regionsOf(mapping: Mapping, log: LogSettings): Promise<RegionTable> {
  const isNeeded = readsRegions(mapping)
  if (!isNeeded || (log.engine === 'sqlite' && !existsSync(log.path))) return SHIPPED_REGIONS
  await using opened = await openIntakeOn(log)
  return new RegionBook(opened.log).table()
}

/** A name may have been published, where there is a log. */
async function mappingTried(name: string, config: Config): Promise<Mapping> {
  const hasLog = config.log.engine !== 'sqlite' || existsSync(config.log.path)
  if (existsSync(name) || !hasLog) return (await mappingOf(name, config, null)).mapping
  await using opened = await openIntakeOn(config.log)
  return (await mappingOf(name, config, opened.log)).mapping
}

/** A register that is published whole beside what the log holds of it. */
async function showRelease(file: string, mapping: Mapping, log: LogSettings): Promise<void> {
  if (log.engine === 'sqlite' && !existsSync(log.path)) {
    console.log(`\nThere is no log at ${log.path} yet: all of the release would be new.`)
    return
  }
  await using opened = await openIntakeOn(log)
  const preview = await previewRelease(file, mapping, opened)
  for (const line of releaseLines(preview)) console.log(line)
}

/** What an import would do, a line each. */
export function releaseLines(preview: ReleasePreview): readonly string[] {
  const { standing, gone, gone_at_most, rows_without_id, refusal } = preview
  const held =
    rows_without_id === 0
      ? []
      : [`Nothing would be retracted: the id of ${many(rows_without_id, 'row')} cannot be read.`]
  const example = (word: string, facts: readonly FactReference[]): string[] =>
    facts.length === 0 ? [] : [`  ${word}, for example: ${facts.map(({ id }) => id).join(', ')}`]
  return [
    '',
    `Beside ${many(standing, 'fact')} of the register that stand: ${preview.new} new, ` +
      `${preview.corrected} corrected, ${preview.unchanged} unchanged, ` +
      `${gone} gone (at most ${gone_at_most}).`,
    ...example('corrected', preview.changed),
    ...example('gone', preview.examples),
    ...held,
    ...(refusal === null ? [] : [`An import would refuse it: ${refusal.message}`]),
  ]
}

/** The report, a line each. */
export function trialLines(trial: MappingTrial): readonly string[] {
  const { records, events, skipped, refused } = trial
  const passed = skipped === 0 ? '' : `; ${skipped} passed over on purpose`
  return [
    ...trial.shown.flatMap(recordLines),
    `${many(records, 'record')} read, ${many(events, 'event')} made of them; ` +
      `${refused} refused${passed}. Nothing was written.`,
    ...trial.fields_left_out.map(leftOutWords),
    ...trial.problems.flatMap(problemLines),
  ]
}

const CELL_CHARACTERS_MAX = 200

function recordLines({ file, line, cells, reading }: TriedRecord): readonly string[] {
  const made = [
    ...eventsOf(reading).flatMap(eventLines),
    ...changesOf(reading).flatMap(changeLines),
  ]
  const outcome = reading.ok
    ? made.length === 0
      ? ['  → passed over on purpose']
      : made
    : reading.reasons.map(
        ({ code, path, message }) => `  ✗ ${code} at ${path || 'it'}: ${said(message)}`,
      )
  return [
    `${file}, line ${line}`,
    ...cells.map(([column, text]) => `  ${column === '' ? '' : `${column}: `}${shortened(text)}`),
    ...outcome,
    '',
  ]
}

function eventLines({ type, subject_id, source_event_id, ...event }: NewEvent): readonly string[] {
  const { occurred_at, reported_at, region, department, data } = event
  const known = reported_at ?? 'not said: known from the import on'
  return [
    `  → ${type} of ${subject_id}, id ${source_event_id}`,
    `      occurred ${occurred_at}, reported ${known}`,
    ...(region === null ? [] : [`      region ${region}`]),
    ...(department === null ? [] : [`      department ${department}`]),
    ...Object.entries(data).map(([name, value]) => `      ${name} ${JSON.stringify(value)}`),
  ]
}

function changeLines({ fact, type, fields, reason }: FactChange): readonly string[] {
  if (fields === null) return [`  → retract ${type}, id ${fact.id}: ${reason}`]
  return [
    `  → correct ${type}, id ${fact.id}: ${reason}`,
    ...Object.entries({ ...fields.envelope, ...fields.set }).map(
      ([name, value]) => `      ${name} ${JSON.stringify(value)}`,
    ),
    ...fields.remove.map((name) => `      without ${name}`),
  ]
}

function problemLines({ code, path, message, records, examples }: ProblemGroup): readonly string[] {
  return [
    '',
    `${code} at ${path === '' ? 'the record' : path}: ${many(records, 'record')}. ${said(message)}`,
    ...examples.map(({ line, cells }) => {
      const cell = cells.find(([column]) => column === path) ?? ['', wholeOf(cells)]
      return `  line ${line}: ${shortened(cell[1])}`
    }),
  ]
}

function many(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

function wholeOf(cells: TriedRecord['cells']): string {
  return cells.map(([, text]) => text).join(' | ')
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ')
  return line.length <= CELL_CHARACTERS_MAX ? line : `${line.slice(0, CELL_CHARACTERS_MAX)}…`
}
