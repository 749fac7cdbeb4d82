import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { distinctHeaders, httpMessage, readBinaryMode, readHttpMessage } from '#/intake/binary-mode.ts'

const AT = '2026-06-01T00:00:00.000Z' as Instant

test('an attribute that was sent twice is refused by name, also when it is sent again from quarantine', () => {
  const headers = distinctHeaders(['Content-Type', 'application/json', 'ce-id', 'a', 'CE-Id', 'b', 'ce-type', 'x'])
  const body = Buffer.from('{}')
  const refused = { ok: false, reasons: [{ code: 'HEADER_REPEATED', path: 'ce-id' }] }
  expect(readBinaryMode(headers, body, AT)).toMatchObject(refused)
  const kept = httpMessage(headers, body)
  expect(Buffer.from(kept).toString()).toContain('ce-id: a\r\nce-id: b\r\n')
  expect(readHttpMessage(kept, AT)).toMatchObject(refused)
})
