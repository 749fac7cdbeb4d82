import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holdsRoundedNumber, LongNumber, withLongNumbers } from '#/intake/long-numbers.ts'

/** What the text holds, long numbers as `#` and their digits. */
function read(text: string): unknown {
  const shown = (value: unknown): unknown => {
    if (value instanceof LongNumber) return `#${value.text}`
    if (Array.isArray(value)) return value.map(shown)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shown(item)]))
  }
  return shown(withLongNumbers(text, JSON.parse(text)))
}

test.each([
  ['{"id":12345678901234567890,"n":7}', { id: '#12345678901234567890', n: 7 }],
  ['{"id": -9007199254740992}', { id: '#-9007199254740992' }],
  ['{"id":9007199254740991}', { id: Number.MAX_SAFE_INTEGER }],
  ['[12345678901234567.89,[1e400]]', ['#12345678901234567.89', ['#1e400']]],
  ['{"a":45035996273704.955}', { a: '#45035996273704.955' }],
  ['{"a":1.5000000000000000000,"b":0.10000000000000001}', { a: 1.5, b: '#0.10000000000000001' }],
  ['{"a":1e5,"b":1.0e-7,"c":0e0,"d":-0.000000000000000000}', { a: 1e5, b: 1e-7, c: 0, d: -0 }],
  ['{"a":1e-400}', { a: '#1e-400' }],
  [
    '{"text":"12345678901234567890","code":"91350100M000100Y43"}',
    { text: '12345678901234567890', code: '91350100M000100Y43' },
  ],
  ['12345678901234567890', '#12345678901234567890'],
])('%s', (text, value) => {
  expect(read(text)).toEqual(value)
})

test('a number is kept as it was written or is the double that it was written from', () => {
  const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
  fc.assert(
    fc.property(
      whole,
      fc.nat(4),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (digits, places, double) => {
        const text = String(digits)
        const [one] = withLongNumbers(`[${text}]`, JSON.parse(`[${text}]`)) as readonly unknown[]
        expect(one instanceof LongNumber ? BigInt(one.text) : BigInt(Number(one))).toBe(digits)
        const decimal = `${text}.${'0'.repeat(places)}1`
        const [other] = withLongNumbers(
          `[${decimal}]`,
          JSON.parse(`[${decimal}]`),
        ) as readonly unknown[]
        expect(other instanceof LongNumber ? other.text : String(other)).toBe(decimal)
        if (Math.abs(double) > Number.MAX_SAFE_INTEGER) return
        const written = JSON.stringify([double])
        expect(withLongNumbers(written, JSON.parse(written))).toEqual(JSON.parse(written))
        expect(holdsRoundedNumber(written)).toBe(false)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a number that was never a double is told from one that is written at length', () => {
  expect(holdsRoundedNumber('{"value":1234567890123.456789}')).toBe(true)
  expect(holdsRoundedNumber('{"value":0.10000000000000001}')).toBe(false)
  expect(holdsRoundedNumber('{"value":0.100000000000000005551115123125782702}')).toBe(true)
  expect(holdsRoundedNumber('{"value":"1234567890123.456789"}')).toBe(false)
})

test('a million digits take no longer than they are many', () => {
  const digits = `${'0'.repeat(1_000_000)}1`
  expect(read(`[0.${digits}]`)).toEqual([`#0.${digits}`])
})
