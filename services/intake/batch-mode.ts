import type { Instant } from '@jianwei/events/instant.ts'
import { EVENT_BYTES_MAX, parseJsonBytes, readEventValue } from '#/intake/line-reading.ts'
import { refusal, type IntakeInput, type RefusedInput } from '#/intake/reading.ts'

/** CloudEvents in one JSON array. A list that cannot be read at all is refused as a whole. */

export const BATCH_EVENTS_MAX = 10_000
export const CLOUD_EVENT = 'application/cloudevents+json'
export const CLOUD_EVENT_BATCH = 'application/cloudevents-batch+json'

export function readBatch(body: Uint8Array, notAfter: Instant): readonly IntakeInput[] | RefusedInput {
  const parsed = parseJsonBytes(body)
  if (!parsed.ok) return parsed
  if (!Array.isArray(parsed.value))
    return refusal(null, 'BATCH_NOT_ARRAY', '', 'a batch is a JSON array of CloudEvents')
  if (parsed.value.length > BATCH_EVENTS_MAX) {
    const message = `a batch has at most ${BATCH_EVENTS_MAX} events; send more as application/x-ndjson`
    return refusal(null, 'BATCH_TOO_LONG', '', message)
  }
  const originals = elementTexts(Buffer.from(body).toString('utf8'))
  return parsed.value.map((value: unknown, at) => {
    const bytes = Buffer.from(originals[at] ?? '')
    const reading = bytes.length > EVENT_BYTES_MAX ? eventTooLarge() : readEventValue(value, notAfter)
    return { reading, origin: { channel: 'http', line: null }, content_type: CLOUD_EVENT, bytes }
  })
}

function eventTooLarge(): RefusedInput {
  return refusal(null, 'EVENT_TOO_LARGE', '', `an event in JSON has at most ${EVENT_BYTES_MAX} bytes`)
}

/** The elements of a JSON array exactly as they were written. The text is valid JSON. */
export function elementTexts(text: string): string[] {
  const elements: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') {
      at = endOfString(text, at)
    } else if (character === '[' || character === '{') {
      depth += 1
      if (depth === 1) start = at + 1
    } else if (character === ']' || character === '}') {
      depth -= 1
      if (depth === 0) elements.push(text.slice(start, at).trim())
    } else if (character === ',' && depth === 1) {
      elements.push(text.slice(start, at).trim())
      start = at + 1
    }
  }
  return elements.length === 1 && elements[0] === '' ? [] : elements
}

function endOfString(text: string, opening: number): number {
  let at = opening + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
