import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { QUARANTINE_STATES, type QuarantineState } from '@jianwei/events/ports/quarantine.ts'
import type { OrderKind, OrderSelection } from '@jianwei/events/ports/quarantine-orders.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { EXIT, EXIT_CODES_HELP, exitCodeOf } from '#/cli/exit-codes.ts'
import { openIntakeOn, type OpenIntake } from '#/cli/open-intake.ts'
import { downloadCommand } from '#/cli/quarantine-download.ts'
import { mappingNamedOf } from '#/cli/quarantine-mappings.ts'
import { mappingFromFile } from '#/intake/mapping/mapping-files.ts'
import { carryOutOrder } from '#/intake/quarantine-orders.ts'
import { previewRedrive } from '#/intake/redrive-preview.ts'
import { checkClock } from '#/start-checks/clock-check.ts'

const PAGE_GROUPS = 200

interface GroupsOptions extends DataOption {
  readonly source?: string
  readonly state: QuarantineState['state']
}

interface OrderOptions extends DataOption {
  readonly group?: string
  readonly dismissal?: string
  readonly mapping?: string
  readonly actor?: string
  readonly reason: string
}

/** What is done with refused input by groups. */
export function quarantineGroupCommands(): readonly Command[] {
  return [
    new Command('groups')
      .description('What was refused, by source, mapping, reason and column; the largest first')
      .option('-s, --source <source>', 'of this source only')
      .addOption(
        new Option('--state <state>', 'of those in this state')
          .choices([...QUARANTINE_STATES])
          .default('held'),
      )
      .addOption(dataOption())
      .action(groups),
    new Command('preview')
      .description('What would become of a group, sent again now; writes nothing')
      .argument('<group>', 'as `quarantine groups` gives it')
      .option('-m, --mapping <file>', 'read rows by this mapping, which has the name of theirs')
      .addOption(dataOption())
      .action(preview),
    ordering('redrive-group', 'Send a group through intake again; may be stopped and goes on')
      .option('-m, --mapping <file>', 'read rows by this mapping, which has the name of theirs')
      .action((id: string, options: OrderOptions) => order('redrive', { group_id: id }, options)),
    ordering('dismiss-group', 'Nobody waits for this group any longer; can be taken back').action(
      (id: string, options: OrderOptions) => order('dismiss', { group_id: id }, options),
    ),
    ordering('dismiss', 'Nobody waits for this input any longer; can be taken back', '<id>').action(
      (id: string, options: OrderOptions) => order('dismiss', { quarantine_id: id }, options),
    ),
    downloadCommand(),
    ordering('restore', 'Take a dismissal back', '<id>').action(restore),
  ]
}

function ordering(name: string, description: string, argument = '<group>'): Command {
  return new Command(name)
    .description(description)
    .argument(argument, 'as `quarantine groups`, `list` and `dismiss` give it')
    .requiredOption('--reason <text>', 'why; recorded')
    .option('--actor <name>', 'who asks for it; recorded')
    .addOption(dataOption())
    .addHelpText('after', EXIT_CODES_HELP)
}

async function groups({ state, source, ...options }: GroupsOptions): Promise<void> {
  await using opened = await openIntakeOn(configOf(options).log)
  const filter = { state, limit: PAGE_GROUPS, ...(source === undefined ? {} : { source }) }
  for (let after: string | null | undefined; after !== null;) {
    const page = await opened.quarantine.groups({
      ...filter,
      ...(after === undefined ? {} : { after }),
    })
    for (const group of page.groups) {
      const { group_id, counts, code, path, mapping } = group
      console.log(
        `${group_id}  ${counts[state]}  ${group.source}  ${mapping ?? '-'}  ${code}  ` +
          `${path || '-'}  ${group.first_received_at} – ${group.last_received_at}  ` +
          `${group.example_id}`,
      )
    }
    if (page.total === 0) console.error(`there is nothing ${state} in quarantine`)
    after = page.next
  }
}

async function preview(group_id: string, options: OrderOptions): Promise<void> {
  const config = configOf(options)
  await using opened = await openIntakeOn(config.log)
  const group = await opened.quarantine.group(group_id)
  if (group === undefined) return fail(`there is no group ${group_id}`)
  const mappingNamed = await mappingNamedOf(options.mapping, config, opened.log)
  const found = await previewRedrive({ ...opened, mappingNamed }, { group_id })
  for (const [outcome, inputs] of Object.entries(found.outcomes))
    console.log(`${inputs} ${outcome}`)
  for (const { inputs, code, path, message } of found.refusals)
    console.log(`${inputs} ${code} ${path}: ${message}`)
  if (found.has_more) console.log(`only the first ${found.inputs} were looked at`)
}

/** By the id of a dismissal, or of one input. */
async function restore(id: string, options: OrderOptions): Promise<void> {
  const config = configOf(options)
  await using opened = await openIntakeOn(config.log)
  const isOrder = (await opened.quarantine.order(id)) !== undefined
  await carryOut(opened, 'restore', isOrder ? { dismissal_id: id } : { quarantine_id: id }, options)
}

async function order(
  kind: OrderKind,
  selection: OrderSelection,
  options: OrderOptions,
): Promise<void> {
  await using opened = await openIntakeOn(configOf(options).log)
  if (kind === 'redrive') await checkClock(opened, opened)
  await carryOut(opened, kind, selection, options)
}

async function carryOut(
  opened: OpenIntake,
  kind: OrderKind,
  selection: OrderSelection,
  options: OrderOptions,
): Promise<void> {
  const { mapping, actor = null, reason } = options
  // Refused here rather than when it is carried out.
  if (mapping !== undefined) mappingFromFile(mapping)
  const given = await opened.quarantine.giveOrder({
    order_id: randomUUID(),
    kind,
    selection,
    at: opened.now(),
    actor,
    reason,
    mapping: mapping === undefined ? null : readFileSync(mapping, 'utf8'),
  })
  console.log(`${given.order_id}  ${kind} of ${given.inputs}`)
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const parts = {
    ...opened,
    mappingNamed: await mappingNamedOf(undefined, configOf(options), opened.log),
  }
  await carryOutOrder(parts, given.order_id, stop.signal)
  const done = await opened.quarantine.order(given.order_id)
  for (const [outcome, inputs] of Object.entries(done?.outcomes ?? {}))
    console.log(`${inputs} ${outcome}`)
  if (done?.end == null) console.error('stopped; the next start of the program goes on')
  const { refused = 0, gone = 0 } = done?.outcomes ?? {}
  if (given.inputs === 0) return fail('there is nothing of it to do')
  const taken = given.inputs - refused - gone
  if (done?.end?.how === 'complete')
    process.exitCode = exitCodeOf({ taken, refused: refused + gone })
  else process.exitCode = EXIT.some_refused
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = EXIT.refused
}
