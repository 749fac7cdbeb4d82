import type { Instant } from '@jianwei/events/instant.ts'
import { CLOUD_EVENT } from '#/intake/batch-mode.ts'
import { guarded } from '#/intake/guarded-reading.ts'
import { parseJsonBytes, readEventValue } from '#/intake/line-reading.ts'
import { refusal, type Reading, type RefusedInput } from '#/intake/reading.ts'
import { contradictedByHeaders, type AttributeHeader } from '#/intake/structured-headers.ts'

/**
 * CloudEvents with `ce-` headers. In HTTP's binary mode these are the attributes, and the body is
 * the data; in structured mode they may only repeat the body. A refused one is kept as a small HTTP
 * message of these headers and the body, because neither says anything without the other.
 */

export const HTTP_MESSAGE = 'message/http'
const START_LINE = 'POST /v1/events HTTP/1.1'
const PREFIX = 'ce-'

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

export function hasAttributeHeaders(headers: Headers): boolean {
  return Object.keys(headers).some((name) => name.startsWith(PREFIX))
}

/**
 * Headers as they were sent, in Node's list of names and values: of one that was sent twice, both
 * values, which Node would join.
 */
export function distinctHeaders(raw: readonly string[]): Headers {
  const headers = new Map<string, string | readonly string[]>()
  for (let at = 0; at + 1 < raw.length; at += 2) {
    // Names and values take turns, so both are there.
    const [name, value] = [raw[at]!.toLowerCase(), raw[at + 1]!]
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : [before, value].flat())
  }
  return Object.fromEntries(headers)
}

/** The headers that matter and the body, as one text of bytes. */
export function httpMessage(headers: Headers, body: Uint8Array): Uint8Array {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(PREFIX) || name === 'content-type'
      ? [value ?? ''].flat().map((one) => `${name}: ${one}`)
      : [],
  )
  // Node gives the bytes of a header as Latin-1 characters.
  return Buffer.concat([
    Buffer.from(`${[START_LINE, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'),
    body,
  ])
}

/** Reads what `httpMessage` made. */
export function readHttpMessage(bytes: Uint8Array, notAfter: Instant): Reading {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = message.indexOf('\r\n\r\n')
  if (end === -1) return refusal(null, 'HTTP_MESSAGE', '', 'the headers do not end')
  const raw: string[] = []
  for (const line of message.subarray(0, end).toString('latin1').split('\r\n').slice(1)) {
    const colon = line.indexOf(': ')
    raw.push(line.slice(0, colon), line.slice(colon + 2))
  }
  return readWithHeaders(distinctHeaders(raw), message.subarray(end + 4), notAfter)
}

/** In the mode that the content type says. */
export function readWithHeaders(headers: Headers, body: Uint8Array, notAfter: Instant): Reading {
  const type = [headers['content-type'] ?? ''].flat().join(',')
  const isStructured = type.split(';', 1)[0]?.trim().toLowerCase() === CLOUD_EVENT
  return guarded(null, () =>
    isStructured ? readWhole(headers, body, notAfter) : readParts(headers, body, notAfter),
  )
}

function readWhole(headers: Headers, body: Uint8Array, notAfter: Instant): Reading {
  const event = parseJsonBytes(body)
  if (!event.ok) return event
  const read = attributeHeaders(headers)
  if (!read.ok) return read
  return contradictedByHeaders(event.value, read.headers) ?? readEventValue(event.value, notAfter)
}

function readParts(headers: Headers, body: Uint8Array, notAfter: Instant): Reading {
  const data = parseJsonBytes(body)
  if (!data.ok) {
    return { ...data, reasons: data.reasons.map((reason) => ({ ...reason, path: 'data' })) }
  }
  const read = attributeHeaders(headers)
  if (!read.ok) return read
  const attributes = Object.fromEntries(
    read.headers.map(({ attribute, text }) => [attribute, text]),
  )
  return readEventValue(
    { datacontenttype: headers['content-type'], data: data.value, ...attributes },
    notAfter,
  )
}

function attributeHeaders(
  headers: Headers,
): { readonly ok: true; readonly headers: readonly AttributeHeader[] } | RefusedInput {
  const found: AttributeHeader[] = []
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(PREFIX)) continue
    if (Array.isArray(value))
      return refusal(null, 'HEADER_REPEATED', name, 'an attribute is one header, sent once')
    const text = typeof value === 'string' ? decodeHeader(value) : undefined
    if (text === undefined) {
      return refusal(null, 'HEADER_UNREADABLE', name, 'expected one percent-encoded UTF-8 value')
    }
    found.push({ header: name, attribute: name.slice(PREFIX.length), text })
  }
  return { ok: true, headers: found }
}

/**
 * Percent-encoded as CloudEvents asks; bytes beyond ASCII that were not encoded are read as UTF-8
 * all the same.
 */
function decodeHeader(value: string): string | undefined {
  try {
    return decodeURIComponent(
      value.replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`),
    )
  } catch {
    return undefined
  }
}
