import { AUDITED_TYPES, auditEntry } from '#/audit/audit-entry.ts'
import { jsonText } from '#/engine-values.ts'
import { defineProjection } from '#/projection.ts'

/** Who read, took and changed what. The table is in `table.sql`. */
export const auditProjection = defineProjection({
  name: 'audit',
  version: 2,
  table: 'audit_v2',
  columns: [
    'position',
    'event_id',
    'action',
    'actor',
    'object_kind',
    'object',
    'region',
    'department',
    'occurred_at',
    'recorded_at',
    'reason',
    'purpose',
    'old',
    'new',
    'details',
  ],
  events: AUDITED_TYPES,
  rows: (event) => {
    const entry = auditEntry(event)
    const texts = [
      entry.actor,
      entry.object_kind,
      entry.object,
      entry.region ?? '',
      event.department ?? '',
    ]
    const said = [
      entry.reason,
      entry.purpose,
      entry.old === null ? '' : JSON.stringify(entry.old),
      entry.new === null ? '' : JSON.stringify(entry.new),
      JSON.stringify(entry.details),
    ]
    return (
      `[${event.position},"${event.event_id}","${event.type}",${texts.map(jsonText).join(',')},` +
      `"${event.occurred_at}","${event.recorded_at}",${said.map(jsonText).join(',')}]\n`
    )
  },
})
