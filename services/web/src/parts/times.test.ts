import { expect, test } from 'vitest'
import { agoOf, dayOf, minuteOf, secondOf, ZONE } from '#/parts/times.ts'

/** As the browser's own format says it. */
const SAID = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  dateStyle: 'short',
  timeStyle: 'medium',
})

test('an instant is said as the clocks in China show it, also in the years of summer time', () => {
  const instants = [
    '2026-03-01T01:30:05.999Z',
    '2025-12-31T16:00:00Z',
    '1992-01-01T00:00:00+08:00',
    '1991-07-01T00:00:00Z',
    '1988-04-16T18:30:59.500Z',
    '1986-01-01T00:00:00Z',
    '1949-10-01T07:00:00Z',
  ]
  for (const instant of instants) {
    const said = SAID.format(new Date(instant))
    expect(`${dayOf(instant)} ${secondOf(instant)}`).toBe(said)
    expect(minuteOf(instant)).toBe(said.slice(0, 16))
  }
})

test('what is no instant is not said to be one', () => {
  expect(() => minuteOf('yesterday')).toThrow(RangeError)
})

test('an age is said in the largest whole unit', () => {
  const now = Date.parse('2026-03-04T00:00:00Z')
  expect(agoOf('2026-03-01T00:00:00Z', now)).toBe('3天前')
  expect(agoOf('2026-03-03T21:59:00Z', now)).toBe('2小时前')
  expect(agoOf('2026-03-03T23:59:59Z', now)).toBe('0分钟前')
})
