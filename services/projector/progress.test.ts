import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { StoredCheckpoint } from '@jianwei/events/ports/checkpoint-store.ts'
import { StoredProjectedPosition } from '#/projector/progress.ts'

const START = 0 as Position

function record(position: number, pending: number | null): StoredCheckpoint {
  const committed = {
    committed: String(position),
    committed_position: position,
    committed_events: position,
  }
  return {
    version: 1,
    value: JSON.stringify({ ...committed, committed_recorded_at: null, pending }),
  }
}

test('what is under way is not in the warehouse yet', async () => {
  let stored = record(3, 5)
  const source = new StoredProjectedPosition({ load: async () => stored })
  const { signal } = new AbortController()
  expect((await source.beyond(START, signal)).position).toBe(3)
  const beyond = source.beyond(3 as Position, signal)
  await sleep(250)
  expect(source.current().position).toBe(3)
  stored = record(5, null)
  expect((await beyond).position).toBe(5)
})

test('while the store is away it waits, and an abort ends the waiting', async () => {
  const stop = new AbortController()
  let looks = 0
  const load = (): Promise<never> => {
    looks += 1
    if (looks === 2) stop.abort(new Error('stopped'))
    return Promise.reject(new LogUnavailable('test'))
  }
  const source = new StoredProjectedPosition({ load })
  await expect(source.beyond(START, stop.signal)).rejects.toThrow('stopped')
  expect(source.current().position).toBe(0)
})
