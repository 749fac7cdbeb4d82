import {
  conflictDecider,
  type ConflictEvent,
  type ConflictReturns,
  type ReturnConflict,
} from '@jianwei/events/authority/conflict-decider.ts'
import type { AttributeConflictReturned } from '@jianwei/events/authority/events.ts'
import { recordEvent } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { AUTHORITY_SOURCE } from '#/authorities/attribute-authorities.ts'
import { handleCommands, OpenStream, type Aggregate } from '#/commands/handle-commands.ts'

/** Whom it is about, and where the fact lies that is to be looked at: who sees that sees this. */
export interface ReturnPlace {
  readonly subject_id: string
  readonly region: string | null
  readonly department: string | null
}

const conflictAggregate: Aggregate<
  ConflictReturns,
  ReturnConflict,
  ConflictEvent,
  { readonly now: Instant; readonly place: ReturnPlace }
> = {
  stream: 'conflict',
  decider: conflictDecider,
  record: ({ type, data }, { id, revision }, { now, place }) => ({
    ...recordEvent({
      type,
      schema_version: 1,
      source: AUTHORITY_SOURCE,
      id: `${id}#${revision}#${derivedId('conflict-return', canonicalJson(data))}`,
      subject_id: place.subject_id,
      region: place.region,
      occurred_at: now,
      causation_id: null,
      data,
    }),
    department: place.department,
  }),
}

/** Whether it is new. Throws ConflictNotTheirs, and StreamConflict (retryable). */
export async function returnConflict(
  log: EventLog,
  data: AttributeConflictReturned,
  context: { readonly now: Instant; readonly place: ReturnPlace },
): Promise<boolean> {
  const { result } = await handleCommands(log, async () => {
    const open = await OpenStream.load(log, conflictAggregate, data.conflict_id)
    const decided = open.decide({ type: 'ReturnConflict', data }, context)
    return { appends: open.appends, result: decided.length > 0 }
  })
  return result
}
