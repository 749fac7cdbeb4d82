/**
 * The whole pipeline as a department meets it: a stream posted to a running server with the shipped
 * rules. Measures events/s to durable, to queryable and to evaluated; the time from accepted to
 * queryable at a steady rate, while a minute of the clock passes; and, in the same run, the raw
 * limits: the same bytes in a bare SQLite table, the same rows in a bare chDB table, and the
 * projector alone. Run: `npm run bench -- [--events N] [--subjects N] [--rate N] [--seconds N]`
 */
process.env['UV_THREADPOOL_SIZE'] ??= '14'
import type { ChildProcess } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { bareChdbSeconds, bareSqliteSeconds, projectorSeconds } from './raw-limits.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { consumersOf, linesAsBody, simulatedLines, startBenchedServer } from './benched-server.ts'
import { processorMs } from './processor-time.ts'
import { peakMegabytes, quantile } from './rules/measure.ts'

const { options } = readCommandLine({
  call: 'npm run bench --',
  does: 'Measures the pipeline end to end, beside the raw limits of its engines in the same run.',
  options: {
    events: ['events that are posted as fast as they are taken', '200000'],
    subjects: ['subjects that they are about', '20000'],
    rate: ['events a second, for the time from accepted to queryable', '5000'],
    seconds: ['how long at this rate', '20'],
  },
})
const eventsCount = Number(options.events)
const subjects = Number(options.subjects)
const steadyRate = Number(options.rate)
const steadySeconds = Number(options.seconds)
const PORT = 18_321
const URL_BASE = `http://127.0.0.1:${PORT}`
const BLOCK_LINES = 500
const LOOK_MS = 20
const MINUTE_MS = 60_000
/** What a minute that passes may hold up is sent from this long before it to this long after. */
const AROUND_MS = 2_000
const AIM_P99_MS = 200

const lines = simulatedLines(eventsCount + steadyRate * steadySeconds, subjects)
const bytes = lines.reduce((sum, line) => sum + line.length, 0)
print(
  `${cpus().length} cores; ${lines.length} lines of ${Math.round(bytes / lines.length)} ` +
    `bytes, ${subjects} subjects`,
)

await measureRawLimits(await measureServer())

async function measureServer(): Promise<Bulk> {
  await using server = await startBenchedServer(PORT)
  const bulk = await measureBulk(server.process)
  await measureSteady(server.process)
  return bulk
}

/** Seconds until all of it was so. */
interface Bulk {
  readonly durable: number
  readonly queryable: number
  readonly evaluated: number
}

/** Everything at once, as fast as the server takes it. */
async function measureBulk(server: ChildProcess): Promise<Bulk> {
  const spentBefore = processorMs(server.pid ?? 0)
  const started = performance.now()
  const before = await consumers()
  const taken = await post(lines.slice(0, eventsCount), undefined)
  const durable = seconds(started)
  const head = before.head + taken.accepted
  const queryable = await when(started, async () => (await consumers()).projector >= head)
  const evaluated = await when(started, async () => {
    const now = await consumers()
    return now.sentinel === now.head
  })
  print(
    `accepted ${taken.accepted}, duplicate ${taken.duplicate}, quarantined ${taken.quarantined}`,
  )
  print(`HTTP to durable       ${rate(durable)}`)
  print(`HTTP to queryable     ${rate(queryable)}`)
  print(`HTTP to evaluated     ${rate(evaluated)} (all shipped rules, ledger and alerts at rest)`)
  const spent = ((processorMs(server.pid ?? 0) - spentBefore) * 1_000) / eventsCount
  print(
    `the server spent      ${spent.toFixed(1)} µs of processor an event, peak memory ` +
      `${await peakMegabytes(server.pid)} MB, load ${loadNow()}`,
  )
  return { durable, queryable, evaluated }
}

/**
 * At a steady rate: for each answered block, how long until the projector is beyond its last
 * position. A minute begins in the middle of it, or more of them do.
 */
