/**
 * Events per second into the log and out of it again, beside the raw limit in the same run: the same bytes in rows of a bare SQLite
 * table without any index, with the same durability and transactions of the same size.
 * Run: `node tests/bench/log-append.ts [--events N] [--subjects N]`
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { streamOf, type NewEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { parseRecorded } from '@jianwei/events/parse-recorded.ts'
import {
  INSERT_EVENT,
  rowOfEvent,
  writtenEvent,
  type EventPlace,
  type ParseRecorded,
} from '@jianwei/infra/log/event-rows.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { someEvent } from '#/support/events.ts'

const { values } = parseArgs({ options: { events: { type: 'string' }, subjects: { type: 'string' } } })
const eventsCount = Number(values.events ?? 200_000)
const subjectsCount = Number(values.subjects ?? 200_000)
const APPENDS_PER_CALL = 100
const DATA = {
  channel: { code: '12315', text: '12315平台' },
  category: { text: '食品' },
  title: '面包变质',
  content: '购买的面包在保质期内变质，包装上的生产日期无法辨认',
  place: '示例路1号',
  is_repeated: false,
}
const trusting: ParseRecorded = (row) => row as RecordedEvent

const folder = await mkdtemp(join(tmpdir(), 'jianwei-log-bench-'))
try {
  for (const size of [100, 1_000, 5_000]) await compareAppends(size)
  await measureFollowing()
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function compareAppends(transactionEvents: number): Promise<void> {
  const bare = await bareAppends(transactionEvents)
  const file = join(folder, `log-${transactionEvents}.db`)
  const log = await logAppends(file, transactionEvents)
  const megabytes = Math.round((await stat(file)).size / 1e6)
  const ratio = (bare / log).toFixed(2)
  print(
    `${transactionEvents} events a transaction: bare SQLite ${rate(bare)}, log ${rate(log)}, ratio ${ratio}, ${megabytes} MB`,
  )
}

/** Returns the seconds that were spent in SQLite: making the events is not counted. */
async function bareAppends(transactionEvents: number): Promise<number> {
  using database = SqliteDatabase.open(join(folder, `bare-${transactionEvents}.db`))
  const insert = database.prepare(INSERT_EVENT)
  let seconds = 0
  for (let first = 0; first < eventsCount; first += transactionEvents) {
    const events = Array.from({ length: transactionEvents }, (_, index) => eventOf(first + index))
    const started = performance.now()
    await database.write(() => {
      events.forEach((event, index) => insert.run(...rowOfEvent(writtenEvent(event, placeOf(event, first + index)))))
    })
    seconds += (performance.now() - started) / 1000
  }
  return seconds
}

function placeOf(event: NewEvent, index: number): EventPlace {
  const place = {
    position: index + 1,
    stream: streamOf('subject', event.subject_id),
    revision: 0,
    previous_position: index,
  }
  // Positions and revisions are numbers.
  return { ...place, recorded_at: event.occurred_at } as EventPlace
}

async function logAppends(file: string, transactionEvents: number): Promise<number> {
  using database = SqliteDatabase.open(file)
  await using log = new SqliteEventLog(database, { clock: systemClock(), parse: trusting })
  let seconds = 0
  for (let first = 0; first < eventsCount; first += transactionEvents) {
    const calls = Array.from({ length: transactionEvents / APPENDS_PER_CALL }, (_, call) =>
      callOf(first + call * APPENDS_PER_CALL),
    )
    const started = performance.now()
    await Promise.all(calls.map((appends) => log.append(appends)))
    seconds += (performance.now() - started) / 1000
  }
  return seconds
}

function callOf(first: number) {
  return Array.from({ length: APPENDS_PER_CALL }, (_, index) => {
    const event = eventOf(first + index)
    return { stream: streamOf('subject', event.subject_id), expected: 'any' as const, events: [event] }
  })
}

async function measureFollowing(): Promise<void> {
  const parsers = { 'rows as they are': trusting, 'events parsed by the catalogue': parseRecorded }
  for (const [name, parse] of Object.entries(parsers)) {
    using database = SqliteDatabase.open(join(folder, 'log-1000.db'))
    await using log = new SqliteEventLog(database, { clock: systemClock(), parse })
    const { signal } = new AbortController()
    const started = performance.now()
    let events = 0
    for await (const batch of log.follow('start', { signal, batch_events_max: 5_000, until: 'head' }))
      events += batch.events.length
    print(`follow, ${name}: ${rate((performance.now() - started) / 1000, events)}`)
  }
}

/** A few subjects have most of the events. */
function eventOf(index: number): NewEvent {
  const spread = ((index * 7_919) % 1_000_003) / 1_000_003
  const subject = `91330100MA${String(10_000_000 + Math.floor(spread ** 3 * subjectsCount))}`
  return someEvent({
    id: `inspection-${index}`,
    subject_id: subject,
    data: { ...DATA, complaint_number: `TS-${index}` },
  })
}

function rate(seconds: number, events = eventsCount): string {
  const microseconds = ((seconds * 1e6) / events).toFixed(1)
  return `${Math.round(events / seconds).toLocaleString('en')}/s (${microseconds} µs an event)`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
