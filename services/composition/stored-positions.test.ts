import { expect, test } from 'vitest'
import type { Ordinal, Position } from '@jianwei/events/envelope.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { storedPositions } from '#/composition/stored-positions.ts'

const PROJECTOR = {
  committed: '900/900/0',
  committed_position: 900,
  committed_recorded_at: null,
  committed_events: 9,
  pending: null,
}
const SENTINEL = {
  evaluated: 700,
  clock: null,
  rules: [],
  alerted: 0,
  importing: {},
}

function storedAs(values: Readonly<Record<string, object>>): CheckpointStore {
  return {
    load: async (name) => {
      const value = values[name]
      return value === undefined ? undefined : { version: 1, value: JSON.stringify(value) }
    },
    save: async () => 1,
    remove: async () => {},
    async [Symbol.asyncDispose]() {},
  }
}

const log = {
  placesAt: async (positions: readonly Position[]) =>
    new Map(
      positions.map((position) => [position, { event_id: 'e' as EventId, ordinal: 7 as Ordinal }]),
    ),
}

test('records that say how many events they stand for are believed', async () => {
  const checkpoints = storedAs({
    projector: { ...PROJECTOR, committed_ordinal: 11 },
    sentinel: { ...SENTINEL, evaluated_ordinal: 8 },
  })
  expect(await storedPositions({ checkpoints, log })()).toMatchObject([
    { name: 'projector', position: 900, ordinal: 11 },
    { name: 'sentinel', position: 700, ordinal: 8 },
  ])
})

test('of records of a former version the events are counted', async () => {
  const checkpoints = storedAs({ projector: PROJECTOR, sentinel: SENTINEL })
  expect(await storedPositions({ checkpoints, log })()).toMatchObject([
    { name: 'projector', position: 900, ordinal: 9 },
    { name: 'sentinel', position: 700, ordinal: 7 },
  ])
  const setBack = { placesAt: async () => new Map() }
  expect(await storedPositions({ checkpoints, log: setBack })()).toMatchObject([
    {},
    { name: 'sentinel', ordinal: 0 },
  ])
})
