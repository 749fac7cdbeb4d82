import { parseData } from '@jianwei/events/catalogue.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  IMPORT_EVENT_TYPES,
  type ImportAborted,
  type ImportCompleted,
  type ImportLapsed,
  type ImportProgressed,
  type ImportStarted,
} from '@jianwei/events/source/import.ts'
import type { WarningRaised, WarningWithdrawn } from '@jianwei/events/warning/events.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { integer, textList } from '@jianwei/projections/sql.ts'

interface EntryEnvelope {
  readonly position: Position
  readonly event_id: string
  readonly subject_id: string
  readonly recorded_at: Instant
}

export type WarningLedgerEntry = EntryEnvelope &
  (
    | { readonly type: 'WarningRaised'; readonly data: WarningRaised }
    | { readonly type: 'WarningWithdrawn'; readonly data: WarningWithdrawn }
  )

export type ImportEntry = EntryEnvelope &
  (
    | { readonly type: 'ImportStarted'; readonly data: ImportStarted }
    | { readonly type: 'ImportProgressed'; readonly data: ImportProgressed }
    | { readonly type: 'ImportCompleted'; readonly data: ImportCompleted }
    | { readonly type: 'ImportAborted'; readonly data: ImportAborted }
    | { readonly type: 'ImportLapsed'; readonly data: ImportLapsed }
  )

/** What alerting looks at, in the order of the log. */
export type LedgerEntry = WarningLedgerEntry | ImportEntry

const ENTRY_TYPES = ['WarningRaised', 'WarningWithdrawn', ...IMPORT_EVENT_TYPES]

interface EntryRow extends EntryEnvelope {
  readonly type: string
  readonly schema_version: number
  readonly payload: string
}

/** The next entries after a position, up to another, at most `limit`. Throws EventUnreadable when one has not its promised shape. */
export async function ledgerEntries(
  warehouse: Warehouse,
  range: { readonly after: Position; readonly up_to: Position; readonly limit: number },
): Promise<readonly LedgerEntry[]> {
  const rows = await warehouse.query<EntryRow>(
    `SELECT toFloat64(e.position) AS position, toString(event_id) AS event_id, subject_id, event_type AS type, schema_version,
       concat(replaceOne(toString(e.recorded_at), ' ', 'T'), 'Z') AS recorded_at, payload
     FROM events_v1 AS e
     WHERE e.position > ${integer(range.after)} AND e.position <= ${integer(range.up_to)}
       AND event_type IN ${textList(ENTRY_TYPES)}
     ORDER BY e.position LIMIT ${integer(range.limit)}`,
    { purpose: 'sentinel:entries', lane: 'rules' },
  )
  return rows.map(({ payload, schema_version, ...entry }) => {
    const parsed = parseData(entry.type, schema_version, JSON.parse(payload))
    if (!parsed.ok) throw new EventUnreadable(`position ${entry.position}`, parsed.reasons[0]?.message ?? 'unknown')
    // The catalogue has just parsed the data as that of the row's type.
    return { ...entry, data: parsed.data } as unknown as LedgerEntry
  })
}
