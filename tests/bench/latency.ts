/**
 * From a fact to its alert in the list of the API, every service in a process of its own as it is
 * operated, over the stand-in of the event store and the embedded engine behind HTTP, each in a
 * process of its own too: at rest, and while facts about others come in at a steady rate. Each
 * company has nine complaints; the tenth completes an alert and is what is measured. Prints p50 and
 * p99 of each stage, the processor time of all processes and the machine's load; the aim is p99
 * within a second. Run: `npm run bench:latency [-- --alerts N --rate N --log sqlite]`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { openLog } from '@jianwei/services/composition/open-log.ts'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { untilAtRest } from '#/kept-data/answers.ts'
import { WarehouseBehindGate } from '#/support/faults/behind-gate.ts'
import { eventually } from '#/support/hang.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess, type ServiceName } from '#/support/program/service-process.ts'
import { childrenMs } from './processor-time.ts'

const { options } = readCommandLine({
  call: 'npm run bench:latency --',
  does: 'Measures from a fact to its alert in the list, in separate processes.',
  options: {
    alerts: ['alerts that are measured at rest, and again under load', '30'],
    rate: ['facts a second about others while it is measured again; 0 for none', '500'],
    log: [
      'kurrent for the stand-in of the event store, sqlite for a file that all share',
      'kurrent',
    ],
  },
})
const alerts = Number(options.alerts)
const rate = Number(options.rate)

const RULE = 'concentrated-complaints'
const COMPLAINTS_FOR_AN_ALERT = 10
const LOOK_MS = 10
/** Between two that are measured, so that each finds everything at rest. */
const REST_MS = 1_500
const POSTS_PER_SECOND = 10
const AIM_MS = 1_000

await using folder = await temporaryFolder('bench-latency')
await using warehouse = await WarehouseBehindGate.start(join(folder.path, 'warehouse'), {})
const log = options.log === 'sqlite' ? null : await standInProcess()
await using running = new AsyncDisposableStack()
running.defer(() => log?.stop())

const envOf = (name: string): Readonly<Record<string, string>> => ({
  // Of an event store each process keeps an index of its own.
  JIANWEI_DATA: log === null ? folder.path : join(folder.path, name),
  WAREHOUSE_URL: warehouse.url,
  RULES_PUBLISHED: RULE,
  ...(log === null ? {} : { LOG_URL: log.url }),
})
const started = (name: ServiceName): ServiceProcess =>
  running.use(new ServiceProcess(name, envOf(name)))

const projector = started('projector')
await projector.until(() => (projector.role === 'active' ? true : undefined))
const sentinel = started('sentinel')
await sentinel.until(() => (sentinel.role === 'active' ? true : undefined))
const intake = await started('intake').origin()
const server = await started('server').origin()
const own = running.use(await openLog(readConfig(envOf('bench')).log, { clock: systemClock() }))

/** When the log first showed what of which subject, in milliseconds of the monotonic clock. */
const seen = new Map<string, number>()
const following = new AbortController()
const follower = (async () => {
  const types = ['WarningRaised', 'AlertRaised']
  const follow = { signal: following.signal, batch_events_max: 1_000, types }
  for await (const { events } of own.log.follow('start', follow)) {
    for (const { type, subject_id } of events) seen.set(`${type} ${subject_id}`, performance.now())
  }
})()

print(`${cpus().length} cores; log: ${options.log}; ${alerts} alerts`)
const subjects = Array.from({ length: 2 * alerts + 1 }, (_, at) => subjectOf(at))
await post(
  subjects.flatMap((subject) =>
    Array.from({ length: COMPLAINTS_FOR_AN_ALERT - 1 }, (_, n) => complaint(subject, n + 1)),
  ),
)
await untilAtRest(server)
// What happens once after a start.
await measure(subjects.at(-1) ?? '')
await report('at rest', subjects.slice(0, alerts))
if (rate > 0) {
  const loading = new AbortController()
  const load = keepPosting(loading.signal)
  await report(`at ${rate} facts/s`, subjects.slice(alerts, 2 * alerts))
  loading.abort()
  print(`  posted beside: ${await load} facts`)
}
following.abort()
await follower

