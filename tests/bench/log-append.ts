/**
 * Events per second into the log and out of it again, beside the raw limit in the same run: the
 * same bytes in rows of a bare SQLite table without any index, with the same durability and
 * transactions of the same size. The two take turns, so that whatever else the machine does meets
 * both. Run: `node tests/bench/log-append.ts [--events N] [--subjects N] [--transaction N]`
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { streamOf, type NewEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import {
  INSERT_EVENT,
  rowOfEvent,
  writtenEvent,
  type EventLocation,
  type ParseRecorded,
} from '@jianwei/infra/log/event-rows.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { someEvent } from '#/support/log/events.ts'

const { options } = readCommandLine({
  call: 'node tests/bench/log-append.ts',
  does: 'Measures events a second into the log and out of it, beside a bare SQLite table.',
  options: {
    events: ['events that are written', '200000'],
    subjects: ['subjects that they are about', '200000'],
    transaction: ['events of a transaction, several sizes with commas', '100,1000,5000'],
  },
})
const eventsCount = Number(options.events)
const subjectsCount = Number(options.subjects)
const transactionSizes = options.transaction.split(',').map(Number)
/** Calls of the log have as many appends, and share transactions. */
const CALL_APPENDS = 100
const DATA = {
  channel: { code: '12315', text: '12315平台' },
  category: { text: '食品' },
  title: '面包变质',
  content: '购买的面包在保质期内变质，包装上的生产日期无法辨认',
  place: '示例路1号',
  is_repeated: false,
}
const trusting: ParseRecorded = (row) => row as RecordedEvent
const { signal } = new AbortController()

/** Of one kind of work, without the making of its events. */
interface Cost {
  seconds: number
  cpuSeconds: number
}

const folder = await mkdtemp(join(tmpdir(), 'jianwei-log-bench-'))
try {
  for (const size of transactionSizes) await compareAppends(size)
  await measureLiveFollower()
  for (const parse of [trusting, parseRecorded]) await measureFollower(parse)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function compareAppends(transactionEvents: number): Promise<void> {
  const bareFile = join(folder, `bare-${transactionEvents}.db`)
  const logFile = logFileOf(transactionEvents)
  const bareCost = newCost()
  const logCost = newCost()
  {
    using bare = SqliteDatabase.open(bareFile)
    using database = SqliteDatabase.open(logFile)
    await using log = openLog(database)
    const insert = bare.prepare(INSERT_EVENT)
    for (let first = 0; first < eventsCount; first += transactionEvents) {
      const appends = appendsFrom(first, transactionEvents)
      await timed(bareCost, () =>
        bare.write(() => {
          appends.forEach(({ events: [event] }, index) =>
            insert.run(...bareRow(event, first + index)),
          )
        }),
      )
      await timed(logCost, () => appendAll(log, appends))
    }
  }
  const bytes = Math.round((await stat(logFile)).size / eventsCount)
  const ratio = (bareCost.seconds / logCost.seconds).toFixed(2)
  print(`${transactionEvents} events a transaction, ${bytes} bytes an event`)
  print(`  bare SQLite ${described(bareCost)}`)
  print(`  log         ${described(logCost)}, ${ratio} of bare`)
}

/** What a follower adds to the cost of appending when it keeps up. */
async function measureLiveFollower(): Promise<void> {
  using database = SqliteDatabase.open(join(folder, 'live.db'))
  await using log = openLog(database, parseRecorded)
  const following = countFollowed(log, eventsCount)
  const cost = newCost()
  for (let first = 0; first < eventsCount; first += 1_000) {
    const appends = appendsFrom(first, 1_000)
    await timed(cost, () => appendAll(log, appends))
  }
  await timed(cost, () => following)
  print(`append and follow at the same time, parsed: ${described(cost)}`)
}

async function measureFollower(parse: ParseRecorded): Promise<void> {
  const started = performance.now()
  using database = SqliteDatabase.open(logFileOf(transactionSizes.at(-1) ?? 0))
  await using log = openLog(database, parse)
  await log.find([someEvent().event_id])
  print(`open and look up: ${Math.round(performance.now() - started)} ms`)
  const cost = newCost()
  await timed(cost, () => countFollowed(log, 'head'))
  print(
    'follow, ' +
      `${parse === trusting ? 'rows as they are' : 'events parsed by the catalogue'}: ` +
      described(cost),
  )
}

async function countFollowed(log: EventLog, until: number | 'head'): Promise<number> {
  let events = 0
  // Positions are numbers.
  const end = until as RecordedEvent['position'] | 'head'
  for await (const batch of log.follow('start', { signal, batch_events_max: 5_000, until: end }))
    events += batch.events.length
  return events
}

async function appendAll(log: EventLog, appends: readonly StreamAppend[]): Promise<void> {
  const calls: Promise<unknown>[] = []
  for (let at = 0; at < appends.length; at += CALL_APPENDS)
    calls.push(log.append(appends.slice(at, at + CALL_APPENDS)))
  await Promise.all(calls)
}

function appendsFrom(first: number, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const event = eventOf(first + index)
    return {
      stream: streamOf('subject', event.subject_id),
      expected: 'any',
      events: [event],
    } as const
  })
}

/** A few subjects have most of the events. */
function eventOf(index: number): NewEvent {
  const spread = ((index * 7_919) % 1_000_003) / 1_000_003
  const subject = `91330100MA${String(10_000_000 + Math.floor(spread ** 3 * subjectsCount))}`
  const data = { ...DATA, complaint_number: `TS-${index}` }
  return someEvent({ id: `complaint-${index}`, subject_id: subject, data })
}

function bareRow(event: NewEvent, index: number) {
  const place = {
    position: index + 1,
    stream: streamOf('subject', event.subject_id),
    revision: 0,
    previous_position: index,
  }
  // Positions and revisions are numbers.
  return rowOfEvent(
    writtenEvent(event, { ...place, recorded_at: event.occurred_at } as EventLocation),
  )
}

function openLog(database: SqliteDatabase, parse = trusting): SqliteEventLog {
  return new SqliteEventLog(database, { clock: systemClock(), parse })
}

function logFileOf(transactionEvents: number): string {
  return join(folder, `log-${transactionEvents}.db`)
}

function newCost(): Cost {
  return { seconds: 0, cpuSeconds: 0 }
}

async function timed(cost: Cost, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  cost.seconds += (performance.now() - started) / 1000
  cost.cpuSeconds += (user + system) / 1e6
}

function described({ seconds, cpuSeconds }: Cost): string {
  const rate = Math.round(eventsCount / seconds).toLocaleString('en')
  const [wall, cpu] = [seconds, cpuSeconds].map((total) => ((total * 1e6) / eventsCount).toFixed(1))
  return `${rate.padStart(8)} events/s, ${wall} µs an event (${cpu} µs CPU)`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
