import { expect, test } from 'vitest'
import { TrustedClock } from '#/runtime/trusted-clock.ts'

const START = Date.parse('2026-03-10T02:00:00.000Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const YEAR = 365 * 24 * HOUR

/** A machine whose clock can be set, and which can sleep. */
function machine() {
  let [wall, counted, started] = [START, 5_000, 1_000_000]
  const clock = new TrustedClock({
    machine: () => wall,
    counting: () => counted,
    since_start: () => started,
  })
  return {
    clock,
    runs: (ms: number, rate = 1): void => {
      wall += ms * rate
      counted += ms
      started += ms
    },
    sleeps: (ms: number): void => {
      wall += ms
      started += ms
    },
    leaps_by: (ms: number): void => {
      wall += ms
    },
    since: () => Date.parse(clock.now()) - START,
  }
}

test.each([1, -1])(
  'a leap by %i × 73 years is not followed: time goes on as it is counted, and the leap is told',
  (way) => {
    const { clock, runs, leaps_by, since } = machine()
    runs(MINUTE)
    leaps_by(way * 73 * YEAR)
    expect(since()).toBe(MINUTE)
    runs(HOUR)
    expect(since()).toBe(HOUR + MINUTE)
    expect(clock.leap()).toEqual({ at: '2026-03-10T02:01:00.000Z', by_ms: way * 73 * YEAR })
    expect(Date.parse(clock.machineNow()) - START).toBe(HOUR + MINUTE + way * 73 * YEAR)
  },
)

test('a clock that comes back is followed again', () => {
  const { clock, runs, leaps_by, since } = machine()
  leaps_by(HOUR)
  expect(since()).toBe(0)
  runs(MINUTE)
  leaps_by(-HOUR + 2_000)
  expect([since(), clock.leap()]).toEqual([MINUTE + 2_000, null])
})

test('a leap that somebody accepts is followed from there on, and the next one is judged against it', () => {
  const { clock, runs, leaps_by, since } = machine()
  leaps_by(HOUR)
  expect(since()).toBe(0)
  clock.accept()
  runs(MINUTE)
  expect([since(), clock.leap()]).toEqual([HOUR + MINUTE, null])
  leaps_by(-HOUR)
  expect(since()).toBe(HOUR + MINUTE)
})

test('being set right by small steps and slewed is followed for ever', () => {
  const { clock, runs, leaps_by, since } = machine()
  runs(MINUTE)
  leaps_by(-20_000)
  expect(since()).toBe(40_000)
  // 500 ppm for a year, looked at every quarter of an hour.
  for (let quarters = 0; quarters < 4 * 24 * 365; quarters++) {
    runs(15 * MINUTE, 1.0005)
    expect(clock.leap()).toBeNull()
  }
  expect(clock.leap()).toBeNull()
  expect(since()).toBeCloseTo(40_000 + YEAR * 1.0005, -2)
})

test('many steps within a few minutes add up to a leap', () => {
  const { clock, runs, leaps_by, since } = machine()
  for (let steps = 0; steps < 10; steps++) {
    runs(1_000)
    leaps_by(20_000)
    since()
  }
  expect(clock.leap()?.by_ms).toBe(200_000)
  expect(since()).toBe(10_000)
})

test('a machine that slept has not leapt, though its clock is that much ahead', () => {
  const { clock, runs, sleeps, since } = machine()
  runs(MINUTE)
  sleeps(8 * HOUR)
  expect([since(), clock.leap()]).toEqual([MINUTE + 8 * HOUR, null])
})

test('a clock that was set while the machine slept has leapt by what it did not sleep', () => {
  const { clock, sleeps, leaps_by, since } = machine()
  sleeps(8 * HOUR)
  leaps_by(YEAR)
  expect(since()).toBe(8 * HOUR)
  expect(clock.leap()?.by_ms).toBe(YEAR)
})
