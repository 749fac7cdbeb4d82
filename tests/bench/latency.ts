/**
 * From a fact to its alert in the list of the API, every service in a process of its own as it is
 * operated, over the stand-in of the event store and the embedded engine behind HTTP, each in a
 * process of its own too; or all in one process, as `npm start` has them. At rest, and while facts
 * about others come in at a steady rate, sent by this process. Each company has nine complaints;
 * the tenth completes an alert and is what is measured. Only its rule is published, and the others
 * are about companies with one complaint each; or forty rules of all kinds beside it, and the
 * others are a province's stream. Prints p50 and p99 of each stage, beside them the cheapest answer
 * over HTTP at the same moments, the processor time of all processes and the machine's load. Run:
 * `npm run bench:latency [-- --alerts N --rate N --log sqlite --processes one --rules forty]`.
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
import { draftPacks } from '@jianwei/services/rules/draft-packs.ts'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { untilAtRest } from '#/kept-data/answers.ts'
import { WarehouseBehindGate } from '#/support/faults/behind-gate.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess, type ServiceName } from '#/support/program/service-process.ts'
import { consumersOf, simulatedStream, startBenchedServer } from './benched-server.ts'
import { childrenMs } from './processor-time.ts'
import { fortyRuleFiles } from './rules/forty-rules.ts'
import { quantile } from './rules/measure.ts'

const { options } = readCommandLine({
  call: 'npm run bench:latency --',
  does: 'Measures from a fact to its alert in the list, in separate processes or in one.',
  options: {
    alerts: ['alerts that are measured at rest, and again under load', '30'],
    rate: ['facts a second about others while it is measured again; 0 for none', '500'],
    log: [
      'kurrent for the stand-in of the event store, sqlite for a file that all share',
      'kurrent',
    ],
    processes: ['many, or one: the whole program, over a file', 'many'],
    rules: ['one, or forty of all kinds beside it', 'one'],
    subjects: ['of the province whose stream the load is', '200000'],
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
const PORT = 18_325
const isOne = options.processes === 'one'
const hasForty = options.rules === 'forty'
const AIMS_MS = isOne ? { p50: 250, p99: 800 } : { p50: Infinity, p99: 1_000 }
/** Nobody waits longer for an alert; it counts as one that never came. */
const GIVEN_UP_MS = 30_000
/** As many facts are made for the load. */
const SECONDS_EACH_MAX = (REST_MS + 2 * GIVEN_UP_MS) / 1_000

await using folder = await temporaryFolder('bench-latency')
await using running = new AsyncDisposableStack()
const log = isOne || options.log === 'sqlite' ? null : await standInProcess()
running.defer(() => log?.stop())
const warehouse = isOne
  ? null
  : running.use(await WarehouseBehindGate.start(join(folder.path, 'warehouse'), {}))

const envOf = (name: string): Readonly<Record<string, string>> => ({
  // Of an event store each process keeps an index of its own.
  JIANWEI_DATA: log === null ? folder.path : join(folder.path, name),
  RULES_PUBLISHED: RULE,
  ...(warehouse === null ? {} : { WAREHOUSE_URL: warehouse.url }),
  ...(log === null ? {} : { LOG_URL: log.url }),
})
const clock = systemClock()
const own = running.use(await openLog(readConfig(envOf('bench')).log, { clock }))
if (hasForty) await draftPacks(own.log, fortyRuleFiles(), { publish: 'all', now: clock.now() })
const { intake, server } = await (isOne ? programInOne() : programInMany())

/** When the log first showed what of which subject, in milliseconds of the monotonic clock. */
const seen = new Map<string, number>()
const following = new AbortController()
const follower = (async () => {
  const types = ['WarningRaised', 'AlertRaised']
  const follow = { signal: following.signal, batch_events_max: 1_000, types }
  for await (const { events } of own.log.follow('start', follow)) {
    for (const { type, subject_id, data } of events)
      if (data['rule_id'] === RULE) seen.set(`${type} ${subject_id}`, performance.now())
  }
})()

print(
  `${cpus().length} cores; log: ${log === null ? 'sqlite' : 'kurrent'}; ${alerts} alerts; ` +
    `${options.processes} of processes, ${hasForty ? '40 rules and one' : 'one rule'}`,
)
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
  // A load that fails ends the bench.
  await Promise.race([report(`at ${rate} facts/s`, subjects.slice(alerts, 2 * alerts)), load])
  loading.abort()
  const { sent, seconds } = await load
  print(`  posted beside: ${sent} facts, ${Math.round(sent / seconds)} a second`)
  const behind = (await consumersOf(server)).map(
    ({ name, position, head }) => `${name} ${head - position} of ${head}`,
  )
  print(`  behind in the end: ${behind.join(', ')}`)
}
following.abort()
await follower

interface Origins {
  readonly intake: string
  readonly server: string
}

