import { isUtf8 } from 'node:buffer'
import { Command, InvalidArgumentError, Option } from 'commander'
import {
  QUARANTINE_STATES,
  type InputOrigin,
  type QuarantineEntry,
  type QuarantineState,
} from '@jianwei/events/ports/quarantine.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { EXIT, EXIT_CODES_HELP, exitCodeOf } from '#/cli/exit-codes.ts'
import { quarantineGroupCommands } from '#/cli/quarantine-groups.ts'
import { mappingNamedOf } from '#/cli/quarantine-mappings.ts'
import { openIntakeOn, type OpenIntake } from '#/cli/open-intake.ts'
import { said } from '#/cli/said.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import { createRedrive, type Redrive, type RedriveOrder } from '#/intake/redrive.ts'

const PAGE_ENTRIES = 200

interface ListOptions extends DataOption {
  readonly source?: string
  readonly state?: QuarantineState['state']
  readonly limit: number
}

interface RedriveOptions extends DataOption, RedriveOrder {
  readonly mapping?: string
  readonly held?: true
  readonly source?: string
}

export function quarantineCommand(): Command {
  const command = new Command('quarantine')
    .description('Input that was refused and kept: list it, look at it, send it through again')
    .addCommand(
      new Command('list')
        .description('One line for each refused input, oldest first')
        .option('-s, --source <source>', 'of this source only')
        .addOption(
          new Option('--state <state>', 'in this state only').choices([...QUARANTINE_STATES]),
        )
        .option('-n, --limit <count>', 'at most so many', wholeNumber, 50)
        .addOption(dataOption())
        .action(list),
    )
    .addCommand(
      new Command('show')
        .description('One refused input with its reasons and its original bytes')
        .argument('<id>', 'as `quarantine list` and the answer to the sender give it')
        .addOption(dataOption())
        .action(show),
    )
    .addCommand(
      new Command('redrive')
        .description(
          'Send refused input through intake again, after the mapping or the schema was repaired',
        )
        .argument('[ids...]', 'as `quarantine list` gives them; or --held')
        .option('--held', 'everything that is held')
        .option('-s, --source <source>', 'with --held: of this source only')
        .option(
          '-m, --mapping <file>',
          'read rows by this mapping instead of the one of the same name',
        )
        .option('--actor <name>', 'who asks for it; recorded')
        .option('--reason <text>', 'why; recorded')
        .addOption(dataOption())
        .addHelpText('after', EXIT_CODES_HELP)
        .action(redrive),
    )
  for (const one of quarantineGroupCommands()) command.addCommand(one)
  return command
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}

async function list(options: ListOptions): Promise<void> {
  await using opened = await openIntakeOn(configOf(options).log)
  const { limit } = options
  let all = 0
  for await (const entry of entries(opened, options)) {
    all += 1
    if (all > limit) continue
    const codes = [...new Set(entry.reasons.map((reason) => reason.code))].join(' ')
    console.log(
      `${entry.quarantine_id}  ${entry.state}  ${entry.received_at}  ` +
        `${originText(entry.origin)}  ${codes}`,
    )
  }
  // Beside the list, which other programs read line by line.
  if (all === 0) console.error('there is nothing of this kind in quarantine')
  if (all > limit) console.error(`${limit} of ${all}; --limit shows more`)
}

async function show(id: string, options: DataOption): Promise<void> {
  await using opened = await openIntakeOn(configOf(options).log)
  const entry = await opened.quarantine.get(id)
  if (entry === undefined) return fail(`there is no ${id} in quarantine`)
  const { bytes, ...rest } = entry
  console.log(JSON.stringify({ ...rest, bytes_count: bytes.length }, undefined, 2))
  // Bytes that are no text would garble the terminal.
  console.log(
    isUtf8(bytes)
      ? Buffer.from(bytes).toString('utf8')
      : `base64 ${Buffer.from(bytes).toString('base64')}`,
  )
}

async function redrive(ids: readonly string[], options: RedriveOptions): Promise<void> {
  if (ids.length === 0 && options.held !== true)
    return fail('name the ids to send again, or --held for all')
  const config = configOf(options)
  await using opened = await openIntakeOn(config.log)
  await checkClock(opened, opened)
  const again = createRedrive({
    ...opened,
    mappingNamed: await mappingNamedOf(options.mapping, config, opened.log),
  })
  const counts = { taken: 0, refused: 0 }
  for (const id of ids.length > 0 ? ids : await heldIds(opened, options)) {
    counts[await redriveOne(again, id, options)] += 1
  }
  console.log(`${counts.taken} taken, ${counts.refused} not`)
  process.exitCode = exitCodeOf(counts)
}

async function redriveOne(
  again: Redrive,
  id: string,
  { actor, reason }: RedriveOptions,
): Promise<'taken' | 'refused'> {
  const outcome = await again(id, {
    ...(actor === undefined ? {} : { actor }),
    ...(reason === undefined ? {} : { reason }),
  })
  switch (outcome.outcome) {
    case 'taken': {
      const events = outcome.events.map((event) => `${event.status} at ${event.position}`)
      console.log(`${id}  ${events.join(', ') || 'skipped'}`)
      return 'taken'
    }
    case 'settled':
      console.log(`${id}  was taken before`)
      return 'taken'
    case 'refused':
      for (const { code, path, message } of outcome.reasons)
        console.log(`${id}  ${code} ${path}: ${said(message)}`)
      return 'refused'
    case 'dismissed':
      console.log(`${id}  was dismissed; restore it first`)
      return 'refused'
    case 'unknown':
      console.log(`${id}  is not in quarantine`)
      return 'refused'
  }
}

/** All before the first is sent again: sending changes the list. */
async function heldIds(opened: OpenIntake, { source }: RedriveOptions): Promise<string[]> {
  const ids: string[] = []
  const filter = { state: 'held', ...(source === undefined ? {} : { source }) } as const
  for await (const entry of entries(opened, filter)) ids.push(entry.quarantine_id)
  return ids
}

async function* entries(
  { quarantine }: OpenIntake,
  { source, state }: Pick<ListOptions, 'source' | 'state'>,
): AsyncGenerator<QuarantineEntry> {
  const filter = {
    ...(source === undefined ? {} : { source }),
    ...(state === undefined ? {} : { state }),
  }
  for (let after: string | null | undefined; after !== null;) {
    const page = await quarantine.list({
      ...filter,
      limit: PAGE_ENTRIES,
      ...(after === undefined ? {} : { after }),
    })
    yield* page.entries
    after = page.next
  }
}

function originText(origin: InputOrigin): string {
  switch (origin.channel) {
    case 'http':
      return origin.line === null ? 'http' : `http line ${origin.line}`
    case 'file':
      return `${origin.file}:${origin.line}`
    case 'kafka':
      return `${origin.topic}/${origin.partition}@${origin.offset}`
  }
}

function fail(message: string): void {
  console.error(said(message))
  process.exitCode = EXIT.refused
}
