import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JIANWEI_NAMESPACE, uuidV5 } from '#/uuid-v5.ts'

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'

describe('uuidV5', () => {
  test('gives the value published in RFC 9562, appendix A.4', () => {
    expect(uuidV5('www.example.com', DNS)).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
  })

  test('agrees with an independent SHA-1 for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
        const digest = createHash('sha1')
          .update(Buffer.from(JIANWEI_NAMESPACE.replaceAll('-', ''), 'hex'))
          .update(name.toWellFormed(), 'utf8')
          .digest()
        digest[6] = (digest[6]! & 0x0f) | 0x50
        digest[8] = (digest[8]! & 0x3f) | 0x80
        const hex = digest.toString('hex')
        const expected = [
          hex.slice(0, 8),
          hex.slice(8, 12),
          hex.slice(12, 16),
          hex.slice(16, 20),
          hex.slice(20, 32),
        ]
        expect(uuidV5(name)).toBe(expected.join('-'))
      }),
    )
  })

  test('the namespace is the UUIDv5 of "jianwei" in the DNS namespace', () => {
    expect(JIANWEI_NAMESPACE).toBe(uuidV5('jianwei', DNS))
  })
})
