import { z } from 'zod'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { InstantSchema, msOfInstant } from '@jianwei/events/instant.ts'
import { outboundTopicOf } from '@jianwei/events/topics.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { publishedFields } from '#/publisher/published-event.ts'

const ACTOR = 'jianwei:publisher'
const PURPOSE = 'exchange of warnings and alerts with connected systems 预警信息共享'
/** For so long events to one topic are one delivery, as the log counts the time. */
const STRETCH_MS = 60_000
const STRETCH_EVENTS_MAX = 10_000

/** Events that went to a topic and are not on record yet. Kept with the checkpoint. */
export const Delivery = z.strictObject({
  topic: z.string(),
  count: z.int().min(1),
  first: z.int().min(1),
  last: z.int().min(1),
  /** When the log took the first of them. */
  since: InstantSchema,
  fields: z.array(z.string()),
  withheld: z.array(z.string()),
})
export type Delivery = z.infer<typeof Delivery>

/** The deliveries, one a topic, with what was published of some more events. */
export function deliveriesWith(
  before: readonly Delivery[],
  events: readonly RecordedEvent[],
): readonly Delivery[] {
  const byTopic = new Map(before.map((delivery) => [delivery.topic, delivery]))
  for (const { type, schema_version, position, recorded_at } of events) {
    const topic = outboundTopicOf(type)
    if (topic === undefined) continue
    const { shown, withheld } = publishedFields(type, schema_version)
    const known = byTopic.get(topic)
    byTopic.set(topic, {
      topic,
      count: (known?.count ?? 0) + 1,
      first: known?.first ?? position,
      last: position,
      since: known?.since ?? recorded_at,
      fields: [...new Set([...(known?.fields ?? []), ...shown])].toSorted(),
      withheld: [...new Set([...(known?.withheld ?? []), ...withheld])].toSorted(),
    })
  }
  return [...byTopic.values()]
}

/** Whether a stretch is long enough to be put on record, when the log has come to these events. */
export function areDue(deliveries: readonly Delivery[], events: readonly RecordedEvent[]): boolean {
  const newest = events.at(-1)
  if (newest === undefined) return false
  return deliveries.some(
    ({ since, count }) =>
      count >= STRETCH_EVENTS_MAX ||
      msOfInstant(newest.recorded_at) - msOfInstant(since) >= STRETCH_MS,
  )
}

/**
 * Puts them on record, the same ones under the same identity. The records are events that no topic
 * carries, so that nothing is published of them.
 */
export async function recordDeliveries(
  audit: Pick<AuditTrail, 'act'>,
  deliveries: readonly Delivery[],
): Promise<void> {
  await Promise.all(
    deliveries.map(({ topic, since: _since, ...stretch }) =>
      audit.act(
        {
          type: 'DeliveryMade',
          data: {
            actor: ACTOR,
            channel: 'kafka',
            recipient: topic,
            purpose: PURPOSE,
            // What names persons is masked before it leaves.
            personal: false,
            ...stretch,
          },
        },
        { id: `${topic}#${stretch.first}-${stretch.last}`, region: null },
      ),
    ),
  )
}