async function measureSteady(server: ChildProcess): Promise<void> {
  const half = Math.min(steadySeconds * 500, MINUTE_MS / 2)
  await sleep((2 * MINUTE_MS - (Date.now() % MINUTE_MS) - half) % MINUTE_MS)
  const begun = Date.now()
  const before = processorMs(server.pid ?? 0)
  const waiting: { position: number; accepted: number }[] = []
  const delays: number[] = []
  const around: number[] = []
  const state = { sending: true }
  const sent = post(lines.slice(eventsCount), (position, accepted) =>
    waiting.push({ position, accepted }),
  ).finally(() => (state.sending = false))
  while (state.sending || waiting.length > 0) {
    const { projector } = await consumers()
    const now = performance.now()
    while (waiting[0] !== undefined && waiting[0].position <= projector) {
      const block = waiting.shift()
      if (block === undefined) continue
      const delay = now - block.accepted
      delays.push(delay)
      const sinceMinute = (performance.timeOrigin + block.accepted + AROUND_MS) % MINUTE_MS
      if (sinceMinute < 2 * AROUND_MS) around.push(delay)
    }
    await sleep(LOOK_MS)
  }
  await sent
  const minutes = Math.floor(Date.now() / MINUTE_MS) - Math.floor(begun / MINUTE_MS)
  const spent = (processorMs(server.pid ?? 0) - before) / (Date.now() - begun)
  const took = Math.max(steadySeconds, (Date.now() - begun) / 1_000)
  print(
    `accepted to queryable at ${steadyRate} events/s for ${steadySeconds} s ` +
      `(${Math.round((steadyRate * steadySeconds) / took)}/s were taken, ` +
      `${minutes} minutes began): ${percentiles(delays)}; ` +
      `the server spent ${spent.toFixed(2)} cores, load ${loadNow()}`,
  )
  print(`  ${AROUND_MS / 1_000} s around a minute's beginning: ${percentiles(around)}`)
  const isReached = quantile(delays, 0.99) <= AIM_P99_MS
  print(`  aim, p99 within ${AIM_P99_MS} ms: ${isReached ? 'reached' : 'NOT reached'}`)
}

function percentiles(delays: readonly number[]): string {
  const at = (share: number): string => `${Math.round(quantile(delays, share))} ms`
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`
}

function loadNow(): string {
  return loadavg()[0]?.toFixed(1) ?? 'unknown'
}

async function measureRawLimits(bulk: Bulk): Promise<void> {
  await using folder = await temporaryFolder('bench-raw')
  const sample = lines.slice(0, eventsCount)
  const sqlite = await bareSqliteSeconds(folder.path, sample)
  const projector = await projectorSeconds(folder.path, sample)
  const chdb = await bareChdbSeconds(folder.path, sample)
  print(`bare SQLite appends   ${rate(sqlite)}`)
  print(`bare chDB inserts     ${rate(chdb)}`)
  print(`projector alone       ${rate(projector)} (log to queryable, nothing else running)`)
  const ratio = (raw: number, spent: number): string => (raw / spent).toFixed(2)
  print(
    `of bare appends: durable ${ratio(sqlite, bulk.durable)}; of bare inserts: queryable ` +
      `${ratio(chdb, bulk.queryable)}, evaluated ${ratio(chdb, bulk.evaluated)}, projector alone ` +
      ratio(chdb, projector),
  )
}

interface Taken {
  readonly accepted: number
  readonly duplicate: number
  readonly quarantined: number
}

/**
 * With `onAnswered` at the steady rate, told of the last position of each piece of the answer;
 * without it at once.
 */
async function post(
  sample: readonly string[],
  onAnswered: ((position: number, at: number) => void) | undefined,
): Promise<Taken> {
  const body = linesAsBody(sample, {
    block_lines: BLOCK_LINES,
    ...(onAnswered === undefined ? {} : { per_second: steadyRate }),
  })
  const headers = { 'content-type': 'application/x-ndjson' }
  const response = await fetchAsAdministrator(`${URL_BASE}/v1/events`, {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  })
  if (response.body === null) throw new Error('the answer has no body')
  let rest = ''
  const decoder = new TextDecoder()
  for await (const piece of response.body) {
    const text = rest + decoder.decode(piece, { stream: true })
    const end = text.lastIndexOf('\n')
    rest = text.slice(end + 1)
    const position = /.*"position":(\d+)/s.exec(text.slice(Math.max(0, end - 2_000), end))?.[1]
    if (position !== undefined) onAnswered?.(Number(position), performance.now())
    const summary = /\{[^{}]*"accepted":(\d+)[^{}]*\}/.exec(text.slice(Math.max(0, end - 500)))?.[0]
    if (summary !== undefined) return JSON.parse(summary) as Taken
  }
  throw new Error('the answer has no summary')
}

interface Consumers {
  readonly head: number
  readonly projector: number
  readonly sentinel: number
}

async function consumers(): Promise<Consumers> {
  const found = await consumersOf(URL_BASE)
  const of = (name: string): number =>
    found.find((consumer) => consumer.name === name)?.position ?? 0
  return { head: found[0]?.head ?? 0, projector: of('projector'), sentinel: of('sentinel') }
}

async function when(started: number, isSo: () => Promise<boolean>): Promise<number> {
  while (!(await isSo())) await sleep(LOOK_MS)
  return seconds(started)
}

function seconds(started: number): number {
  return (performance.now() - started) / 1000
}

function rate(spent: number): string {
  return `${Math.round(eventsCount / spent)
    .toLocaleString('en')
    .padStart(9)} events/s`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
