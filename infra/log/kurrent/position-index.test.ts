import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Ordinal, Position } from '@jianwei/events/envelope.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import {
  PositionIndex,
  type IndexReach,
  type PositionedEvent,
} from '#/log/kurrent/position-index.ts'
import { SqliteDatabase } from '#/log/sqlite-database.ts'
import { LogFileRefused } from '#/log/sqlite-error.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-index-'))
  file = join(folder, 'index.db')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function positioned(id: number, position = id): PositionedEvent {
  const logPosition = {
    position: position as Position,
    ordinal: position as Ordinal,
    recorded_ms: 1_000 + position,
  }
  return {
    event_id: eventIdOf('urn:test', String(id)),
    ...logPosition,
    stream: `s${id % 2}`,
    revision: Math.floor(id / 2),
  }
}

function reachOf({ event_id, position, ordinal, recorded_ms }: PositionedEvent): IndexReach {
  return {
    logPosition: { commit: BigInt(position), prepare: BigInt(position) },
    last: { event_id, position, ordinal, recorded_ms },
  }
}

async function take(index: PositionIndex, ...events: readonly PositionedEvent[]): Promise<void> {
  await index.take({ events, reach: reachOf(events.at(-1)!), aside: [], losses: [] })
}

function positionsIn(
  index: PositionIndex,
  ...events: readonly PositionedEvent[]
): readonly (number | undefined)[] {
  const positions = index.positionsOf(events.map(({ event_id }) => event_id))
  return events.map(({ event_id }) => positions.get(event_id)?.position)
}

test('events are found by their ids, also many at once and after a restart, and unknown ones are not', async () => {
  const events = Array.from({ length: 200 }, (_, id) => positioned(id + 1))
  {
    using index = PositionIndex.open(file)
    expect(index.reach).toBeUndefined()
    await take(index, ...events.slice(0, 150))
    await take(index, ...events.slice(150))
  }
  using index = PositionIndex.open(file)
  expect(positionsIn(index, ...events, positioned(999))).toEqual([
    ...events.map(({ position }) => position),
    undefined,
  ])
  expect(index.positionsOf([events[4]!.event_id]).get(events[4]!.event_id)).toEqual({
    position: 5,
    ordinal: 5,
    recorded_ms: 1_005,
  })
  expect(index.reach).toEqual(reachOf(events[199]!))
})

test('streams are known by their last events, and streams that were never written are not', async () => {
  using index = PositionIndex.open(file)
  await take(index, positioned(1), positioned(2), positioned(3), positioned(5))
  await take(index, positioned(4))
  expect(['s0', 's1', 's2'].map((stream) => index.revisionOf(stream))).toEqual([2, 2, undefined])
})

test('an id that comes again keeps its first position', async () => {
  using index = PositionIndex.open(file)
  await take(index, positioned(1))
  await take(index, positioned(1, 9), positioned(2, 10))
  expect(positionsIn(index, positioned(1), positioned(2))).toEqual([1, 10])
})

test('an id that comes again is counted where it is', async () => {
  using index = PositionIndex.open(file)
  const [again, next] = [
    { ...positioned(1, 9), ordinal: 2 as Ordinal },
    { ...positioned(2, 10), ordinal: 3 as Ordinal },
  ]
  await take(index, positioned(1))
  await take(index, again, next)
  await take(index, again, next)
  expect(index.repeatAt(9 as Position)).toEqual({ position: 9, ordinal: 2, recorded_ms: 1_009 })
  expect(index.repeatAt(1 as Position)).toBeUndefined()
  const upTo = [0, 1, 8, 9, 10, 11].map((at) => index.eventsUpTo(at as Position))
  expect(upTo).toEqual([0, 1, 1, 2, 3, 3])
})

test('an index that was made before events were counted is empty', async () => {
  {
    using index = PositionIndex.open(file)
    await take(index, positioned(1), positioned(2))
  }
  const made = new DatabaseSync(file)
  made.exec(`
    DROP TABLE members;
    DROP TABLE journals;
    DROP TABLE repeats;
    DROP TABLE places;
    DROP TABLE reach;
    DROP TABLE searched;
    DROP TABLE stretches;
    DROP TABLE set_aside;
    DROP TABLE set_aside_counts;
    DROP TABLE stream_losses;
    CREATE TABLE places (event_id BLOB PRIMARY KEY, position INTEGER, recorded_ms INTEGER);
    CREATE TABLE reach (only INTEGER PRIMARY KEY, commit_at TEXT, prepare_at TEXT, event_id TEXT,
      position INTEGER, recorded_ms INTEGER);
    INSERT INTO reach VALUES (1, '2', '2', 'x', 2, 1002);
    PRAGMA user_version = 2;`)
  made.close()
  using index = PositionIndex.open(file)
  expect([index.reach, index.revisionOf('s1')]).toEqual([undefined, undefined])
})

test('of two processes that share a file the slower one takes nothing back', async () => {
  using fast = PositionIndex.open(file)
  using slow = PositionIndex.open(file)
  await take(fast, positioned(1), positioned(2), positioned(3))
  await take(slow, positioned(1))
  using later = PositionIndex.open(file)
  expect(later.reach).toEqual(reachOf(positioned(3)))
})

test('tells which events of a stream lie where in journals, and where streams and journals end', async () => {
  using index = PositionIndex.open(file)
  const inJournal = (nth: number, stream: string, revision: number) => ({
    ...positioned(nth),
    stream,
    revision,
    journal: { name: 'j1', revision: nth + 10 },
  })
  await take(index, inJournal(1, 's1', 0), inJournal(2, 's2', 3), inJournal(3, 's1', 1))
  await take(index, inJournal(3, 's1', 1), inJournal(4, 's1', 2))
  const at = (revision: number, place: number) => ({
    revision,
    journal: { name: 'j1', revision: place },
  })
  expect(index.membersOf('s1', 0, 10)).toEqual([at(0, 11), at(1, 13), at(2, 14)])
  expect(index.membersOf('s1', 1, 1)).toEqual([at(1, 13)])
  expect([index.membersOf('s2', 0, 10), index.membersOf('s3', 0, 10)]).toEqual([[at(3, 12)], []])
  expect(['s1', 's2', 'j1', 's3'].map((name) => index.revisionOf(name))).toEqual([
    2,
    3,
    14,
    undefined,
  ])
})

test('a cleared index knows nothing', async () => {
  using index = PositionIndex.open(file)
  await take(index, positioned(1))
  await index.clear()
  expect([positionsIn(index, positioned(1)), index.reach]).toEqual([[undefined], undefined])
})

test('a log is not taken for an index, nor an index for a log', () => {
  PositionIndex.open(file)[Symbol.dispose]()
  expect(() => SqliteDatabase.open(file)).toThrow(LogFileRefused)
  const log = join(folder, 'log.db')
  SqliteDatabase.open(log)[Symbol.dispose]()
  expect(() => PositionIndex.open(log)).toThrow(LogFileRefused)
})
