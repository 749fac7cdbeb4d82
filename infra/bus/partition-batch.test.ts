import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BusMessage, SliceOutcome } from '@jianwei/events/ports/message-bus.ts'
import {
  FULL_PAUSE_MS,
  HEARTBEAT_INTERVAL_MS,
  takeBatch,
  type PartitionBatch,
} from '#/bus/partition-batch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Ten messages in slices of four; what happens is written down in order. */
function scene(parts: Partial<PartitionBatch> = {}) {
  const happened: string[] = []
  const batch: PartitionBatch = {
    messages: Array.from({ length: 10 }, (_, offset) => message(offset)),
    last_offset: 11,
    isRunning: () => true,
    isOwned: () => true,
    heartbeat: async () => void happened.push('heartbeat'),
    commit: async (offset) => void happened.push(`commit ${offset}`),
    pause: () => {
      happened.push('pause')
      return () => void happened.push('resume')
    },
    ...parts,
  }
  const take = (handle: () => Promise<SliceOutcome>, signal = new AbortController().signal) =>
    takeBatch(batch, {
      group: 'g',
      topics: ['t'],
      slice_messages_max: 4,
      signal,
      async handle(slice) {
        happened.push(`handle ${slice[0]?.offset}–${slice.at(-1)?.offset}`)
        return handle()
      },
    })
  return { happened, take }
}

function message(offset: number): BusMessage {
  return { topic: 't', partition: 0, offset, timestamp_ms: 0, key: null, value: null, headers: [] }
}

describe('a batch', () => {
  test('is committed slice by slice after each was taken, the last one with the records that are not shown', async () => {
    const { happened, take } = scene()
    await take(async () => 'taken')
    const expected =
      'handle 0–3, commit 3, heartbeat, handle 4–7, commit 7, heartbeat, handle 8–9, commit ' +
      '11, heartbeat'
    expect(happened.join(', ')).toBe(expected)
  })

  test('keeps the membership alive while a slice takes long', async () => {
    const { happened, take } = scene({ messages: [message(0)] })
    const taking = take(
      () =>
        new Promise((resolve) => setTimeout(() => resolve('taken'), 3.5 * HEARTBEAT_INTERVAL_MS)),
    )
    await vi.advanceTimersByTimeAsync(4 * HEARTBEAT_INTERVAL_MS)
    await taking
    expect(happened).toEqual([
      'handle 0–0',
      'heartbeat',
      'heartbeat',
      'heartbeat',
      'commit 11',
      'heartbeat',
    ])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('gives the rest back when the group rebalances, after the slice in hand was committed', async () => {
    const rebalancing = new Error('REBALANCE_IN_PROGRESS')
    const { happened, take } = scene({ heartbeat: async () => Promise.reject(rebalancing) })
    await expect(take(async () => 'taken')).rejects.toBe(rebalancing)
    expect(happened).toEqual(['handle 0–3', 'commit 3'])
  })

  test('commits nothing once the group has been formed anew', async () => {
    let owned = true
    const { happened, take } = scene({ isOwned: () => owned })
    await take(async () => {
      owned = false
      return 'taken'
    })
    expect(happened).toEqual(['handle 0–3'])
  })

  test('rests while the receiver is full, and then is fetched again', async () => {
    const { happened, take } = scene()
    await take(async () => 'full')
    expect(happened).toEqual(['handle 0–3', 'pause'])
    await vi.advanceTimersByTimeAsync(FULL_PAUSE_MS)
    expect(happened).toEqual(['handle 0–3', 'pause', 'resume'])
  })

  test('is not begun once the signal has aborted', async () => {
    const { happened, take } = scene()
    await take(async () => 'taken', AbortSignal.abort())
    expect(happened).toEqual([])
  })

  test('ends with what the receiver throws, and commits nothing of that slice', async () => {
    const broken = new Error('disk')
    const { happened, take } = scene()
    await expect(take(async () => Promise.reject(broken))).rejects.toBe(broken)
    expect(happened).toEqual(['handle 0–3'])
    expect(vi.getTimerCount()).toBe(0)
  })
})
