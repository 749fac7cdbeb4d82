import { expect, test } from 'vitest'
import { instantOfTyped } from '#/parts/typed-time.ts'

test.each([
  ['20260301 0930', '2026-03-01T01:30:00.000Z'],
  ['202603010930', '2026-03-01T01:30:00.000Z'],
  ['2026-03-01 9:30', '2026-03-01T01:30:00.000Z'],
  ['2026年3月1日 9时30分', '2026-03-01T01:30:00.000Z'],
  ['2026/3/1', '2026-03-01T15:59:59.000Z'],
  ['20260301', '2026-03-01T15:59:59.000Z'],
])('%s is a time of Beijing', (typed, instant) => {
  expect(instantOfTyped(typed)).toBe(instant)
})

test.each(['', 'tomorrow', '2026', '20260230', '20261301', '20260301 2561', '1/2'])(
  '%s is no time',
  (typed) => {
    expect(instantOfTyped(typed)).toBeUndefined()
  },
)