interface Stages {
  readonly answered: number
  readonly warning: number
  readonly alert: number
  readonly listed: number
}

async function report(when: string, measured: readonly string[]): Promise<void> {
  const found: Stages[] = []
  const begun = childrenMs()
  for (const subject of measured) {
    await sleep(REST_MS)
    found.push(await measure(subject))
  }
  print(`${when}, from the POST of the fact until, in ms:`)
  for (const stage of ['answered', 'warning', 'alert', 'listed'] as const)
    print(`  ${stage.padEnd(9)} ${percentiles(found.map((one) => one[stage]))}`)
  const spent = (childrenMs() - begun) / measured.length
  print(
    `  processor of all processes: ${Math.round(spent)} ms a fact with the rest before it; ` +
      `load ${loadavg()
        .map((load) => load.toFixed(1))
        .join(' ')}`,
  )
  const p99 = at(
    found.map(({ listed }) => listed),
    0.99,
  )
  print(`  aim, p99 within ${AIM_MS} ms: ${p99 <= AIM_MS ? 'reached' : 'NOT reached'}`)
}

async function measure(subject: string): Promise<Stages> {
  const begun = performance.now()
  await post([complaint(subject, 0)])
  const answered = performance.now() - begun
  const query = new URLSearchParams({ subject_id: subject })
  await eventually(
    async () => {
      const answer = await fetchAsAdministrator(`${server}/v1/alerts?${query.toString()}`)
      if (!answer.ok) throw new Error(await answer.text())
      const { items } = (await answer.json()) as { readonly items: readonly unknown[] }
      if (items.length > 0) return true
      await sleep(LOOK_MS)
      return undefined
    },
    () => `no alert about ${subject}`,
  )
  const listed = performance.now() - begun
  const since = (what: string): number => (seen.get(`${what} ${subject}`) ?? Infinity) - begun
  return { answered, warning: since('WarningRaised'), alert: since('AlertRaised'), listed }
}

/** About companies that never have enough complaints. Gives how many were sent. */
async function keepPosting(signal: AbortSignal): Promise<number> {
  const size = Math.ceil(rate / POSTS_PER_SECOND)
  const begun = performance.now()
  let sent = 0
  for (let batch = 0; !signal.aborted; batch += 1) {
    await sleep(Math.max(0, begun + (batch * 1_000) / POSTS_PER_SECOND - performance.now()))
    await post(
      Array.from({ length: size }, (_, n) => complaint(subjectOf(100_000 + batch * size + n), 0)),
    )
    sent += size
  }
  return sent
}

function subjectOf(at: number): string {
  return `bench:company-${at}`
}

function complaint(subject: string, n: number): object {
  return {
    specversion: '1.0',
    id: `${subject}-${n}`,
    source: 'urn:example:market-bureau',
    type: 'ComplaintReceived',
    subject,
    time: new Date(Date.UTC(2026, 2, 1 + n, 1, 30)).toISOString(),
    region: '330203',
    data: { complaint_number: `TS-${subject}-${n}` },
  }
}

async function post(events: readonly object[]): Promise<void> {
  const answer = await fetchAsAdministrator(`${intake}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  })
  const text = await answer.text()
  if (!answer.ok || text.includes('"status":"quarantined"'))
    throw new Error(`refused: ${text.slice(0, 500)}`)
}

async function standInProcess(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const program = fileURLToPath(new URL('../support/kurrent-stand-in/serve.ts', import.meta.url))
  const child = spawn('node', [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  const [url] = /kurrentdb:\/\/\S+/.exec(line) ?? []
  if (url === undefined) throw new Error(`the stand-in says ${line}`)
  return {
    url,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

function percentiles(values: readonly number[]): string {
  const shown = (share: number): string => String(Math.round(at(values, share))).padStart(6)
  return `p50 ${shown(0.5)}   p99 ${shown(0.99)}   max ${shown(1)}`
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.ceil((sorted.length - 1) * share)] ?? 0
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
