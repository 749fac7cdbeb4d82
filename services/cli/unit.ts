import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import { CivilDateSchema } from '@jianwei/events/instant.ts'
import type { OrganisationCommand } from '@jianwei/events/organisation/decider.ts'
import { nameOn, parentOn, type Unit } from '@jianwei/events/organisation/directory.ts'
import {
  UnitCorrected,
  UnitDissolved,
  UnitMoved,
  UnitRegistered,
  UnitReinstated,
  UnitRenamed,
  UnitSpellingAdded,
  UnitSpellingRemoved,
  UnitSucceeded,
} from '@jianwei/events/organisation/events.ts'
import { openCheckedLog } from '#/cli/checked-log.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { EXIT_CODES_HELP, exitCodeOf } from '#/cli/exit-codes.ts'
import { said } from '#/cli/said.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { directoryOf } from '#/organisations/directory-aggregate.ts'
import { readDirectoryFile } from '#/organisations/directory-file.ts'
import { takeDirectoryStep } from '#/organisations/directory-steps.ts'
import { importDirectory } from '#/organisations/import-directory.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { assertKnownRegions } from '#/regions/unknown-regions.ts'

/** What was given on the command line is no step of the directory. */
class UnitStepUnreadable extends DomainError {
  override readonly name = 'UnitStepUnreadable'
  readonly code = 'UNIT_STEP_UNREADABLE'
}

interface Options extends DataOption {
  readonly actor: string
  readonly reason: string
  readonly seen?: string
  readonly [field: string]: string | boolean | undefined
}

interface Step {
  readonly name: string
  readonly description: string
  /** Flags with what they say; those in <…> are needed. */
  readonly flags: readonly (readonly [flags: string, description: string])[]
  readonly command: (said: Readonly<Record<string, unknown>>) => OrganisationCommand
}

const FROM = ['--from <day>', 'from this day on, YYYY-MM-DD'] as const
const REGION = ['--region [code]', 'only for facts there or within (default: everywhere)'] as const
const SPELLING = ['--spelling <text>', 'as events name it, to the letter'] as const

const STEPS: readonly Step[] = [
  {
    name: 'register',
    description: 'Register a unit',
    flags: [
      ['--name <text>', 'its name'],
      ['--valid-from <day>', 'its first day, YYYY-MM-DD'],
      ['--valid-to [day]', 'the first day without it'],
      ['--region [code]', 'where it acts'],
      ['--parent [unit]', 'below which unit it stands'],
      ['--code [number]', 'its number in another register'],
    ],
    command: (said) => ({
      type: 'RegisterUnit',
      // The name becomes a spelling; the shape of the event wants one.
      data: read(UnitRegistered.data, { ...said, spellings: [ownSpelling(said)] }),
    }),
  },
  {
    name: 'rename',
    description: 'Give a unit another name',
    flags: [['--name <text>', 'the new name'], FROM],
    command: (said) => ({ type: 'RenameUnit', data: read(UnitRenamed.data, said) }),
  },
  {
    name: 'move',
    description: 'Put a unit below another; without --parent, below none',
    flags: [['--parent [unit]', 'the unit above it'], FROM],
    command: (said) => ({ type: 'MoveUnit', data: read(UnitMoved.data, said) }),
  },
  {
    name: 'succeed',
    description: 'Say who acts in its place: a merger, a take-over or a split',
    flags: [['--by <units>', 'with commas; the first has the open work and the old names'], FROM],
    command: ({ by, ...said }) => {
      const successors = String(by)
        .split(',')
        .map((one) => one.trim())
      const data = { ...said, successors, work_goes_to: successors[0] }
      return { type: 'SucceedUnit', data: read(UnitSucceeded.data, data) }
    },
  },
  {
    name: 'dissolve',
    description: 'End a unit in whose place nobody acts',
    flags: [FROM],
    command: (said) => ({ type: 'DissolveUnit', data: read(UnitDissolved.data, said) }),
  },
  {
    name: 'reinstate',
    description: 'Take back an end that was recorded in error',
    flags: [],
    command: (said) => ({ type: 'ReinstateUnit', data: read(UnitReinstated.data, said) }),
  },
  {
    name: 'correct',
    description: 'Correct what was registered; what is left out becomes unknown',
    flags: [
      ['--valid-from <day>', 'its first day'],
      ['--region [code]', 'where it acts'],
      ['--code [number]', 'its number in another register'],
    ],
    command: (said) => ({ type: 'CorrectUnit', data: read(UnitCorrected.data, said) }),
  },
  {
    name: 'spell',
    description: 'Add a spelling under which events name the unit',
    flags: [
      SPELLING,
      REGION,
      ['--valid-from [day]', 'from when on (default: as long as the unit)'],
      ['--valid-to [day]', 'the first day on which it no longer means the unit'],
    ],
    command: (said) => ({ type: 'AddSpelling', data: read(UnitSpellingAdded.data, said) }),
  },
  {
    name: 'unspell',
    description: 'Remove a spelling that never meant the unit',
    flags: [SPELLING, REGION],
    command: (said) => ({ type: 'RemoveSpelling', data: read(UnitSpellingRemoved.data, said) }),
  },
]

