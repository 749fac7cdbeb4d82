import { expect, test } from 'vitest'
import { streamOf } from '@jianwei/events/envelope.ts'
import type { AppendOutcome } from '@jianwei/events/ports/event-log.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { AppendQueue, type AppendCall } from '#/log/append-queue.ts'

const CALL_EVENTS_MAX = 100_000
const outcome: AppendOutcome = { outcome: 'appended', events: [] }

/** Only the number of the events matters to the queue. */
function callOf(events: number): AppendCall {
  return [
    {
      stream: streamOf('subject', 'test:1'),
      expected: 'any',
      events: Array.from({ length: events }),
    },
  ]
}

function sizes(calls: readonly AppendCall[]): readonly number[] {
  return calls.map(([append]) => append?.events.length ?? 0)
}

test('calls of one turn share a transaction of at most 5,000 events, in their order; a larger call has its own', async () => {
  const groups: (readonly number[])[] = []
  const queue = new AppendQueue(async (calls) => {
    groups.push(sizes(calls))
    return calls.map(() => [outcome])
  })
  await Promise.all(
    [2_000, 3_000, 1, 6_000, 4_999, 1, 1].map((events) => queue.add(callOf(events))),
  )
  expect(groups).toEqual([[2_000, 3_000], [1], [6_000], [4_999, 1], [1]])
})

test('calls that arrive while a transaction runs share the next', async () => {
  const groups: (readonly number[])[] = []
  const late: Promise<unknown>[] = []
  const queue = new AppendQueue(async (calls) => {
    groups.push(sizes(calls))
    if (groups.length === 1) late.push(queue.add(callOf(2)), queue.add(callOf(3)))
    return calls.map(() => [outcome])
  })
  await queue.add(callOf(1))
  await queue.drained()
  await Promise.all(late)
  expect(groups).toEqual([[1], [2, 3]])
})

test('one call at fault fails alone: the others are committed without it', async () => {
  const bug = new TypeError('call of 13')
  const queue = new AppendQueue(async (calls) => {
    if (sizes(calls).includes(13)) throw bug
    return calls.map(() => [outcome])
  })
  const settled = await Promise.allSettled([1, 13, 2].map((events) => queue.add(callOf(events))))
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(settled[1]).toMatchObject({ reason: bug })
})

test('when the log is unavailable, all of the calls fail after one try', async () => {
  let tries = 0
  const queue = new AppendQueue(async () => {
    tries += 1
    throw new LogUnavailable('disk full')
  })
  const settled = await Promise.allSettled([1, 2].map((events) => queue.add(callOf(events))))
  expect([settled.map(({ status }) => status), tries]).toEqual([['rejected', 'rejected'], 1])
})

test('a call of 100,000 events is taken, a larger one is refused', async () => {
  const queue = new AppendQueue(async (calls) => calls.map(() => [outcome]))
  await expect(queue.add(callOf(CALL_EVENTS_MAX))).resolves.toEqual([outcome])
  await expect(queue.add(callOf(CALL_EVENTS_MAX + 1))).rejects.toThrow(RangeError)
})

test('with 400,000 events waiting, further calls are refused as retryable until there is room', async () => {
  const queue = new AppendQueue(async (calls) => calls.map(() => [outcome]))
  const waiting = Array.from({ length: 4 }, () => queue.add(callOf(CALL_EVENTS_MAX)))
  await expect(queue.add(callOf(1))).rejects.toBeInstanceOf(LogUnavailable)
  await Promise.all(waiting)
  await expect(queue.add(callOf(1))).resolves.toEqual([outcome])
})
