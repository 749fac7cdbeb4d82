import { recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import {
  importOrderDecider,
  type ImportOrderCommand,
  type ImportOrderEvent,
  type ImportOrders,
} from '@jianwei/events/import/decider.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { handleCommands, OpenStream, type Aggregate } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'
import { INTAKE_SOURCE } from '#/intake/quarantined-input.ts'

const aggregate: Aggregate<
  ImportOrders,
  ImportOrderCommand,
  ImportOrderEvent,
  { readonly now: Instant }
> = {
  stream: 'import',
  decider: importOrderDecider,
  record: ({ type, data }, place, { now }) =>
    recordEvent({
      type,
      schema_version: type === 'ImportOrderEnded' ? 2 : 1,
      source: INTAKE_SOURCE,
      id: stepIdentity(place, 'import-order', { type, data }),
      subject_id: platformSubject('platform', `import-${place.id}`),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

/** What was decided, and the orders after it. Throws StreamConflict (retryable). */
export async function commandImport(
  log: EventLog,
  command: ImportOrderCommand,
  now: Instant,
): Promise<{ readonly events: readonly ImportOrderEvent[]; readonly orders: ImportOrders }> {
  const { result } = await handleCommands(log, async () => {
    const open = await OpenStream.load(log, aggregate, command.data.import_id)
    const events = open.decide(command, { now })
    return { appends: open.appends, result: { events, orders: open.state } }
  })
  return result
}
