import { describe, expect, test } from 'vitest'
import {
  dayOfMoment,
  dayOfNumber,
  endOfMonth,
  momentOfSearch,
  momentOfTyped,
  momentSaid,
  numberOfDay,
} from '#/subject/moment.ts'

describe('what people type', () => {
  test.each([
    ['20260301', '2026-03-01'],
    ['2026-3-1', '2026-03-01'],
    ['2026年3月1日', '2026-03-01'],
    ['202602', '2026-02-28'],
    ['2026', '2026-12-31'],
    ['20260301 0930', '2026-03-01T01:30:00.000Z'],
    [' 2026-03-01 09:30 ', '2026-03-01T01:30:00.000Z'],
  ])('%s is a time', (text, moment) => {
    expect(momentOfTyped(text)).toBe(moment)
  })

  test.each(['', '20260230', '20261301', '20260301 2530', '20260301 0960', 'yesterday'])(
    '"%s" is none',
    (text) => {
      expect(momentOfTyped(text)).toBeUndefined()
    },
  )
})

test('an address keeps days and instants, and nothing else', () => {
  const kept = ['2026-03-01', '2026-03-01T09:30:00+08:00', '2026-03-01T01:30:00.000Z']
  expect(kept.map(momentOfSearch)).toEqual(kept)
  const others = ['2026-02-30', '2026-03-01T99:30:00Z', 'now', 20260301, undefined]
  expect(others.map(momentOfSearch)).toEqual(others.map(() => undefined))
})

test('an instant is said, and counted, as in China', () => {
  expect(momentSaid('2026-02-28T17:30:00.000Z')).toBe('2026-03-01 01:30')
  expect(dayOfMoment('2026-02-28T17:30:00.000Z')).toBe('2026-03-01')
  expect(momentSaid('2026-03-01')).toBe('2026-03-01')
})

test('days are counted without a gap', () => {
  expect(dayOfNumber(numberOfDay('2024-02-28') + 1)).toBe('2024-02-29')
  expect(numberOfDay('1970-01-01')).toBe(0)
})

test('months end when they end', () => {
  expect(endOfMonth(2024, 2)).toBe('2024-02-29')
  expect(endOfMonth(2025, 12)).toBe('2025-12-31')
})
