/**
 * What the log costs on an event store: events a second and processor time of this process for each
 * event, beside bare appends of the client package in the same run; `migrate-log`; and how
 * soon the example's first alert is there, beside SQLite.
 * Against a server where KURRENTDB_URL is given, else against the stand-in, in a process of its
 * own, which shows what adapter and client cost and nothing about a server. Run: `npm run bench:log
 * [-- --events N] [--parts log,intake,copy,alert]`
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { recordedEnvelope } from '@jianwei/events/catalogue.ts'
import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { connectKurrent } from '@jianwei/infra/log/kurrent/connect-kurrent.ts'
import { eventToWrite, writableEvent } from '@jianwei/infra/log/kurrent/event-format.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { SqliteQuarantine } from '@jianwei/infra/log/sqlite-quarantine.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import { futureBound } from '@jianwei/services/intake/cloud-event.ts'
import { readEventBytes } from '@jianwei/services/intake/line-reading.ts'
import { secondsToFirstAlert } from './first-alert.ts'
import { measureCopy } from './log-copy.ts'
import { cloudEvent } from '#/support/intake/cloud-events.ts'
import { someEvents } from '#/support/log/events.ts'

const { options } = readCommandLine({
  call: 'npm run bench:log --',
  does:
    'Measures the log on an event store beside bare appends in the same run. ' +
    'KURRENTDB_URL names a server; otherwise a stand-in is started.',
  options: {
    events: ['events of each measurement', '20000'],
    client: ['esdb or kurrentdb: the package, where the stand-in answers', 'kurrentdb'],
    parts: ['what is measured, of these', 'log,intake,copy,alert'],
  },
})
const eventsCount = Number(options.events)
const parts = new Set(options.parts.split(','))
/** As intake sends them: one call at a time, or some at once. */
const CALL_APPENDS = 500
const CALLS_IN_FLIGHT = 4
const BARE_IN_FLIGHT = 64
const BARE_EVENTS = 20
const AT_REST_APPENDS = 200

const folder = await mkdtemp(join(tmpdir(), 'jianwei-bench-'))
const run = `bench${Date.now()}`
await using server = await startServer()
print(`${eventsCount.toLocaleString('en')} events against ${server.what}\n`)
print(`${''.padEnd(58)} events/s   µs of processor an event`)
await using client = await connectKurrent(server.url)

const bare20 = await measure(`bare appends of ${BARE_EVENTS}`, () => bareAppends(BARE_EVENTS, 8))
if (parts.has('log')) {
  await measure('bare appends of one event, 64 in flight', () => bareAppends(1, BARE_IN_FLIGHT))
  await using log = openKurrent('facts')
  await log.append([])
  const facts = someEvents(eventsCount)
  const written = await measure('log: facts of many subjects, calls of 500', () =>
    inCalls(appendsOf(facts, 'subject'), (call) => log.append(call)),
  )
  await measure('log: entries of the ledger, one stream each', () =>
    inCalls(appendsOf(someEvents(eventsCount), 'warning'), (call) => log.append(call)),
  )
  await measure('log: duplicates', () =>
    inCalls(appendsOf(facts, 'subject'), (call) => log.append(call)),
  )
  await measure('log: followed from the start', () => followed(log))
  print(
    `\nfacts: ${(written.rate / bare20.rate).toFixed(2)} of bare appends of ${BARE_EVENTS} ` +
      `(aim 0.4), ${(written.cpu_us / 1_000).toFixed(3)} ms of processor an event`,
  )
  await atRest('bare append of one event at rest', (event, nth) =>
    client.append({
      stream: `${run}-rest-${nth}`,
      expected: 'absent',
      events: [eventToWrite(writableEvent(event))],
      deadline_ms: 10_000,
    }),
  )
  await atRest('log: one fact at rest', (event, nth) =>
    log.append([{ stream: streamOf('subject', `rest-${nth}`), expected: 'any', events: [event] }]),
  )
  await atRest('log: one event of a stream of its own at rest', (event, nth) =>
    log.append([{ stream: streamOf('alert', `rest-${nth}`), expected: 'absent', events: [event] }]),
  )
}
if (parts.has('intake')) {
  await using log = openKurrent('intake')
  const taken = await throughIntake('intake into it', log)
  using database = SqliteDatabase.open(join(folder, 'log.db'))
  await using own = new SqliteEventLog(database, { clock: systemClock(), parse: recordedEnvelope })
  await throughIntake('intake into SQLite', own)
  print(`intake: ${(taken.cpu_us / 1_000).toFixed(3)} ms of processor an event (aim 0.2)`)
}
if (parts.has('copy')) {
  const target = {
    engine: server.url.startsWith('esdb') ? 'eventstore' : 'kurrentdb',
    url: server.url,
    namespace: `${run}copy`,
    index_file: join(folder, 'copy.db'),
    quarantine_copy: join(folder, 'quarantine-copy.db'),
    quarantine_file: join(folder, 'quarantine.db'),
  } as const
  const copied = await measureCopy({ folder, events: eventsCount, target, measure })
  print(
    `copy: ${Math.round(copied.rate).toLocaleString('en')} events/s (aim 5,000), ` +
      `${(copied.rate / bare20.rate).toFixed(2)} of bare appends of ${BARE_EVENTS}`,
  )
}
if (parts.has('alert')) {
  const sqlite = await secondsToFirstAlert({})
  const kurrent = await secondsToFirstAlert({ LOG_URL: server.url, LOG_NAMESPACE: `${run}alert` })
  print(
    `the example's first alert: ${kurrent.toFixed(1)} s, ${sqlite.toFixed(1)} s with SQLite: ` +
      `${(kurrent / sqlite).toFixed(2)} times as long (aim 2.5)`,
  )
}
await rm(folder, { recursive: true, force: true })

