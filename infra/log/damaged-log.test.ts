import { cp, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import { SqliteDatabase } from '#/log/sqlite-database.ts'
import { LogFileRefused } from '#/log/sqlite-error.ts'
import { SqliteEventLog } from '#/log/sqlite-event-log.ts'
import { cutWal } from '#/log/wal-check.ts'

/*
 * What a disk, or somebody with a copy command, does to the file of a log. Each case begins with a
 * log that was killed after four transactions: all of them are in the write-ahead log.
 */

const NOW = '2026-03-10T01:30:00.000Z' as Instant
const stream = streamOf('subject', 'test:1')
const TRANSACTIONS = 4
const PAGE_BYTES = 4_096
const FRAME_BYTES = 24 + PAGE_BYTES
/** Both copies of what says how far the write-ahead log counts. */
const INDEX_HEADER_BYTES = 96

let folder: string
/** The log from which `path` was copied. */
let living: string
let path: string
let wal: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-damaged-log-'))
  path = join(folder, 'log.db')
  wal = `${path}-wal`
  living = join(folder, 'living.db')
  SqliteDatabase.open(living)[Symbol.dispose]()
  using database = SqliteDatabase.open(living)
  await using log = logOver(database)
  for (let count = 0; count < TRANSACTIONS; count++)
    await appendOne(log, stream, 'any', [complaint(`id-${count}`)])
  for (const part of ['', '-wal']) await cp(`${living}${part}`, `${path}${part}`)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function logOver(database: SqliteDatabase): SqliteEventLog {
  return new SqliteEventLog(database, { clock: { now: () => NOW }, parse: parseRecorded })
}

function complaint(id: string): NewEvent {
  const event_id = eventIdOf('urn:test', id)
  return {
    event_id,
    type: 'ComplaintReceived',
    schema_version: 1,
    subject_id: 'test:1',
    region: null,
    department: null,
    occurred_at: NOW,
    reported_at: null,
    source: 'urn:test',
    source_event_id: id,
    correlation_id: event_id,
    causation_id: null,
    data: { complaint_number: id },
  }
}

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file)
  // Within the file.
  bytes[at]! ^= 0b100
  await writeFile(file, bytes)
}

async function head(): Promise<number> {
  using database = SqliteDatabase.open(path)
  await using log = logOver(database)
  return log.head()
}

test('what a kill leaves is whole', async () => {
  expect(cutWal(wal)).toBeUndefined()
  expect(await head()).toBe(TRANSACTIONS)
})

test.each([
  ['the header', 5, 0],
  ['the salt in the header', 17, 0],
  ['the first frame', 32 + 100, 1],
  ['the header of the second frame', 32 + FRAME_BYTES + 2, 2],
  ['the salt of the second frame', 32 + FRAME_BYTES + 10, 2],
  ['the checksum of the second frame', 32 + FRAME_BYTES + 18, 2],
])(
  'a bit flipped in %s of the write-ahead log is refused, named, and nothing is changed',
  async (_, at, frame) => {
    await flip(wal, at)
    expect(cutWal(wal)).toMatchObject({ frame })
    const before = [await readFile(path), await readFile(wal)]
    expect(() => SqliteDatabase.open(path)).toThrow(LogFileRefused)
    expect(() => SqliteDatabase.open(path)).toThrow('would be lost without a word')
    expect([await readFile(path), await readFile(wal)]).toEqual(before)
  },
)

test('the last transaction may be half written: nobody was told that it was there', async () => {
  await truncate(wal, (await readFile(wal)).length - 100)
  expect(cutWal(wal)).toBeUndefined()
  expect(await head()).toBe(TRANSACTIONS - 1)
})

/**
 * As a process leaves it that is killed after the frames of its last transaction are written and
 * before they count.
 */
async function killedInTransaction(
  database: SqliteDatabase,
  events: readonly NewEvent[],
): Promise<void> {
  const index = `${living}-shm`
  const before = (await readFile(index)).subarray(0, INDEX_HEADER_BYTES)
  await using log = logOver(database)
  await log.append([{ stream, expected: 'any', events }])
  const file = await open(index, 'r+')
  await file.write(before, 0, INDEX_HEADER_BYTES, 0)
  await file.close()
}

