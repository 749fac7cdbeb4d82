import fc from 'fast-check'
import { expect, test } from 'vitest'
import { centsOf } from '#/intake/mapping/decimal.ts'

test.each([
  ['60000', 'yuan', 6_000_000],
  ['1,234.50', 'yuan', 123_450],
  ['0.1', 'yuan', 10],
  ['1.15', 'ten_thousand_yuan', 1_150_000],
  ['0.000001', 'ten_thousand_yuan', 1],
  ['-3.5', 'yuan', -350],
  ['-0.00', 'yuan', 0],
  ['12.00', 'cent', 12],
  ['90071992547409.91', 'yuan', Number.MAX_SAFE_INTEGER],
] as const)('%s %s are %d cents', (text, unit, cents) => {
  expect(centsOf(text, unit)).toEqual({ ok: true, cents })
})

test.each([
  ['0.001', 'yuan', 'AMOUNT_FINER_THAN_CENT'],
  ['0.0000001', 'ten_thousand_yuan', 'AMOUNT_FINER_THAN_CENT'],
  ['90071992547409.92', 'yuan', 'AMOUNT_TOO_LARGE'],
  ['1,23', 'yuan', 'AMOUNT_UNREADABLE'],
  ['6万', 'yuan', 'AMOUNT_UNREADABLE'],
  ['1e3', 'yuan', 'AMOUNT_UNREADABLE'],
  ['', 'yuan', 'AMOUNT_UNREADABLE'],
] as const)('%s %s is refused with %s', (text, unit, code) => {
  expect(centsOf(text, unit)).toMatchObject({ ok: false, code })
})

test('whole cents come back exactly from every unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 14 }), (cents) => {
      const digits = String(cents).padStart(7, '0')
      expect(centsOf(`${digits.slice(0, -2)}.${digits.slice(-2)}`, 'yuan')).toEqual({
        ok: true,
        cents,
      })
      expect(centsOf(`${digits.slice(0, -6)}.${digits.slice(-6)}`, 'ten_thousand_yuan')).toEqual({
        ok: true,
        cents,
      })
    }),
  )
})
