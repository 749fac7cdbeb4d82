import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { WarningRaised, WarningWithdrawn } from '@jianwei/events/warning/events.ts'
import { jsonText } from '#/json-row.ts'
import { defineProjection } from '#/projection.ts'

/** The ledger of warnings. The table is in `table.sql`. */
export const warningsProjection = defineProjection({
  name: 'warnings',
  version: 1,
  table: 'warnings_v1',
  columns: [
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
  ],
  events: [WarningRaised.type, WarningWithdrawn.type],
  rows: (event: RecordedEvent) => {
    // The catalogue parsed the data when the event was read; both types have the same shape.
    const entry = event.data as WarningRaised
    const movement = event.type === WarningRaised.type ? 'raised' : 'withdrawn'
    return (
      `[${event.position},"${event.event_id}","${movement}","${entry.warning_id}",` +
      `${jsonText(entry.rule_id)},${entry.rule_version},"${entry.level}",${jsonText(event.subject_id)},` +
      `${jsonText(entry.anchor)},"${entry.anchor_at}",${JSON.stringify(entry.evidence)},` +
      `${entry.seen_position},"${entry.clock}","${event.recorded_at}"]\n`
    )
  },
})
