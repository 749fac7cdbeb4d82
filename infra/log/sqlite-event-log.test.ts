import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { streamOf, type NewEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { EventUnreadable, LogUnavailable } from '@jianwei/events/errors.ts'
import { eventIdOf, type EventId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import { idPrefix } from '#/log/id-prefix.ts'
import { DATA_CHARACTERS_MAX, type ParseRecorded } from '#/log/event-rows.ts'
import { SqliteDatabase } from '#/log/sqlite-database.ts'
import { SqliteEventLog } from '#/log/sqlite-event-log.ts'

const NOW = '2026-03-10T01:30:00.000Z' as Instant
const stream = streamOf('subject', 'test:1')
let folder: string
let database: SqliteDatabase
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-event-log-'))
  database = SqliteDatabase.open(join(folder, 'log.db'))
})
afterEach(async () => {
  database[Symbol.dispose]()
  await rm(folder, { recursive: true, force: true })
})

function openLog(parse: ParseRecorded = parseRecorded, now = NOW): SqliteEventLog {
  return new SqliteEventLog(database, {
    clock: { now: () => now },
    parse,
    generation_events_max: 4,
  })
}

function complaint(id: string, fields: Partial<NewEvent> = {}): NewEvent {
  const event_id = eventIdOf('urn:test', id)
  const envelope = {
    event_id,
    type: 'ComplaintReceived',
    schema_version: 1,
    subject_id: 'test:1',
    region: null,
    department: null,
  }
  const origin = {
    source: 'urn:test',
    source_event_id: id,
    correlation_id: event_id,
    causation_id: null,
  }
  return {
    ...envelope,
    ...origin,
    occurred_at: NOW,
    reported_at: null,
    data: { complaint_number: id },
    ...fields,
  }
}

function scalar(sql: string): unknown {
  const [value] = Object.values(database.prepare(sql).get() ?? {})
  return value
}

test('two ids with the same first 32 bits are two events, in memory and in the tables', async () => {
  await using log = openLog()
  const ids = ['4', '5', '6'].map((end) => `0123abcd-4567-5000-8000-00000000000${end}` as EventId)
  const events = ids.map((event_id, index) => complaint(`same-prefix-${index}`, { event_id }))
  await appendOne(log, stream, 'any', events.slice(0, 2))
  for (let i = 0; i < 12; i++) await appendOne(log, stream, 'any', [complaint(`filling-${i}`)])
  expect(
    scalar(`SELECT count(*) FROM event_places WHERE id_prefix = ${idPrefix(ids[0] ?? '')}`),
  ).toBe(2)
  const written = await appendOne(log, stream, 'any', events)
  expect(written.map(({ position, duplicate }) => [position, duplicate])).toEqual([
    [1, true],
    [2, true],
    [15, false],
  ])
  expect((await log.find(ids)).map(({ event_id }) => event_id)).toEqual(ids)
})

test('the index in the tables follows the events, and says how far it is', async () => {
  await using log = openLog()
  for (let i = 0; i < 50; i++)
    await appendOne(log, streamOf('subject', `test:${i % 3}`), 'any', [complaint(`e-${i}`)])
  const indexedTo = Number(scalar('SELECT indexed_to FROM event_index'))
  expect(indexedTo).toBeGreaterThan(40)
  expect(scalar(`SELECT count(*) FROM event_places WHERE position <= ${indexedTo}`)).toBe(indexedTo)
  expect(scalar('SELECT count(*) FROM stream_heads')).toBe(3)
})

test('the time of the last event is known also when all of the index is in the tables', async () => {
  await using log = openLog()
  for (let i = 0; i < 4; i++) await appendOne(log, stream, 'any', [complaint(`e-${i}`)])
  expect(scalar('SELECT indexed_to FROM event_index')).toBe(4)
  await using later = openLog(parseRecorded, '2026-03-10T01:29:59.999Z' as Instant)
  await appendOne(later, stream, 3 as RecordedEvent['revision'], [complaint('after a jump back')])
  expect((await Array.fromAsync(later.read(stream))).at(-1)?.recorded_at).toBe(NOW)
})

