/**
 * What the sentinel appends when a rule is evaluated over everybody for the first time: an entry of
 * the ledger for each warning, and an alert for each of them; beside bare SQLite appends of the
 * same events in the same run. Prints entries/s, their ratios and processor time, part by part.
 * Run: `npm run bench:bulk [-- --warnings N]`.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '14'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { warningIdOf } from '@jianwei/projections/rules/rule.ts'
import { NOTHING_ALERTED, raiseAlerts } from '@jianwei/services/alerting/alerting.ts'
import { SilencesAsKnown } from '@jianwei/services/alerting/silences-as-known.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { openStores } from '@jianwei/services/all-in-one/stores.ts'
import { appendDecided } from '@jianwei/services/commands/handle-commands.ts'
import { ledgerDifference, WARNINGS_LEDGER } from '@jianwei/services/evaluation/ledger.ts'
import { placedEntries } from '@jianwei/services/evaluation/placed-entries.ts'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { appendsOf } from '#/support/log/province-events.ts'
import { someEvent } from '#/support/log/events.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { bareSqliteSeconds, projectAll } from './raw-limits.ts'
import { timed, type Timed } from './rules/measure.ts'

const { options } = readCommandLine({
  call: 'npm run bench:bulk --',
  does: 'Measures entries of the ledger and alerts appended in bulk, beside bare SQLite appends.',
  options: { warnings: ['warnings, each of another subject, that open an alert each', '20000'] },
})
const warnings = Number(options.warnings)
const APPENDS_MAX = 1_000
const AIM_PER_SECOND = 10_000
const RULE = ruleWith({
  id: 'bench-bulk',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 1, window: '30 days' },
  // Each opens an alert of its own.
  alerting: { storm: { more_than: 100_000, within: '1 hour' } },
})

await using folder = await temporaryFolder('bench-bulk')
await using stores = await openStores(readConfig({ JIANWEI_DATA: join(folder.path, 'data') }))
const { log, warehouse } = stores
const facts = Array.from({ length: warnings }, (_, at) =>
  someEvent({ id: `bulk-${at}`, subject_id: `bench:${at}` }),
)
await appendAll(facts)
await projectAll(stores)
print(`${cpus().length} cores, Node ${process.version}, ${warnings} warnings, load ${loadNow()}`)

const ledger = await measureLedger()
await projectAll(stores)
const alerts = await measureAlerts()
const of = async (type: string): Promise<readonly string[]> =>
  (await eventsOf(log, type)).map((event) => JSON.stringify(event))
for (const [what, done, type] of [
  ['entries', ledger, 'WarningRaised'],
  ['alerts', alerts, 'AlertRaised'],
] as const) {
  await using raw = await temporaryFolder('bench-raw')
  const lines = await of(type)
  if (lines.length !== warnings) throw new Error(`${lines.length} × ${type}, not ${warnings}`)
  const bare = await bareSqliteSeconds(raw.path, lines)
  const [rate, bareRate] = [(warnings * 1_000) / done.ms, warnings / bare]
  print(
    `bare SQLite appends of the ${what}: ${perSecond(bareRate)}; ` +
      `ours is ${(rate / bareRate).toFixed(3)} of it; aim, ${perSecond(AIM_PER_SECOND)}: ` +
      (rate >= AIM_PER_SECOND ? 'reached' : 'NOT reached'),
  )
}

/** As a pass of the sentinel over one rule does it. */
async function measureLedger(): Promise<Timed<void>> {
  const found = facts.map(({ subject_id, event_id, occurred_at }) => ({
    warning_id: warningIdOf(RULE, subject_id, event_id),
    subject_id,
    anchor: event_id,
    anchor_at: occurred_at,
    evidence: [event_id],
  }))
  const boundary = { position: await log.head(), clock: stores.clock.now() }
  const parts: Timed<unknown>[] = []
  const part = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = await timed(work)
    parts.push(done)
    return done.result
  }
  const whole = await timed(async () => {
    const appends = await part(async () =>
      ledgerDifference(found, [], { rule: RULE, boundary, ledger: WARNINGS_LEDGER }),
    )
    const placed = await part(() => placedEntries(stores, appends, boundary.position))
    await part(async () => {
      for (let from = 0; from < placed.length; from += APPENDS_MAX)
        await appendDecided(log, placed.slice(from, from + APPENDS_MAX))
    })
  })
  tell('entries of the ledger', whole)
  for (const [at, name] of ['decided', 'placed', 'appended'].entries())
    tell(`  of it ${name}`, parts[at]!)
  return whole
}

async function measureAlerts(): Promise<Timed<unknown>> {
  const silences = new SilencesAsKnown(warehouse)
  const { signal } = new AbortController()
  const position = await log.head()
  const upTo = { position, recorded_at: stores.clock.now() }
  const done = await timed(() =>
    raiseAlerts({ log, warehouse, rules: [RULE], silences, signal }, NOTHING_ALERTED, upTo),
  )
  tell('alerts', done)
  return done
}

async function appendAll(events: typeof facts): Promise<void> {
  for (let from = 0; from < events.length; from += APPENDS_MAX)
    await log.append(appendsOf(events.slice(from, from + APPENDS_MAX)))
}

async function eventsOf(from: EventLog, type: string): Promise<readonly RecordedEvent[]> {
  const { signal } = new AbortController()
  const follow = { signal, batch_events_max: 5_000, until: 'head', types: [type] } as const
  return (await Array.fromAsync(from.follow('start', follow))).flatMap(({ events }) => events)
}

function tell(what: string, { ms, cpu_ms }: Timed<unknown>): void {
  const each = ((cpu_ms * 1_000) / warnings).toFixed(0)
  print(`${what.padEnd(22)} ${perSecond((warnings * 1_000) / ms)}, ${each} µs of processor each`)
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en').padStart(7)}/s`
}

function loadNow(): string {
  return loadavg()[0]?.toFixed(1) ?? 'unknown'
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
