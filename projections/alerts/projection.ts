import { latestAlertEvents } from '@jianwei/events/alert/events.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { jsonText } from '#/engine-values.ts'
import { defineProjection } from '#/projection.ts'

/** What every alert event has, and what some have. */
interface AlertStep {
  readonly alert_id: string
  readonly actor: string
  readonly reason?: string
  readonly rule_id?: string | null
  readonly rule_version?: number | null
  readonly level?: string
  readonly due_at?: string | null
  readonly warning_ids?: readonly string[]
  readonly warning_id?: string
}

/** The life of alerts, event by event. The table is in `table.sql`. */
export const alertsProjection = defineProjection({
  name: 'alerts',
  version: 1,
  table: 'alert_events_v1',
  columns: [
    'position',
    'event_id',
    'alert_id',
    'event_type',
    'subject_id',
    'occurred_at',
    'recorded_at',
    'actor',
    'reason',
    'rule_id',
    'rule_version',
    'level',
    'due_at',
    'warning_ids',
    'payload',
  ],
  events: latestAlertEvents.map((definition) => definition.type),
  rows: (event: RecordedEvent) => {
    // The catalogue parsed the data when the event was read; every alert event has these fields or
    // leaves them out.
    const step = event.data as unknown as AlertStep
    const warningIds = step.warning_ids ?? (step.warning_id === undefined ? [] : [step.warning_id])
    return (
      `[${event.position},"${event.event_id}","${step.alert_id}","${event.type}",` +
      `${jsonText(event.subject_id)},"${event.occurred_at}","${event.recorded_at}",` +
      `${jsonText(step.actor)},${jsonText(step.reason ?? '')},` +
      `${jsonText(step.rule_id ?? '')},${step.rule_version ?? 0},"${step.level ?? ''}",` +
      `${JSON.stringify(step.due_at ?? null)},${JSON.stringify(warningIds)},` +
      `${JSON.stringify(event.data)}]\n`
    )
  },
})
