import { definitionOf } from '@jianwei/events/catalogue.ts'
import { isPersonal } from '@jianwei/events/define-event.ts'
import type { EventData, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { outboundTopicOf } from '@jianwei/events/topics.ts'
import type { TraceParent } from '@jianwei/events/trace-parent.ts'
import { z } from 'zod'

/** What stands where a text that can name a person was taken out. The event keeps its shape. */
export const MASKED = '***'

/**
 * The event as other systems see it: a CloudEvent in binary mode with the log's identity, keyed by
 * its subject. Undefined for an event that is not published. Who worked on an alert, and what they
 * wrote, stays in the platform. `trace`: what the reader of the message goes on from.
 */
export function publishedMessage(
  event: RecordedEvent,
  trace: TraceParent | undefined = event.trace,
): OutgoingMessage | undefined {
  const topic = outboundTopicOf(event.type)
  if (topic === undefined) return undefined
  return {
    topic,
    key: Buffer.from(event.subject_id),
    value: Buffer.from(JSON.stringify(masked(event))),
    headers: Object.entries({ ...attributes(event), traceparent: trace ?? null }).flatMap(
      ([name, text]) => (text === null ? [] : [[name, Buffer.from(text)] as const]),
    ),
  }
}

interface PublishedFields {
  readonly shown: readonly string[]
  readonly withheld: readonly string[]
}

const known = new Map<string, PublishedFields>()

/** Which fields of an event leave in clear, and which are masked because they can name persons. */
export function publishedFields(type: string, schemaVersion: number): PublishedFields {
  const key = `${type} ${schemaVersion}`
  const fields = known.get(key) ?? fieldsOf(type, schemaVersion)
  known.set(key, fields)
  return fields
}

function fieldsOf(type: string, schemaVersion: number): PublishedFields {
  const schema = definitionOf(type, schemaVersion)?.data
  const fields = schema instanceof z.ZodObject ? Object.entries(schema.shape) : []
  const named = (isWithheld: boolean): readonly string[] =>
    fields.flatMap(([field, shape]) => (isPersonal(shape) === isWithheld ? [field] : []))
  return { shown: ['subject_id', 'region', ...named(false)], withheld: named(true) }
}

function attributes(event: RecordedEvent): Record<string, string | null> {
  return {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.source_event_id,
    ce_source: event.source,
    ce_type: event.type,
    ce_subject: event.subject_id,
    ce_time: event.occurred_at,
    ce_schemaversion: String(event.schema_version),
    ce_region: event.region,
    ce_correlationid: event.correlation_id,
    ce_causationid: event.causation_id,
  }
}

function masked({ type, schema_version, data }: RecordedEvent): EventData {
  const schema = definitionOf(type, schema_version)?.data
  if (!(schema instanceof z.ZodObject))
    throw new TypeError(`${type} ${schema_version} has no fields to mask`)
  const open: Record<string, unknown> = { ...data }
  for (const [field, fieldSchema] of Object.entries(schema.shape)) {
    if (open[field] == null || !isPersonal(fieldSchema)) continue
    // Anything but a text would need a mask of its own shape; to publish it bare would be worse
    // than to stop.
    if (typeof open[field] !== 'string')
      throw new TypeError(`${type}.${field} is personal and not a text`)
    open[field] = MASKED
  }
  return open
}
