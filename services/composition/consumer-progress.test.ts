import { expect, test } from 'vitest'
import type { Ordinal, Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { NewestEvent } from '@jianwei/events/ports/event-log.ts'
import { consumerProgress } from '#/composition/consumer-progress.ts'

const RECORDED = '2026-03-01T00:00:00.000Z' as Instant

function newest(position: number, ordinal: number): NewestEvent {
  return { position: position as Position, ordinal: ordinal as Ordinal, recorded_at: RECORDED }
}

test('lag counts events, where positions count the bytes of an event store', async () => {
  const log = { newest: async () => newest(227_087_737, 120_844) }
  const progress = consumerProgress(log, () => [
    { name: 'projector', position: 227_087_737, ordinal: 120_844, state: 'running' },
    { name: 'sentinel', position: 227_071_016, ordinal: 120_834, state: 'running' },
  ])
  expect(await progress.consumers()).toMatchObject([
    { name: 'projector', head: 227_087_737, lag_events: 0, lag_seconds: 0 },
    { name: 'sentinel', head: 227_087_737, lag_events: 10 },
  ])
})

test('of an empty log nobody is behind', async () => {
  const progress = consumerProgress({ newest: async () => undefined }, () => [
    { name: 'projector', position: 0, ordinal: 0, state: 'starting' },
  ])
  expect(await progress.consumers()).toMatchObject([{ head: 0, lag_events: 0, lag_seconds: 0 }])
})
