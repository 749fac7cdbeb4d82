import { WarningRaised, WarningWithdrawn } from '@jianwei/events/warning/events.ts'
import { defineProjection } from '#/projection.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { jsonText } from '#/engine-values.ts'

/**
 * Tables of the same columns that never share a row: what is published, and what runs in shadow.
 */
export type LedgerTable = 'warnings_v1' | 'shadow_warnings_v1'

export const LEDGER_COLUMNS = [
  'position',
  'event_id',
  'movement',
  'warning_id',
  'rule_id',
  'rule_version',
  'level',
  'subject_id',
  'anchor',
  'anchor_at',
  'evidence',
  'seen_position',
  'clock',
  'recorded_at',
] as const

/** An entry of a ledger as a row, in the order of `LEDGER_COLUMNS`. */
export function ledgerRow(event: RecordedEvent, movement: 'raised' | 'withdrawn'): string {
  // The catalogue parsed the data when the event was read; all entries of ledgers have the same
  // shape.
  const entry = event.data as WarningRaised
  return (
    `[${event.position},"${event.event_id}","${movement}","${entry.warning_id}",` +
    `${jsonText(entry.rule_id)},${entry.rule_version},"${entry.level}",` +
    `${jsonText(event.subject_id)},` +
    `${jsonText(entry.anchor)},"${entry.anchor_at}",${JSON.stringify(entry.evidence)},` +
    `${entry.seen_position},"${entry.clock}","${event.recorded_at}"]\n`
  )
}

/** The ledger of warnings. The table is in `table.sql`. */
export const warningsProjection = defineProjection({
  name: 'warnings',
  version: 1,
  table: 'warnings_v1',
  columns: LEDGER_COLUMNS,
  events: [WarningRaised.type, WarningWithdrawn.type],
  rows: (event) => ledgerRow(event, event.type === WarningRaised.type ? 'raised' : 'withdrawn'),
})