async function programInOne(): Promise<Origins> {
  const env = envOf('start')
  const { base } = running.use(await startBenchedServer(PORT, { folder: folder.path, env }))
  return { intake: base, server: base }
}

async function programInMany(): Promise<Origins> {
  const started = (name: ServiceName): ServiceProcess =>
    running.use(new ServiceProcess(name, envOf(name)))
  const projector = started('projector')
  await projector.until(() => (projector.role === 'active' ? true : undefined))
  const sentinel = started('sentinel')
  await sentinel.until(() => (sentinel.role === 'active' ? true : undefined))
  const intake = await started('intake').origin()
  return { intake, server: await started('server').origin() }
}

interface Stages {
  /** The cheapest answer there is, just before. */
  readonly cheapest: number
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
  for (const stage of ['cheapest', 'answered', 'warning', 'alert', 'listed'] as const)
    print(`  ${stage.padEnd(9)} ${percentiles(found.map((one) => one[stage]))}`)
  const spent = (childrenMs() - begun) / measured.length
  print(
    `  processor of all processes: ${Math.round(spent)} ms a fact with the rest before it; ` +
      `load ${loadavg()
        .map((load) => load.toFixed(1))
        .join(' ')}`,
  )
  const listed = found.map((one) => one.listed)
  const [p50, p99] = [quantile(listed, 0.5), quantile(listed, 0.99)]
  const cheapest = quantile(
    found.map((one) => one.cheapest),
    0.5,
  )
  print(`  p50 is ${(p50 / cheapest).toFixed(0)} times that of the cheapest answer`)
  const isReached = p50 <= AIMS_MS.p50 && p99 <= AIMS_MS.p99
  print(
    `  aim, p50 within ${AIMS_MS.p50} and p99 within ${AIMS_MS.p99} ms: ` +
      (isReached ? 'reached' : 'NOT reached'),
  )
}

async function measure(subject: string): Promise<Stages> {
  const asked = performance.now()
  await (await fetch(`${server}/health/live`)).arrayBuffer()
  const begun = performance.now()
  await post([complaint(subject, 0)])
  const answered = performance.now() - begun
  const gaveUp = begun + GIVEN_UP_MS
  // Nobody asks for what is not there yet: that would measure the asking.
  while (!seen.has(`AlertRaised ${subject}`) && performance.now() < gaveUp) await sleep(LOOK_MS)
  let isListed: boolean
  while (!(isListed = await hasAlert(subject)) && performance.now() < gaveUp) await sleep(LOOK_MS)
  const listed = isListed ? performance.now() - begun : Infinity
  const since = (what: string): number => (seen.get(`${what} ${subject}`) ?? Infinity) - begun
  return {
    cheapest: begun - asked,
    answered,
    warning: since('WarningRaised'),
    alert: since('AlertRaised'),
    listed,
  }
}

async function hasAlert(subject: string): Promise<boolean> {
  const query = new URLSearchParams({ subject_id: subject, rule_id: RULE })
  const answer = await fetchAsAdministrator(`${server}/v1/alerts?${query.toString()}`)
  if (!answer.ok) throw new Error(await answer.text())
  // What the API says of lists.
  const { items } = (await answer.json()) as { readonly items: readonly unknown[] }
  return items.length > 0
}

interface Posted {
  readonly sent: number
  readonly seconds: number
}

async function keepPosting(signal: AbortSignal): Promise<Posted> {
  const size = Math.ceil(rate / POSTS_PER_SECOND)
  const lines = factsAboutOthers()
  const begun = performance.now()
  let sent = 0
  for (let batch = 0; !signal.aborted; batch += 1) {
    await sleep(Math.max(0, begun + (batch * 1_000) / POSTS_PER_SECOND - performance.now()))
    await postLines(Array.from({ length: size }, () => nextOf(lines)))
    sent += size
  }
  return { sent, seconds: (performance.now() - begun) / 1_000 }
}

function nextOf(lines: Iterator<string, void, void>): string {
  const next = lines.next()
  if (next.done === true) throw new RangeError('the load ended before what is measured')
  return next.value
}

/** A province's; where one rule is published, about companies that never have enough complaints. */
function* factsAboutOthers(): Generator<string, void, void> {
  if (hasForty) yield* simulatedStream(rate * alerts * SECONDS_EACH_MAX, Number(options.subjects))
  else for (let n = 100_000; ; n += 1) yield JSON.stringify(complaint(subjectOf(n), 0))
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

function post(events: readonly object[]): Promise<void> {
  return postLines(events.map((event) => JSON.stringify(event)))
}

async function postLines(lines: readonly string[]): Promise<void> {
  const answer = await fetchAsAdministrator(`${intake}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => `${line}\n`).join(''),
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
  const shown = (share: number): string => String(Math.round(quantile(values, share))).padStart(6)
  return `p50 ${shown(0.5)}   p99 ${shown(0.99)}   max ${shown(1)}`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
