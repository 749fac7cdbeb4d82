import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonText, jsonTextOrEmpty } from '#/engine-values.ts'

test('any text comes back from its JSON, except that half a surrogate pair is replaced', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(jsonText(text))).toBe(text.toWellFormed())
    }),
  )
  expect(jsonText('a\ud800')).toBe('"a\ufffd"')
  expect(jsonText('plain 见微')).toBe('"plain 见微"')
  expect(jsonText('"\\\n\u0000\u2028')).toBe('"\\"\\\\\\n\\u0000\u2028"')
})

test('nothing is empty text', () => {
  expect(jsonTextOrEmpty(null)).toBe('""')
})
