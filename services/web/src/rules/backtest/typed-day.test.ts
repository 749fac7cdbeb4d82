import { expect, test } from 'vitest'
import { typedDay } from '#/rules/backtest/typed-day.ts'

test('digits and usual ways of writing are days', () => {
  for (const typed of ['20260301', '2026-3-1', ' 2026/03/01 ', '2026年3月1日'])
    expect(typedDay(typed), typed).toBe('2026-03-01')
})

test('nothing is no limit, and what is no day is none', () => {
  expect(typedDay(' ')).toBeUndefined()
  for (const typed of ['20260230', '2026-13-01', 'tomorrow', '2026'])
    expect(typedDay(typed)).toBeNull()
})
