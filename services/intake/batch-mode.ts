import { isUtf8 } from 'node:buffer'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Instant } from '@jianwei/events/instant.ts'
import { guarded } from '#/intake/guarded-reading.ts'
import { eventJsonProblem, endOfString } from '#/intake/json-text.ts'
import { EVENT_BYTES_MAX, readEventValue } from '#/intake/line-reading.ts'
import { refusal, type IntakeInput, type Reading, type RefusedInput } from '#/intake/reading.ts'

/** CloudEvents in one JSON array. A list that cannot be read at all is refused as a whole. */

export const BATCH_EVENTS_MAX = 10_000
export const CLOUD_EVENT = 'application/cloudevents+json'
export const CLOUD_EVENT_BATCH = 'application/cloudevents-batch+json'

/** After elements of so many bytes others have their turn. */
const SLICE_BYTES = 16 * 1024

export async function readBatch(
  body: Uint8Array,
  notAfter: Instant,
): Promise<readonly IntakeInput[] | RefusedInput> {
  const list = guarded(null, () => parsedList(body))
  if (!list.ok) return list
  const inputs: IntakeInput[] = []
  let read = 0
  for (const [at, value] of list.values.entries()) {
    const original = list.originals[at] ?? ''
    const bytes = Buffer.from(original)
    const reading = guarded(null, () => readElement(value, original, bytes.length, notAfter))
    inputs.push({
      reading,
      origin: { channel: 'http', line: null },
      content_type: CLOUD_EVENT,
      bytes,
    })
    read += bytes.length
    if (read < SLICE_BYTES) continue
    await nextTurn()
    read = 0
  }
  return inputs
}

interface List {
  readonly ok: true
  readonly values: readonly unknown[]
  /** Each as it was written. */
  readonly originals: readonly string[]
}
type ParsedList = List | RefusedInput

/** Only the list is checked here: what is wrong with one element is refused with that one. */
function parsedList(body: Uint8Array): ParsedList {
  if (!isUtf8(body)) return refusal(null, 'ENCODING_NOT_UTF8', '', 'the bytes are not valid UTF-8')
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  try {
    // Millions of empty objects are dear to parse and cheap to count.
    if (holdsMoreThan(BATCH_EVENTS_MAX, text)) return tooLong()
    const values: unknown = JSON.parse(text)
    if (Array.isArray(values)) return { ok: true, values, originals: elementTexts(text) }
    return refusal(null, 'BATCH_NOT_ARRAY', '', 'a batch is a JSON array of CloudEvents')
  } catch {
    return refusal(null, 'JSON_MALFORMED', '', 'this is not one complete JSON value')
  }
}

function readElement(value: unknown, original: string, bytes: number, notAfter: Instant): Reading {
  if (bytes > EVENT_BYTES_MAX) return eventTooLarge()
  const problem = eventJsonProblem(original, value)
  return problem === undefined
    ? readEventValue(value, notAfter)
    : { ok: false, source: null, reasons: [problem] }
}

function eventTooLarge(): RefusedInput {
  return refusal(
    null,
    'EVENT_TOO_LARGE',
    '',
    `an event in JSON has at most ${EVENT_BYTES_MAX} bytes`,
  )
}

function tooLong(): RefusedInput {
  const most = `a batch has at most ${BATCH_EVENTS_MAX} events`
  return refusal(null, 'BATCH_TOO_LONG', '', `${most}; send more as application/x-ndjson`)
}

/** Whether a list has more elements. The text may be anything. */
function holdsMoreThan(most: number, text: string): boolean {
  let depth = 0
  let elements = 1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      do at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
      while (at < text.length && text.charCodeAt(at) !== QUOTE)
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) depth += 1
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1
    else if (code === COMMA && depth === 1) {
      elements += 1
      if (elements > most) return true
    }
  }
  return false
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

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
