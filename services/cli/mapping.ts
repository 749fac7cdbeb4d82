import { Command } from 'commander'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { mappingOf } from '#/cli/mapping-of.ts'
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
    .description('Look at what mappings make of files')
    .addCommand(tryCommand())
}

function tryCommand(): Command {
  return new Command('try')
    .description(
      'Show the first records of a file beside the events that a mapping makes of them, and ' +
        'whatever it refuses. Nothing is written. Ends with 1 when something was refused.',
    )
    .argument('<mapping>', 'a mapping file, or the name of a mapping that comes with the program')
    .argument('<file>', 'the file')
    .option('-n, --rows <number>', 'how many records are shown', '5')
    .addOption(dataOption())
    .action(runTry)
}

async function runTry(name: string, file: string, options: TryOptions): Promise<void> {
  const mapping = mappingOf(name, configOf(options))
  const shown_max = Math.max(0, Number.parseInt(options.rows, 10) || 0)
  const trial = await tryMapping(file, mapping, { now: systemClock().now(), shown_max })
  for (const line of trialLines(trial)) console.log(line)
  if (trial.refused > 0) process.exitCode = 1
}

/** The report, a line each. */
export function trialLines(trial: MappingTrial): readonly string[] {
  const { records, events, skipped, refused } = trial
  const passed = skipped === 0 ? '' : `; ${skipped} passed over on purpose`
  return [
    ...trial.shown.flatMap(recordLines),
    `${many(records, 'record')} read, ${many(events, 'event')} made of them; ` +
      `${refused} refused${passed}. Nothing was written.`,
    ...trial.fields_left_out.map(
      ({ column, code, cells }) =>
        `In column ${column}, ${many(cells, 'cell')} could not be read (${code}): ` +
        'the events lack that field',
    ),
    ...trial.problems.flatMap(problemLines),
  ]
}

const CELL_CHARACTERS_MAX = 200

function recordLines({ file, line, cells, reading }: TriedRecord): readonly string[] {
  const events = eventsOf(reading)
  const outcome = reading.ok
    ? events.length === 0
      ? ['  → passed over on purpose']
      : events.flatMap(eventLines)
    : reading.reasons.map(({ code, path, message }) => `  ✗ ${code} at ${path || 'it'}: ${message}`)
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

function problemLines({ code, path, message, records, examples }: ProblemGroup): readonly string[] {
  return [
    '',
    `${code} at ${path === '' ? 'the record' : path}: ${many(records, 'record')}. ${message}`,
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