/** Written into the log itself; programs that run on it follow. */
export function unitCommand(): Command {
  const command = new Command('unit').description(
    'The directory of organisations: units, their names and spellings, mergers and splits.',
  )
  command.addCommand(
    decided(new Command('import').description('Bring the directory to what a CSV file says'))
      .argument('<file>', 'CSV with unit_id, name, valid_from, …')
      .option('--from <day>', 'from when on other names and parents hold (default: today)')
      .option('--dry-run', 'show what would change, and write nothing')
      .addHelpText('after', EXIT_CODES_HELP)
      .action(importFile),
  )
  for (const step of STEPS) command.addCommand(stepCommand(step))
  return command.addCommand(
    new Command('show')
      .description('Units as they are today')
      .addOption(dataOption())
      .argument('[unit]', 'all of them without it')
      .action(show),
  )
}

function stepCommand({ name, description, flags, command }: Step): Command {
  const built = decided(new Command(name).description(description)).argument('<unit>', 'its id')
  for (const [flag, says] of flags) {
    if (flag.includes('<')) built.requiredOption(flag, says)
    else built.option(flag, says)
  }
  return built
    .option('--seen <revision>', 'the revision that was seen; a stale one is refused')
    .action(async (unit_id: string, options: Options) => {
      const { data, seen, ...said } = options
      const fields = Object.entries(said).map(([key, value]) => [snake(key), value ?? null])
      const optional = flags.flatMap(([flag]) =>
        flag.includes('[') ? [[fieldOf(flag), null]] : [],
      )
      await using opened = await openCheckedLog(configOf({ data }).log)
      const order = command({
        ...Object.fromEntries(optional),
        ...Object.fromEntries(fields),
        unit_id,
      })
      await assertKnownRegions(order, new RegionBook(opened.log))
      const taken = await takeDirectoryStep(opened.log, {
        command: order,
        now: opened.now(),
        seen: seen === undefined ? null : Number(seen),
      })
      const where = taken.position === null ? 'as before' : `at position ${taken.position}`
      console.log(`${unit_id}  revision ${taken.revision}, said ${where}`)
    })
}

async function importFile(file: string, options: Options): Promise<void> {
  await using opened = await openCheckedLog(configOf(options).log)
  const now = opened.now()
  const from = options['from']
  const dry_run = options['dryRun'] === true
  const rows = readDirectoryFile(await readFile(file, 'utf8'))
  await assertKnownRegions({ rows }, new RegionBook(opened.log))
  const done = await importDirectory(opened.log, {
    rows,
    from: from === undefined ? dayInChina(now) : read(CivilDateSchema, from),
    actor: options.actor,
    reason: options.reason,
    now,
    dry_run,
  })
  for (const { line, unit_id, outcome, changes, problems } of done.rows) {
    const why = problems.map(({ code, message }) => `${code} ${said(message)}`).join('; ')
    console.log(`line ${line}  ${unit_id}  ${outcome}  ${changes.join(', ')}${why}`.trimEnd())
  }
  const refused = done.rows.filter(({ outcome }) => outcome === 'refused').length
  const wrote = dry_run ? 'would be written; nothing was' : 'written'
  console.log(
    `${done.rows.length} rows, ${refused} refused; ${done.events} events ${wrote}; ` +
      `${done.not_in_file} units are in no row and stay`,
  )
  process.exitCode = exitCodeOf({ taken: done.rows.length - refused, refused })
}

async function show(wanted: string | undefined, options: DataOption): Promise<void> {
  await using opened = await openCheckedLog(configOf(options).log)
  const day = dayInChina(opened.now())
  const { units } = await directoryOf(opened.log)
  const shown = [...units.values()].filter(
    ({ unit_id }) => wanted === undefined || unit_id === wanted,
  )
  for (const unit of shown.toSorted((a, b) => (a.unit_id < b.unit_id ? -1 : 1))) {
    const parent = parentOn(unit, day)
    const below = parent === null ? '' : `, below ${parent}`
    console.log(`${unit.unit_id}  ${nameOn(unit, day)}${below}  (revision ${unit.revision})`)
    console.log(`  ${unit.valid_from} to ${endWords(unit)}, ${unit.region ?? 'no region'}`)
    for (const { spelling, region } of unit.spellings)
      console.log(`  spelt ${spelling}${region === null ? '' : ` in ${region}`}`)
  }
}

function endWords({ end }: Unit): string {
  if (end === null) return 'today'
  return end.kind === 'dissolved'
    ? `${end.on}, dissolved`
    : `${end.on}, succeeded by ${end.successors.join(', ')}`
}

function decided(command: Command): Command {
  return command
    .addOption(dataOption())
    .requiredOption('--actor <name>', 'who says so; recorded')
    .requiredOption('--reason <text>', 'why; recorded')
}

function ownSpelling(said: Readonly<Record<string, unknown>>): object {
  return { spelling: said['name'], region: said['region'], valid_from: null, valid_to: null }
}

function read<Schema extends z.ZodType>(schema: Schema, said: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(said)
  if (parsed.success) return parsed.data
  throw new UnitStepUnreadable(z.prettifyError(parsed.error))
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** `--valid-to [day]` is the field `valid_to`. */
function fieldOf(flag: string): string {
  return (/^--([a-z-]+)/.exec(flag)?.[1] ?? '').replaceAll('-', '_')
}
