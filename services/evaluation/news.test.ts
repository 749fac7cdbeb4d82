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

async function news(after: number, up_to: number, max?: number) {
  const stretch = { after: after as Position, up_to: up_to as Position }
  const found = await newsBetween(logOfEvents(events), stretch, new AbortController().signal, max)
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

test('more than are held, and behind a place that the log does not know, are left to positions', async () => {
  expect(await news(0, 5, 5)).not.toBe('by position')
  expect(await news(0, 5, 4)).toBe('by position')
  expect(await news(7, 9)).toBe('by position')
})