test('two logs over one connection do not write the same position or the same event', async () => {
  await using one = openLog()
  await using other = openLog()
  for (let i = 0; i < 20; i++) {
    await appendOne(one, stream, 'any', [complaint(`one-${i}`)])
    await appendOne(other, stream, 'any', [complaint(`one-${i}`), complaint(`other-${i}`)])
  }
  expect((await Array.fromAsync(one.read(stream))).map(({ revision }) => revision)).toEqual(
    Array.from({ length: 40 }, (_, i) => i),
  )
})

test('an id that was looked for in vain is found once another process has written it, in memory or in the tables', async () => {
  await using log = openLog()
  using database2 = SqliteDatabase.open(join(folder, 'log.db'))
  await using other = new SqliteEventLog(database2, {
    clock: { now: () => NOW },
    parse: parseRecorded,
    generation_events_max: 4,
  })
  for (let filling = 0; filling < 25; filling++) {
    const event = complaint(`wanted-${filling}`)
    for (const one of [log, other]) expect(await one.find([event.event_id])).toEqual([])
    const writer = filling % 2 === 0 ? other : log
    await appendOne(writer, stream, 'any', [event])
    for (let i = 0; i < filling; i++)
      await appendOne(writer, stream, 'any', [complaint(`${filling}-${i}`)])
    for (const one of [log, other]) {
      expect(await one.find([event.event_id])).toHaveLength(1)
      expect(await appendOne(one, stream, 'any', [event])).toMatchObject([{ duplicate: true }])
    }
  }
})

test('after a full disk nothing is half-written, and the same append succeeds once there is room', async () => {
  await using log = openLog()
  await appendOne(log, stream, 'absent', [complaint('first')])
  database.prepare(`PRAGMA max_page_count = ${Number(scalar('PRAGMA page_count')) + 3}`).get()
  const large = (id: string) =>
    complaint(id, { data: { complaint_number: id, content: 'x'.repeat(100_000) } })
  const calls = [[complaint('small')], [large('large')]].map((events) =>
    appendOne(log, stream, 'any', events),
  )
  for (const settled of await Promise.allSettled(calls)) {
    expect(settled).toMatchObject({ status: 'rejected', reason: { code: 'LOG_UNAVAILABLE' } })
    expect(settled.status === 'rejected' && settled.reason).toBeInstanceOf(LogUnavailable)
  }
  expect([await log.head(), await log.find([complaint('small').event_id])]).toEqual([1, []])
  database.prepare('PRAGMA max_page_count = 1000000').get()
  expect(
    await appendOne(log, stream, 0 as RecordedEvent['revision'], [
      complaint('small'),
      large('large'),
    ]),
  ).toMatchObject([
    { position: 2, duplicate: false },
    { position: 3, duplicate: false },
  ])
})

test('data at the limit are taken, one character more is refused', async () => {
  await using log = openLog((row) => row as RecordedEvent)
  const frame = JSON.stringify({ text: '' }).length
  const sized = (id: string, length: number) =>
    complaint(id, { data: { text: 'x'.repeat(length - frame) } })
  await appendOne(log, stream, 'absent', [sized('largest', DATA_CHARACTERS_MAX)])
  await expect(
    appendOne(log, stream, 'any', [sized('larger', DATA_CHARACTERS_MAX + 1)]),
  ).rejects.toThrow(RangeError)
  expect(await log.head()).toBe(1)
})

/** Stands for a type of which version 2 has no fields. */
const upcasting: ParseRecorded = (row) => {
  const event = row as RecordedEvent
  return event.schema_version === 1 ? { ...event, schema_version: 2, data: {} } : event
}

