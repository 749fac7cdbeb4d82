import { isUtf8 } from 'node:buffer'
import type { Instant } from '@jianwei/events/instant.ts'
import { readCloudEvent } from '#/intake/cloud-event.ts'
import { guarded } from '#/intake/guarded-reading.ts'
import { eventJsonProblem, readJson } from '#/intake/json-text.ts'
import { refusal, type ReadInput, type RefusedInput, type Reading } from '#/intake/reading.ts'
import type { RawRecord } from '#/intake/records.ts'

/** One event in JSON, as a line or as a whole body, may have this many bytes. */
export const EVENT_BYTES_MAX = 1024 * 1024

export type ParsedJson = { readonly ok: true; readonly value: unknown } | RefusedInput

/** `value` is unknown: only that it is JSON, and such as can be kept, was checked. */
export function parseJsonBytes(bytes: Uint8Array): ParsedJson {
  if (!isUtf8(bytes)) return refusal(null, 'ENCODING_NOT_UTF8', '', 'the bytes are not valid UTF-8')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const read = readJson(text, eventJsonProblem)
  return read.ok ? read : { ok: false, source: null, reasons: [read.reason] }
}

export function readEventBytes(bytes: Uint8Array, notAfter: Instant): Reading {
  return guarded(null, () => {
    const parsed = parseJsonBytes(bytes)
    return parsed.ok ? readEventValue(parsed.value, notAfter) : parsed
  })
}

export function readEventValue(value: unknown, notAfter: Instant): Reading {
  const read = readCloudEvent(value, notAfter)
  return read.ok ? ({ ok: true, events: [read.event] } satisfies ReadInput) : read
}

export function lineTooLong(bytesMax: number): RefusedInput {
  const message = `the line is longer than ${bytesMax} bytes; its beginning is kept`
  return refusal(null, 'LINE_TOO_LONG', '', message)
}

export function isBlank(record: RawRecord): boolean {
  return (
    !record.cut && record.bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
  )
}
