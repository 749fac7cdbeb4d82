import { expect, test } from 'vitest'
import { CheckpointConflict, LogUnavailable } from '@jianwei/events/errors.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { WriteProbe } from '#/composition/write-probe.ts'

/** A store that fails as it is told, and a clock that is turned by hand. */
function probed() {
  const state: { failure?: Error; now: number; writes: number } = { now: 0, writes: 0 }
  const checkpoints: CheckpointStore = {
    load: async () => undefined,
    save: async () => {
      state.writes += 1
      if (state.failure !== undefined) throw state.failure
      return 1
    },
    remove: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  return { state, probe: new WriteProbe(checkpoints, () => state.now) }
}

test('a log that takes nothing is found by a write, and found again when it takes something', async () => {
  const { state, probe } = probed()
  expect(await probe.canWrite()).toBe(true)
  state.failure = new LogUnavailable('disk full')
  state.now += 60_000
  expect(await probe.canWrite()).toBe(false)
  delete state.failure
  state.now += 2_000
  expect(await probe.canWrite()).toBe(true)
})

test('what was found is believed for a while, so that asking often writes little', async () => {
  const { state, probe } = probed()
  await Promise.all([probe.canWrite(), probe.canWrite()])
  for (let second = 0; second < 20; second += 1) {
    state.now += 1_000
    await probe.canWrite()
  }
  expect(state.writes).toBe(1)
})

test('events that the log did not take make it doubted at once', async () => {
  const { state, probe } = probed()
  expect(await probe.canWrite()).toBe(true)
  const intake = probe.watching({ take: () => Promise.reject(new LogUnavailable('read-only')) })
  await expect(intake.take([])).rejects.toThrow('read-only')
  expect(await probe.canWrite()).toBe(false)
  expect(state.writes).toBe(1)
})

test('another process that wrote the same moment is a write as well', async () => {
  const { state, probe } = probed()
  state.failure = new CheckpointConflict('write-probe', { expected: '1', actual: '2' })
  expect(await probe.canWrite()).toBe(true)
})