test('data come with the text that the log keeps, unless they were upcast', async () => {
  await using log = openLog(upcasting)
  await appendOne(log, stream, 'absent', [
    complaint('old'),
    complaint('new', { schema_version: 2 }),
  ])
  const [old, recent] = await Array.fromAsync(log.read(stream))
  expect(old !== undefined && 'data_json' in old).toBe(false)
  expect(recent?.data_json).toBe('{"complaint_number":"new"}')
})

test('an event that its type does not describe is unreadable, and the message has no values', async () => {
  await using log = openLog()
  await appendOne(log, stream, 'absent', [
    complaint('secret', { data: { complaint_number: 'secret', surprise: 'secret' } }),
  ])
  const { signal } = new AbortController()
  const reading = Array.fromAsync(
    log.follow('start', { signal, batch_events_max: 10, until: 'head' }),
  )
  await expect(reading).rejects.toBeInstanceOf(EventUnreadable)
  await expect(reading).rejects.not.toThrow(/secret/)
})

test('data that are not JSON are unreadable, by position', async () => {
  await using log = openLog()
  await appendOne(log, stream, 'absent', [complaint('a')])
  await database.write(() =>
    database.prepare(`UPDATE events SET data = '{', checksum = NULL WHERE position = 1`).run(),
  )
  const found = log.find([complaint('a').event_id])
  await expect(found).rejects.toThrow(
    new EventUnreadable('the event at position 1', 'its data are not JSON'),
  )
})

test('a closed log refuses, after it has written what was in hand', async () => {
  const log = openLog()
  const appending = appendOne(log, stream, 'absent', [complaint('in-hand')])
  await log[Symbol.asyncDispose]()
  expect(await appending).toMatchObject([{ position: 1 }])
  await expect(
    log.append([{ stream, expected: 'any', events: [complaint('late')] }]),
  ).rejects.toThrow('closed')
  await expect(log.head()).rejects.toThrow('closed')
})

test('a file of the version before tells, once it is opened, what was said of its facts', async () => {
  const path = join(folder, 'log.db')
  const fact = complaint('corrected')
  const amendment = {
    type: 'FactRetracted',
    data: { fact: { source: 'urn:test', id: 'corrected' }, reason: 'no' },
  }
  const retractions = ['first', 'second'].map((id) => complaint(id, amendment))
  {
    await using log = openLog()
    await appendOne(log, stream, 'any', [fact, ...retractions.slice(0, 1)])
    for (let i = 0; i < 12; i++) await appendOne(log, stream, 'any', [complaint(`filling-${i}`)])
    await appendOne(log, stream, 'any', retractions.slice(1))
  }
  await database.write(() => {
    const since = [
      'fact_amendments',
      'refusals_kept',
      'refusals_counted',
      'refusals_counted_offsets',
      'redrivings',
      'quarantine_held',
      'quarantine_groups',
      'quarantine_members',
      'quarantine_group_counts',
      'quarantine_records',
      'quarantine_orders',
      'quarantine_order_entries',
    ]
    const triggers = [
      'quarantine_kept',
      'quarantine_leaves',
      'quarantine_comes_back',
      'quarantine_joins',
      'quarantine_parts',
      'quarantine_joins_again',
      'quarantine_group_grows',
      'quarantine_group_shrinks',
    ]
    for (const trigger of triggers) database.prepare(`DROP TRIGGER ${trigger}`).run()
    for (const view of ['quarantine_codes', 'quarantine_refusals'])
      database.prepare(`DROP VIEW ${view}`).run()
    database.prepare('ALTER TABLE quarantine DROP COLUMN order_id').run()
    for (const table of since) database.prepare(`DROP TABLE ${table}`).run()
    for (const column of ['checksum', 'trace'])
      database.prepare(`ALTER TABLE events DROP COLUMN ${column}`).run()
    database.prepare('PRAGMA user_version = 1').run()
  })
  database[Symbol.dispose]()
  database = SqliteDatabase.open(path)
  await using log = openLog()
  expect((await log.amendmentsOf([fact.event_id])).map(({ position }) => position)).toEqual([2, 15])
})
