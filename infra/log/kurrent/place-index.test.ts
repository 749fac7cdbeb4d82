import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { PlaceIndex, type IndexReach, type PlacedEvent } from '#/log/kurrent/place-index.ts'
import { SqliteDatabase } from '#/log/sqlite-database.ts'
import { LogFileRefused } from '#/log/sqlite-error.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-index-'))
  file = join(folder, 'index.db')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function placed(id: number, position = id): PlacedEvent {
  const place = { position: position as Position, recorded_ms: 1_000 + position }
  return { event_id: eventIdOf('urn:test', String(id)), ...place, stream: `s${id % 2}`, revision: Math.floor(id / 2) }
}

function reachOf({ event_id, position, recorded_ms }: PlacedEvent): IndexReach {
  return { place: { commit: BigInt(position), prepare: BigInt(position) }, last: { event_id, position, recorded_ms } }
}

async function take(index: PlaceIndex, ...events: readonly PlacedEvent[]): Promise<void> {
  await index.take(events, reachOf(events.at(-1)!))
}

function positionsIn(index: PlaceIndex, ...events: readonly PlacedEvent[]): readonly (number | undefined)[] {
  const places = index.placesOf(events.map(({ event_id }) => event_id))
  return events.map(({ event_id }) => places.get(event_id)?.position)
}

test('events are found by their ids, also many at once and after a restart, and unknown ones are not', async () => {
  const events = Array.from({ length: 200 }, (_, id) => placed(id + 1))
  {
    using index = PlaceIndex.open(file)
    expect(index.reach).toBeUndefined()
    await take(index, ...events.slice(0, 150))
    await take(index, ...events.slice(150))
  }
  using index = PlaceIndex.open(file)
  expect(positionsIn(index, ...events, placed(999))).toEqual([...events.map(({ position }) => position), undefined])
  expect(index.placesOf([events[4]!.event_id]).get(events[4]!.event_id)).toEqual({ position: 5, recorded_ms: 1_005 })
  expect(index.reach).toEqual(reachOf(events[199]!))
})

test('streams are known by their last events, and streams that were never written are not', async () => {
  using index = PlaceIndex.open(file)
  await take(index, placed(1), placed(2), placed(3), placed(5))
  await take(index, placed(4))
  expect(['s0', 's1', 's2'].map((stream) => index.revisionOf(stream))).toEqual([2, 2, undefined])
})

test('an id that comes again keeps its first place', async () => {
  using index = PlaceIndex.open(file)
  await take(index, placed(1))
  await take(index, placed(1, 9), placed(2, 10))
  expect(positionsIn(index, placed(1), placed(2))).toEqual([1, 10])
})

test('of two processes that share a file the slower one takes nothing back', async () => {
  using fast = PlaceIndex.open(file)
  using slow = PlaceIndex.open(file)
  await take(fast, placed(1), placed(2), placed(3))
  await take(slow, placed(1))
  using later = PlaceIndex.open(file)
  expect(later.reach).toEqual(reachOf(placed(3)))
})

test('a cleared index knows nothing', async () => {
  using index = PlaceIndex.open(file)
  await take(index, placed(1))
  await index.clear()
  expect([positionsIn(index, placed(1)), index.reach]).toEqual([[undefined], undefined])
})

test('a log is not taken for an index, nor an index for a log', () => {
  PlaceIndex.open(file)[Symbol.dispose]()
  expect(() => SqliteDatabase.open(file)).toThrow(LogFileRefused)
  const log = join(folder, 'log.db')
  SqliteDatabase.open(log)[Symbol.dispose]()
  expect(() => PlaceIndex.open(log)).toThrow(LogFileRefused)
})
