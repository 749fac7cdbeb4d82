import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writtenCents } from '#/intake/mapping/written-amount.ts'

test.each([
  ['5万元', 'CNY', 5_000_000],
  ['5 万元整', 'CNY', 5_000_000],
  ['¥50,000.00', 'CNY', 5_000_000],
  ['￥５０，０００．００', 'CNY', 5_000_000],
  ['罰鍰：3,000元', 'TWD', 300_000],
  ['罰鍰:新臺幣3,000元整', 'TWD', 300_000],
  ['NT$3,000', 'TWD', 300_000],
  ['新台幣１萬５千', 'TWD', undefined],
  ['3000', 'CNY', 300_000],
  ['1.5亿元', 'CNY', 15_000_000_000],
  ['人民币2.5万', 'CNY', 2_500_000],
  ['100美元', 'USD', 10_000],
  ['$100', 'TWD', 10_000],
  ['-500元', 'CNY', -50_000],
  ['－500元', 'CNY', -50_000],
  ['¥-500', 'CNY', -50_000],
  ['-¥500', 'CNY', -50_000],
  ['5角', 'CNY', 50],
  ['50分', 'CNY', 50],
  ['3千元', 'CNY', 300_000],
  ['0.05元', 'CNY', 5],
] as const)('%s in %s are %s cents', (text, currency, cents) => {
  expect(writtenCents(text, currency)).toMatchObject(
    cents === undefined ? { ok: false, code: 'AMOUNT_UNREADABLE' } : { ok: true, cents },
  )
})

test.each([
  ['¥50,000', 'TWD', 'CURRENCY_OTHER'],
  ['NT$3,000', 'CNY', 'CURRENCY_OTHER'],
  ['100美元', 'CNY', 'CURRENCY_OTHER'],
  ['$100', 'CNY', 'CURRENCY_OTHER'],
  ['约5万元', 'CNY', 'AMOUNT_UNREADABLE'],
  ['5万3元', 'CNY', 'AMOUNT_UNREADABLE'],
  ['5-6万元', 'CNY', 'AMOUNT_UNREADABLE'],
  ['1,23元', 'CNY', 'AMOUNT_UNREADABLE'],
  ['--5元', 'CNY', 'AMOUNT_UNREADABLE'],
  ['-¥-5', 'CNY', 'AMOUNT_UNREADABLE'],
  ['元', 'CNY', 'AMOUNT_UNREADABLE'],
  ['', 'CNY', 'AMOUNT_UNREADABLE'],
  ['0.001元', 'CNY', 'AMOUNT_FINER_THAN_CENT'],
  ['90071992547410元', 'CNY', 'AMOUNT_TOO_LARGE'],
] as const)('%s in %s is refused with %s', (text, currency, code) => {
  expect(writtenCents(text, currency)).toMatchObject({ ok: false, code })
})

const LETTERS = Array.from('0123456789,.，．５元万亿整角¥$-：: 罚')

test('any text ends in an amount or a refusal, and in time that grows with its length', () => {
  const text = fc.string({ unit: fc.constantFrom(...LETTERS) })
  fc.assert(
    fc.property(text, (written) => {
      const read = writtenCents(written, 'CNY')
      expect(read.ok ? Number.isSafeInteger(read.cents) : read.code.length > 0).toBe(true)
    }),
  )
  expect(writtenCents(`${'1,'.repeat(50_000)}元`, 'CNY').ok).toBe(false)
})
