import { describe, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  distinctHeaders,
  httpMessage,
  readWithHeaders,
  readHttpMessage,
} from '#/intake/binary-mode.ts'

const AT = '2026-06-01T00:00:00.000Z' as Instant

test('an attribute that was sent twice is refused by name, also when it is sent again from quarantine', () => {
  const headers = distinctHeaders([
    'Content-Type',
    'application/json',
    'ce-id',
    'a',
    'CE-Id',
    'b',
    'ce-type',
    'x',
  ])
  const body = Buffer.from('{}')
  const refused = { ok: false, reasons: [{ code: 'HEADER_REPEATED', path: 'ce-id' }] }
  expect(readWithHeaders(headers, body, AT)).toMatchObject(refused)
  const kept = httpMessage(headers, body)
  expect(Buffer.from(kept).toString()).toContain('ce-id: a\r\nce-id: b\r\n')
  expect(readHttpMessage(kept, AT)).toMatchObject(refused)
})

describe('a structured event beside ce- headers', () => {
  const event = {
    specversion: '1.0',
    id: 'one',
    source: 'urn:a',
    type: 'FactRetracted',
    subject: 'site:1',
    time: AT,
  }
  const data = { fact: { source: 'urn:a', id: '0' }, reason: 'entered twice' }
  const body = Buffer.from(JSON.stringify({ ...event, data }))
  const withHeaders = (...more: readonly string[]) =>
    distinctHeaders(['content-type', 'Application/CloudEvents+JSON; charset=utf-8', ...more])

  test('that repeat what it says is taken', () => {
    const headers = withHeaders('ce-id', 'one', 'ce-source', 'urn:a', 'ce-specversion', '1.0')
    expect(readWithHeaders(headers, body, AT)).toMatchObject({
      ok: true,
      events: [{ source_event_id: 'one' }],
    })
  })

  test.each([
    ['say something else', ['ce-id', 'two'], 'HEADER_CONTRADICTS', 'ce-id'],
    [
      'say what it does not',
      ['ce-id', 'one', 'ce-region', '330203'],
      'HEADER_CONTRADICTS',
      'ce-region',
    ],
    ['say its data', ['ce-data', 'x'], 'HEADER_CONTRADICTS', 'ce-data'],
    ['name what every object has', ['ce-constructor', 'x'], 'HEADER_CONTRADICTS', 'ce-constructor'],
    ['were sent twice', ['ce-id', 'one', 'ce-id', 'one'], 'HEADER_REPEATED', 'ce-id'],
  ] as const)('that %s is refused by their name, also from quarantine', (_, more, code, path) => {
    const headers = withHeaders(...more)
    const refused = { ok: false, reasons: [{ code, path }] }
    expect(readWithHeaders(headers, body, AT)).toMatchObject(refused)
    expect(readHttpMessage(httpMessage(headers, body), AT)).toMatchObject(refused)
  })
})
