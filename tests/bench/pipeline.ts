/**
 * The whole pipeline as a department meets it: a stream posted to a running server with the shipped
 * rules. Measures events/s to durable, to queryable and to evaluated; the time from accepted to
 * queryable at a steady rate; and, in the same run, the raw limits: the same bytes in a bare SQLite
 * table, the same rows in a bare chDB table, and the projector alone. Run: `node
 * tests/bench/pipeline.ts [--events N] [--subjects N] [--rate N] [--seconds N]`
 */
process.env['UV_THREADPOOL_SIZE'] ??= '14'
import type { ChildProcess } from 'node:child_process'
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { bareChdbSeconds, bareSqliteSeconds, projectorSeconds } from './raw-limits.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { consumersOf, linesAsBody, simulatedLines, startBenchedServer } from './benched-server.ts'

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

const lines = simulatedLines(eventsCount + steadyRate * steadySeconds, subjects)
const bytes = lines.reduce((sum, line) => sum + line.length, 0)
print(
  `${cpus().length} cores; ${lines.length} lines of ${Math.round(bytes / lines.length)} ` +
    `bytes, ${subjects} subjects`,
)

await measureServer()
await measureRawLimits()

async function measureServer(): Promise<void> {
  await using server = await startBenchedServer(PORT)
  await measureBulk(server.process)
  await measureSteady()
}

/** Everything at once, as fast as the server takes it. */
async function measureBulk(server: ChildProcess): Promise<void> {
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
  print(`server's peak memory  ${await peakMegabytes(server)} MB`)
}

/**
 * At a steady rate: for each answered block, how long until the projector is beyond its last
 * position.
 */
async function measureSteady(): Promise<void> {
  const waiting: { position: number; accepted: number }[] = []
  const delays: number[] = []
  const state = { sending: true }
  const sent = post(lines.slice(eventsCount), (position, accepted) =>
    waiting.push({ position, accepted }),
  ).finally(() => (state.sending = false))
  while (state.sending || waiting.length > 0) {
    const { projector } = await consumers()
    const now = performance.now()
    while (waiting[0] !== undefined && waiting[0].position <= projector) {
      const block = waiting.shift()
      if (block !== undefined) delays.push(now - block.accepted)
    }
    await sleep(LOOK_MS)
  }
  await sent
  delays.sort((a, b) => a - b)
  const at = (share: number): string =>
    `${Math.round(delays[Math.floor((delays.length - 1) * share)] ?? 0)} ms`
  print(
    `accepted to queryable at ${steadyRate} events/s for ${steadySeconds} s: p50 ${at(0.5)}, ` +
      `p99 ${at(0.99)}, max ${at(1)}`,
  )
}

async function measureRawLimits(): Promise<void> {
  await using folder = await temporaryFolder('bench-raw')
  const sample = lines.slice(0, eventsCount)
  const sqlite = await bareSqliteSeconds(folder.path, sample)
  const projector = await projectorSeconds(folder.path, sample)
  const chdb = await bareChdbSeconds(folder.path, sample)
  print(`bare SQLite appends   ${rate(sqlite)}`)
  print(`bare chDB inserts     ${rate(chdb)}`)
  print(`projector alone       ${rate(projector)} (log to queryable, nothing else running)`)
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

async function peakMegabytes(child: ChildProcess): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1]
  return kilobytes === undefined ? 'unknown' : String(Math.round(Number(kilobytes) / 1024))
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
