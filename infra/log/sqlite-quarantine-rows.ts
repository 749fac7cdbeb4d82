import type { Instant } from '@jianwei/events/instant.ts'
import type {
  InputOrigin,
  QuarantinedInput,
  QuarantineEntry,
  QuarantineState,
  RefusalReason,
} from '@jianwei/events/ports/quarantine.ts'
import type { SqlValue } from '#/log/sqlite-database.ts'

/** What `entryOfRow` reads. */
export const ENTRY_COLUMNS =
  'place, quarantine_id, source, origin, content_type, bytes, reasons, received_at, state, ' +
  'redriven_at, event_ids, order_id'

/** The columns of an entry when it is kept, in the order of the statement that keeps it. */
export function rowOfInput(input: QuarantinedInput): SqlValue[] {
  return [
    input.quarantine_id,
    input.source,
    JSON.stringify(input.origin),
    input.content_type,
    input.bytes,
    JSON.stringify(input.reasons),
    input.received_at,
  ]
}

/** `state`, `redriven_at`, `event_ids` and `order_id`. */
export function rowOfState(state: QuarantineState): readonly SqlValue[] {
  switch (state.state) {
    case 'held':
      return ['held', null, null, null]
    case 'redriven':
    case 'superseded':
      return [state.state, state.at, JSON.stringify(state.event_ids), null]
    case 'dismissed':
      return ['dismissed', state.at, null, state.order_id]
  }
}

/** The columns hold what `rowOfInput` and `rowOfState` wrote. */
export function entryOfRow(row: readonly unknown[]): QuarantineEntry {
  const [, id, source, origin, contentType, bytes, reasons, receivedAt, ...state] = row
  return {
    quarantine_id: String(id),
    source: String(source),
    origin: JSON.parse(String(origin)) as InputOrigin,
    content_type: String(contentType),
    bytes: bytes as Uint8Array,
    reasons: JSON.parse(String(reasons)) as readonly RefusalReason[],
    received_at: receivedAt as Instant,
    ...stateOfRow(state),
  }
}

function stateOfRow([name, at, eventIds, orderId]: readonly unknown[]): QuarantineState {
  const state = name as QuarantineState['state']
  switch (state) {
    case 'held':
      return { state }
    case 'dismissed':
      return { state, at: at as Instant, order_id: String(orderId) }
    case 'redriven':
    case 'superseded':
      return { state, at: at as Instant, event_ids: JSON.parse(String(eventIds)) as string[] }
  }
}

/** What a cursor of a list says: the place or the number behind which it goes on. */
export function rowOfCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const row = Number(cursor)
  if (!Number.isSafeInteger(row) || row < 0) throw new RangeError('not a cursor of this quarantine')
  return row
}
