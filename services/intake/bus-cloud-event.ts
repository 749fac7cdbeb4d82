import { isUtf8 } from 'node:buffer'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { BusHeaders, OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { carries } from '@jianwei/events/topics.ts'
import { parseTraceParent, type TraceParent } from '@jianwei/events/trace-parent.ts'
import { EVENT_BYTES_MAX, parseJsonBytes, readEventValue } from '#/intake/line-reading.ts'
import { refusal, type ReadInput, type Reading, type RefusedInput } from '#/intake/reading.ts'
import { contradictedByHeaders } from '#/intake/structured-headers.ts'

/**
 * CloudEvents on the message bus, by the Kafka protocol binding 1.0: in structured mode the value
 * is the whole event and the header `content-type` says so; in binary mode the value is the data
 * and the attributes are headers that begin with `ce_`. The message's key is not looked at: it only
 * keeps a subject's messages in order, and no answer depends on that order. The header
 * `traceparent` counts for an event that does not say itself in which trace it was made.
 */

const PREFIX = 'ce_'
const TRACE_HEADER = 'traceparent'
const STRUCTURED = /^application\/cloudevents\+json\s*(?:;|$)/i

/** `topic` is where the message was first sent. */
export function readBusCloudEvent(message: OutgoingMessage, notAfter: Instant): Reading {
  const { topic, value } = message
  if (value === null) {
    return refusal(
      null,
      'VALUE_MISSING',
      '',
      'a message without a value takes nothing back; send FactRetracted',
    )
  }
  if (value.length > EVENT_BYTES_MAX) {
    return refusal(null, 'EVENT_TOO_LARGE', '', `an event has at most ${EVENT_BYTES_MAX} bytes`)
  }
  const reading = readInItsMode(message.headers, value, notAfter)
  if (!reading.ok) return reading
  return ofTheTopic(topic, reading.events, inTraceOf(message.headers, reading))
}

function inTraceOf(headers: BusHeaders, reading: ReadInput): ReadInput {
  const trace = traceIn(headers)
  if (trace === undefined || reading.events.every((event) => event.trace !== undefined))
    return reading
  return { ...reading, events: reading.events.map((event) => ({ trace, ...event })) }
}

/** What cannot be read, or stands there twice, belongs to a transport that means something else. */
function traceIn(headers: BusHeaders): TraceParent | undefined {
  const found = headers.filter(([name]) => name.toLowerCase() === TRACE_HEADER)
  return found.length === 1 ? parseTraceParent(Buffer.from(found[0]![1]).toString()) : undefined
}

function readInItsMode(headers: BusHeaders, value: Uint8Array, notAfter: Instant): Reading {
  const read = textHeaders(headers)
  if (!read.ok) return read
  const { texts } = read
  const attributes = [...texts].filter(([name]) => name.startsWith(PREFIX))
  if (STRUCTURED.test(texts.get('content-type') ?? ''))
    return readStructured(attributes, value, notAfter)
  if (attributes.length > 0)
    return readBinary(attributes, texts.get('content-type'), value, notAfter)
  const message =
    'send the header content-type: application/cloudevents+json, or the attributes as ' +
    'headers such as ce_id'
  return refusal(null, 'CLOUDEVENT_MODE', 'content-type', message)
}

function readStructured(
  headers: readonly (readonly [string, string])[],
  value: Uint8Array,
  notAfter: Instant,
): Reading {
  const event = parseJsonBytes(value)
  if (!event.ok) return event
  const said = headers.map(([header, text]) => ({
    header,
    attribute: header.slice(PREFIX.length),
    text,
  }))
  return contradictedByHeaders(event.value, said) ?? readEventValue(event.value, notAfter)
}

function readBinary(
  attributes: readonly (readonly [string, string])[],
  contentType: string | undefined,
  value: Uint8Array,
  notAfter: Instant,
): Reading {
  const data = parseJsonBytes(value)
  if (!data.ok)
    return { ...data, reasons: data.reasons.map((reason) => ({ ...reason, path: 'data' })) }
  const event = Object.fromEntries(
    attributes.map(([name, text]) => [name.slice(PREFIX.length), text]),
  )
  return readEventValue({ ...event, datacontenttype: contentType, data: data.value }, notAfter)
}

/** The headers that matter, each once. Others belong to the transport. */
function textHeaders(
  headers: BusHeaders,
): { readonly ok: true; readonly texts: ReadonlyMap<string, string> } | RefusedInput {
  const texts = new Map<string, string>()
  for (const [name, bytes] of headers) {
    const known = name.startsWith(PREFIX) ? name : name.toLowerCase()
    if (!name.startsWith(PREFIX) && known !== 'content-type') continue
    if (texts.has(known))
      return refusal(null, 'HEADER_REPEATED', known, 'this header stands more than once')
    if (!isUtf8(bytes)) return refusal(null, 'HEADER_UNREADABLE', known, 'expected a text in UTF-8')
    texts.set(known, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  }
  return { ok: true, texts }
}

function ofTheTopic(topic: string, events: readonly NewEvent[], reading: Reading): Reading {
  for (const event of events) {
    const types = typesOf(event)
    if (types.every((type) => carries(topic, type))) continue
    return refusal(
      event.source,
      'TOPIC_FAMILY',
      'type',
      'events of this type belong on another topic',
    )
  }
  return reading
}

/**
 * A correction may put another type in the position of the first; that one must belong on the topic
 * as well.
 */
function typesOf(event: NewEvent): readonly string[] {
  if (event.type !== 'FactCorrected') return [event.type]
  // The event has passed its schema, which has these fields.
  const { type } = event.data['replacement'] as { readonly type: string }
  return [event.type, type]
}
