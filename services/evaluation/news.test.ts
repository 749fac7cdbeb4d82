import { expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { logOfEvents } from '@jianwei/tests/support/log/log-of-events.ts'
import {
  correction,
  recordedLog,
  retraction,
  SOURCE,
} from '@jianwei/tests/support/log/recorded-log.ts'
import type { NewestEvents } from '@jianwei/projections/ports/newest-events.ts'
import { newsBetween } from '#/evaluation/news.ts'

const complaint = (id: string) => ({
  id,
  type: 'ComplaintReceived',
  occurred_at: '2026-03-02T04:00:00.000Z',
  data: { complaint_number: id, channel: { code: '12315' }, is_repeated: false },
})
const events = recordedLog([
  complaint('a'),
  complaint('b'),
  correction('b-corrected', 'b', complaint('b')),
  complaint('c'),
  retraction('b-retracted', 'b'),
])
const ID = new Map(['a', 'b', 'c'].map((id) => [eventIdOf(SOURCE, id) as string, id]))

async function news(after: number, up_to: number, versions_max?: number, newest?: NewestEvents) {
  const stretch = { after: after as Position, up_to: up_to as Position }
  const log = logOfEvents(events)
  const { signal } = new AbortController()
  const found = await newsBetween(log, stretch, signal, { newest, versions_max })
  return found === 'by position'
    ? found
    : found.map(({ kind, fact_id }) => `${kind} of ${ID.get(fact_id)}`)
}

test('news are the versions of a stretch, and all others of the facts that it amends', async () => {
  expect(await news(0, 2)).toEqual(['original of a', 'original of b'])
  expect(await news(3, 4)).toEqual(['original of c'])
  expect(await news(4, 5)).toEqual(['retraction of b', 'original of b', 'correction of b'])
  expect(await news(5, 5)).toEqual([])
})

test('of a fact that two subjects are said to have, what was said of each stands', async () => {
  // Of a fact that nobody has reported, whoever amends it may name any subject.
  const amended = recordedLog([
    correction('first', 'x', complaint('x')),
    correction('second', 'x', complaint('x')),
    correction('of another', 'x', { ...complaint('x'), subject_id: 'test:other' }),
  ])
  const stretch = { after: 1 as Position, up_to: 3 as Position }
  const found = await newsBetween(logOfEvents(amended), stretch, new AbortController().signal)
  expect(found === 'by position' ? found : found.map(({ position }) => position)).toEqual([2, 3, 1])
})

test('news that are handed over are those that the log has', async () => {
  const asked: string[] = []
  const newest: NewestEvents = {
    between(after, up_to) {
      asked.push(`${after} to ${up_to}`)
      return events.filter(({ position }) => position > after && position <= up_to)
    },
  }
  for (let after = 0; after < events.length; after += 1)
    for (let up_to = after + 1; up_to <= events.length; up_to += 1)
      expect(await news(after, up_to, undefined, newest)).toEqual(await news(after, up_to))
  expect(asked).toHaveLength(15)
  expect(await news(0, 5, 4, newest)).toBe('by position')
  expect(await news(3, 4, undefined, { between: () => undefined })).toEqual(['original of c'])
})

test('more than are held, and behind a place that the log does not know, are left to positions', async () => {
  expect(await news(0, 5, 5)).not.toBe('by position')
  expect(await news(0, 5, 4)).toBe('by position')
  expect(await news(7, 9)).toBe('by position')
})
