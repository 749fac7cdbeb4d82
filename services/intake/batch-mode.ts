import { isUtf8 } from 'node:buffer'
import type { Instant } from '@jianwei/events/instant.ts'
import { guarded } from '#/intake/guarded-reading.ts'
import { endOfString } from '#/intake/json-string.ts'
import { eventJsonProblem } from '#/intake/json-text.ts'
import { EVENT_BYTES_MAX, readEventValue } from '#/intake/line-reading.ts'
import { refusal, type IntakeInput, type Reading, type RefusedInput } from '#/intake/reading.ts'

/** CloudEvents in one JSON array. A list that cannot be read at all is refused as a whole. */

export const BATCH_EVENTS_MAX = 10_000
export const CLOUD_EVENT = 'application/cloudevents+json'
export const CLOUD_EVENT_BATCH = 'application/cloudevents-batch+json'

export function readBatch(body: Uint8Array, notAfter: Instant): readonly IntakeInput[] | RefusedInput {
  const list = parsedList(body)
  if (!list.ok) return list
  if (list.values.length > BATCH_EVENTS_MAX) {
    const message = `a batch has at most ${BATCH_EVENTS_MAX} events; send more as application/x-ndjson`
    return refusal(null, 'BATCH_TOO_LONG', '', message)
  }
  const originals = elementTexts(list.text)
  return list.values.map((value: unknown, at) => {
    const original = originals[at] ?? ''
    const bytes = Buffer.from(original)
    const reading = guarded(null, () => readElement(value, original, bytes.length, notAfter))
    return { reading, origin: { channel: 'http', line: null }, content_type: CLOUD_EVENT, bytes }
  })
}

type ParsedList = { readonly ok: true; readonly text: string; readonly values: readonly unknown[] } | RefusedInput

/** Only the list is checked here: what is wrong with one element is refused with that one. */
function parsedList(body: Uint8Array): ParsedList {
  if (!isUtf8(body)) return refusal(null, 'ENCODING_NOT_UTF8', '', 'the bytes are not valid UTF-8')
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  try {
    const values: unknown = JSON.parse(text)
    if (Array.isArray(values)) return { ok: true, text, values }
    return refusal(null, 'BATCH_NOT_ARRAY', '', 'a batch is a JSON array of CloudEvents')
  } catch {
    return refusal(null, 'JSON_MALFORMED', '', 'this is not one complete JSON value')
  }
}

function readElement(value: unknown, original: string, bytes: number, notAfter: Instant): Reading {
  if (bytes > EVENT_BYTES_MAX) return eventTooLarge()
  const problem = eventJsonProblem(original, value)
  return problem === undefined ? readEventValue(value, notAfter) : { ok: false, source: null, reasons: [problem] }
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
