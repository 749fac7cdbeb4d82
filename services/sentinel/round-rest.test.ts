import { expect, test } from 'vitest'
import {
  EVENTS_BEHIND_MAX,
  REST_MS_MAX,
  restAfter,
  ROUND_INTERVAL_MS,
} from '#/sentinel/round-rest.ts'

const round = { duration_ms: 2 * ROUND_INTERVAL_MS, waited_ms: 0, events_behind: 0 }

test('short rounds keep their distance; long ones need none where nothing waits for the engine', () => {
  expect(restAfter({ ...round, duration_ms: 30 })).toBe(ROUND_INTERVAL_MS - 30)
  expect(restAfter(round)).toBe(0)
  expect(restAfter({ ...round, events_behind: EVENTS_BEHIND_MAX })).toBe(0)
})

test('while the warehouse is behind, a round leaves as much time to others as it took', () => {
  const events_behind = EVENTS_BEHIND_MAX + 1
  expect(restAfter({ ...round, events_behind })).toBe(round.duration_ms)
  expect(restAfter({ ...round, events_behind, waited_ms: 50 })).toBe(round.duration_ms - 50)
  expect(restAfter({ ...round, events_behind, waited_ms: 5_000 })).toBe(0)
})

test('rests do not grow with rounds, so a sentinel that was late catches up', () => {
  const events_behind = EVENTS_BEHIND_MAX + 1
  // What comes in a round and the rest after it is what the next works on.
  const [per_ms, works_per_ms, fixed_ms] = [3, 4, 50]
  let duration_ms = 30_000
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const rest = restAfter({ duration_ms, waited_ms: 0, events_behind })
    expect(rest).toBeLessThanOrEqual(REST_MS_MAX)
    duration_ms = fixed_ms + ((duration_ms + rest) * per_ms) / works_per_ms
  }
  expect(duration_ms).toBeLessThan(2_000)
})
