import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import { sentEvent } from '#/support/kafka/department-events.ts'

/** Appends an event of each type, identified by the type and the head of the log before it. */
export async function appendPlatformEvents(
  log: EventLog,
  ...types: readonly string[]
): Promise<void> {
  for (const type of types) {
    const event = platformEvent(type, await log.head())
    await appendOne(log, streamOf('warning', event.source_event_id), 'any', [event])
  }
}

/** An event of the platform itself, from its golden example. */
function platformEvent(type: string, number: number): NewEvent {
  const { data, schemaversion } = sentEvent('jianwei:test', type, number)
  const id = `${type}-${number}`
  return {
    event_id: eventIdOf('jianwei:test', id),
    type,
    schema_version: schemaversion,
    subject_id: `site:${number % 3}`,
    region: null,
    department: null,
    occurred_at: '2026-03-01T00:00:00.000Z' as Instant,
    reported_at: null,
    source: 'jianwei:test',
    source_event_id: id,
    correlation_id: id,
    causation_id: null,
    // Golden examples hold the data of their events.
    data: data as NewEvent['data'],
  }
}