test('what several kills left of transactions that never counted is no damage, and the log goes on', async () => {
  const many = (name: string, count: number): NewEvent[] =>
    Array.from({ length: count }, (_, index) => complaint(`${name}-${index}`))
  // Somebody has the file open all the time, so nobody takes the leavings for what counts.
  using database = SqliteDatabase.open(living)
  const taken = Array.from({ length: TRANSACTIONS }, (_, count) =>
    String(complaint(`id-${count}`).event_id),
  )
  for (const count of [400, 200, 100]) {
    await killedInTransaction(database, many(`lost-${count}`, count))
    using next = SqliteDatabase.open(living)
    await using log = logOver(next)
    const event = complaint(`taken-${count}`)
    await appendOne(log, stream, 'any', [event])
    taken.push(event.event_id)
  }
  expect(cutWal(`${living}-wal`)).toBeUndefined()
  for (const part of ['', '-wal']) await cp(`${living}${part}`, `${path}${part}`)
  using copy = SqliteDatabase.open(path)
  await using log = logOver(copy)
  const ids = (await Array.fromAsync(log.read(stream))).map(({ event_id }) => event_id)
  expect(ids).toEqual(taken)
})

test('leavings of an earlier time behind the end are no damage', async () => {
  const earlier = await readFile(wal)
  using database = SqliteDatabase.open(path)
  database.prepare('PRAGMA wal_checkpoint(RESTART)').all()
  await using log = logOver(database)
  await appendOne(log, stream, 'any', [complaint('later')])
  expect((await readFile(wal)).length).toBe(earlier.length)
  expect(cutWal(wal)).toBeUndefined()
})

test('who accepts the loss reads as far as the write-ahead log goes', async () => {
  await flip(wal, (await readFile(wal)).length - FRAME_BYTES * 4)
  expect(() => SqliteDatabase.open(path)).toThrow(LogFileRefused)
  using database = SqliteDatabase.open(path, undefined, { cut_wal: 'accept' })
  await using log = logOver(database)
  expect(await log.head()).toBeLessThan(TRANSACTIONS)
})

test('a write-ahead log without its file is refused: opening a new one would throw it away', async () => {
  const before = await readFile(wal)
  await rm(path)
  expect(() => SqliteDatabase.open(path)).toThrow(`${wal} is still there`)
  expect(await readFile(wal)).toEqual(before)
})

/**
 * All in one file, as after a clean stop, with a byte of the data of the third event changed in it.
 */
async function damagedRow(change: (file: Buffer) => void): Promise<void> {
  SqliteDatabase.open(path)[Symbol.dispose]()
  const bytes = await readFile(path)
  change(bytes)
  await writeFile(path, bytes)
}

function replaceIn(bytes: Buffer, text: string, by: string): void {
  const at = bytes.indexOf(text)
  expect(at).toBeGreaterThan(0)
  bytes.write(by, at)
}

test.each([
  ['that makes other data', '"complaint_number":"id-2"', '"complaint_number":"id-9"'],
  ['that is no JSON any more', '{"complaint_number":"id-2"', 'x"complaint_number":"id-2"'],
])(
  'a byte in the file %s is found by whoever reads the event, and named by its position',
  async (_, text, by) => {
    await damagedRow((bytes) => replaceIn(bytes, text, by))
    using database = SqliteDatabase.open(path)
    await using log = logOver(database)
    const damaged = new EventUnreadable(
      'the event at position 3',
      'it is damaged: its checksum is another one',
    )
    await expect(Array.fromAsync(log.read(stream))).rejects.toThrow(damaged)
    await expect(log.find([complaint('id-2').event_id])).rejects.toThrow(damaged)
    const following = log.follow('start', {
      signal: new AbortController().signal,
      batch_events_max: 10,
      until: 'head',
    })
    await expect(Array.fromAsync(following)).rejects.toThrow(damaged)
    // The others can be read.
    expect(await log.find([complaint('id-1').event_id])).toHaveLength(1)
  },
)

test('a row that is gone is not passed over', async () => {
  using database = SqliteDatabase.open(path)
  await database.write(() => database.prepare('DELETE FROM events WHERE position = 2').run())
  await using log = logOver(database)
  const following = log.follow('start', {
    signal: new AbortController().signal,
    batch_events_max: 10,
    until: 'head',
  })
  await expect(Array.fromAsync(following)).rejects.toThrow('the event at position 2 cannot be read')
})

test('a log that an older program wrote is read without checksums', async () => {
  using database = SqliteDatabase.open(path)
  await database.write(() => database.prepare('UPDATE events SET checksum = NULL').run())
  await using log = logOver(database)
  expect(await Array.fromAsync(log.read(stream))).toHaveLength(TRANSACTIONS)
})

test('a page of the file that is not a page any more is damage, not a bug', async () => {
  await damagedRow((bytes) => bytes.fill(0xff, PAGE_BYTES, PAGE_BYTES * 2))
  let problem: unknown
  try {
    using database = SqliteDatabase.open(path)
    problem = database.damage()
  } catch (error) {
    problem = error
  }
  expect(String(problem)).toMatch(/damaged|malformed|btree|page/i)
})
