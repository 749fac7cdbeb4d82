import { expect, test } from 'vitest'
import type { RecordingTimesCorrected } from '#/clock/events.ts'
import { RecordingTimes, withTrueTime } from '#/clock/recording-times.ts'
import type { Position, RecordedEvent } from '#/envelope.ts'
import type { Instant } from '#/instant.ts'

const WRONG = '2099-01-01T00:00:00.000Z' as Instant

function correction(given: Partial<RecordingTimesCorrected> = {}): RecordingTimesCorrected {
  return {
    first_position: 10,
    last_position: 20,
    recorded_as: WRONG,
    points: [
      { position: 10, at: at('01:00:00') },
      { position: 20, at: at('01:00:10') },
    ],
    actor: 'operator',
    reason: 'test',
    ...given,
  }
}

function at(time: string): Instant {
  return `2026-03-01T${time}.000Z` as Instant
}

const ownTime = (): Instant => WRONG

test('time passes evenly between two points, and outside of the range the log itself is right', () => {
  const times = new RecordingTimes()
  times.add(correction(), 30 as Position, ownTime)
  expect([9, 10, 15, 20, 21].map((position) => times.of(position, WRONG))).toEqual([
    WRONG,
    at('01:00:00'),
    at('01:00:05'),
    at('01:00:10'),
    WRONG,
  ])
})

test('without an end the range reaches up to the correction, never beyond it', () => {
  const times = new RecordingTimes()
  const { last_position: _, ...open } = correction()
  times.add(open, 30 as Position, ownTime)
  times.add(correction({ last_position: 90, recorded_as: at('01:00:00') }), 40 as Position, ownTime)
  expect(times.ranges.map(({ last_position }) => last_position)).toEqual([29, 39])
  expect([29, 30, 39, 40].map((position) => times.at(position))).toEqual([
    at('01:00:10'),
    at('01:00:10'),
    at('01:00:10'),
    undefined,
  ])
})

test('a later correction goes before an earlier one, and must know what that one said', () => {
  const times = new RecordingTimes()
  times.add(correction(), 30 as Position, ownTime)
  const points = [{ position: 10, at: at('02:00:00') }]
  times.add(correction({ points }), 31 as Position, ownTime)
  expect(times.at(12)).toBe(at('01:00:02'))
  times.add(correction({ points, recorded_as: at('01:00:00') }), 32 as Position, ownTime)
  expect(times.at(12)).toBe(at('02:00:00'))
})

test('a correction that was copied into a log with other times changes nothing there', () => {
  const times = new RecordingTimes()
  times.add(correction(), 30 as Position, () => at('00:00:00'))
  expect(times.at(12)).toBeUndefined()
})

test('one correction that is read twice counts once', () => {
  const times = new RecordingTimes()
  times.add(correction(), 30 as Position, ownTime)
  times.add(correction(), 30 as Position, ownTime)
  expect([times.ranges.length, times.known]).toEqual([1, 30])
})

test('the passing of time that the platform wrote down is set right, what a department said stays', () => {
  const recorded_at = at('01:00:00')
  const event = {
    recorded_at,
    occurred_at: WRONG,
    type: 'ClockAdvanced',
    source: 'jianwei:timekeeper',
  }
  // Only these fields are looked at.
  const tick = { ...event, data: { to: WRONG }, data_json: 'stale' } as unknown as RecordedEvent
  expect(withTrueTime(tick)).toEqual({
    ...event,
    occurred_at: recorded_at,
    data: { to: recorded_at },
  })
  const fact = { ...tick, type: 'ComplaintReceived', source: 'urn:bureau' }
  expect(withTrueTime(fact)).toBe(fact)
})