function openKurrent(name: string): KurrentEventLog {
  return new KurrentEventLog(client, {
    parse: recordedEnvelope,
    namespace: `${run}${name}`,
    index_file: join(folder, `${name}.db`),
  })
}

function appendsOf(events: readonly NewEvent[], kind: 'subject' | 'warning'): StreamAppend[] {
  return events.map((event, nth) => ({
    stream: streamOf(kind, `${kind}-${nth}`),
    expected: 'any',
    events: [event],
  }))
}

async function inCalls(
  appends: readonly StreamAppend[],
  append: (call: readonly StreamAppend[]) => Promise<unknown>,
): Promise<void> {
  let at = 0
  const lane = async (): Promise<void> => {
    while (at < appends.length) {
      const call = appends.slice(at, (at += CALL_APPENDS))
      await append(call)
    }
  }
  await Promise.all(Array.from({ length: CALLS_IN_FLIGHT }, lane))
}

async function bareAppends(eventsOfEach: number, inFlight: number): Promise<void> {
  const toWrite = someEvents(eventsCount).map((event) => eventToWrite(writableEvent(event)))
  let at = 0
  const lane = async (): Promise<void> => {
    while (at < toWrite.length) {
      const stream = `${run}-bare-${eventsOfEach}-${at}`
      const events = toWrite.slice(at, (at += eventsOfEach))
      await client.append({ stream, expected: 'absent', events, deadline_ms: 10_000 })
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
}

async function throughIntake(
  what: string,
  log: KurrentEventLog | SqliteEventLog,
): Promise<Measured> {
  await log.append([])
  using refused = SqliteDatabase.open(join(folder, `${what.length}.db`))
  const clock = systemClock()
  const intake = createIntake({
    log,
    quarantine: new SqliteQuarantine(refused),
    now: () => clock.now(),
  })
  const lines = Array.from({ length: eventsCount }, (_, nth) =>
    Buffer.from(JSON.stringify({ ...cloudEvent(nth), subject: `tw-epa:s${nth % 5_000}` })),
  )
  return await measure(what, async () => {
    let at = 0
    const lane = async (): Promise<void> => {
      while (at < lines.length) {
        const call = lines.slice(at, (at += CALL_APPENDS))
        const bound = futureBound(clock.now())
        await intake.take(
          call.map((bytes) => ({
            bytes,
            content_type: 'application/cloudevents+json',
            origin: { channel: 'http' as const, line: null },
            reading: readEventBytes(bytes, bound),
          })),
        )
      }
    }
    await Promise.all(Array.from({ length: CALLS_IN_FLIGHT }, lane))
  })
}

async function followed(log: KurrentEventLog): Promise<void> {
  const { signal } = new AbortController()
  let left = eventsCount
  for await (const batch of log.follow('start', { signal, batch_events_max: 1_000 })) {
    left -= batch.events.length
    if (left <= 0) return
  }
}

/** One after the other: how long each takes. */
async function atRest(
  what: string,
  append: (event: NewEvent, nth: number) => Promise<unknown>,
): Promise<void> {
  const times: number[] = []
  for (const [nth, event] of someEvents(AT_REST_APPENDS).entries()) {
    const since = performance.now()
    await append(event, nth)
    times.push(performance.now() - since)
  }
  times.sort((one, other) => one - other)
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1)
  print(`${what.padEnd(58)} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`)
}

interface Measured {
  readonly rate: number
  readonly cpu_us: number
}

async function measure(what: string, work: () => Promise<void>): Promise<Measured> {
  const cpu = process.cpuUsage()
  const since = performance.now()
  await work()
  const rate = eventsCount / ((performance.now() - since) / 1_000)
  const { user, system } = process.cpuUsage(cpu)
  const cpu_us = (user + system) / eventsCount
  print(
    `${what.padEnd(58)} ${Math.round(rate).toLocaleString('en').padStart(8)}   ` +
      cpu_us.toFixed(0).padStart(6),
  )
  return { rate, cpu_us }
}

interface BenchedServer extends AsyncDisposable {
  readonly url: string
  readonly what: string
}

async function startServer(): Promise<BenchedServer> {
  const given = process.env['KURRENTDB_URL']
  if (given !== undefined)
    return {
      url: given,
      what: 'the server of KURRENTDB_URL',
      async [Symbol.asyncDispose]() {},
    }
  const program = fileURLToPath(new URL('../support/kurrent-stand-in/serve.ts', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  const url = /kurrentdb:\/\/\S+/.exec(line)?.[0]
  if (url === undefined) throw new Error('the stand-in did not say where it is')
  return {
    url: url.replace('kurrentdb://', `${options.client}://`),
    what: `a stand-in in a process of its own (${options.client}://), no server`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
