import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { roleOf } from '@jianwei/events/catalogue.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Quarantine, QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { ALERTS_TOPIC, outboundTopicOf, WARNINGS_TOPIC } from '@jianwei/events/topics.ts'
import { missingForMavenBroker } from '@jianwei/infra/kafka/broker-jars.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { openLog } from '@jianwei/services/composition/open-log.ts'
import { openWarehouse } from '@jianwei/services/composition/open-warehouse.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/sentinel/rule-files.ts'
import { faultsOn, shuffled } from '#/support/faults/fault-plan.ts'
import { startLoad, type Sent } from '#/support/faults/load.ts'
import { eventually } from '#/support/faults/patience.ts'
import { hashOf, POISON_HEADER } from '#/support/faults/report-ways.ts'
import { startServices, type ServicesUnderFaults } from '#/support/faults/services-under-faults.ts'
import { allEvents, lagOf, placesOf, settledLook, type Boundary } from '#/support/faults/settling.ts'
import { whyNoSmallDisk } from '#/support/faults/small-disk.ts'
import { INBOUND } from '#/support/kafka/intake-station.ts'
import { readAll } from '#/support/kafka/test-bus.ts'
import { randomOf } from '#/support/simulation/random.ts'
import { backtest } from '#/support/warnings-of-log.ts'

const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000)
/** 0: every fault once. */
const MINUTES = Number(process.env['FAULT_MINUTES'] ?? 0)
const EVENTS_PER_SECOND = 120
const SECONDS_MAX = Math.max(120, MINUTES * 60 + 180)
const PAUSE_MS_MAX = 4_000
const LENGTHS =
  MINUTES === 0
    ? { warehouse_away_ms: 4_000, disk_full_ms: 2_000, broker_away_ms_max: 1_000 }
    : { warehouse_away_ms: 60_000, disk_full_ms: 10_000, broker_away_ms_max: 15_000 }
const DISK_MEGABYTES = MINUTES === 0 ? 128 : 1_024
const SETTLE_MS_MAX = 240_000

const noBroker = (await missingForMavenBroker()) ?? ''
const noDisk = await whyNoSmallDisk()
if (noBroker !== '' && process.env['FAULT_TESTS'] === 'required') throw new Error(noBroker)
if (noBroker !== '') console.warn(`SKIPPED: services under faults (${noBroker})`)
if (noDisk !== '') console.warn(`SKIPPED: the full disk under the services (${noDisk})`)

describe.skipIf(noBroker !== '')('services in processes of their own, under load', () => {
  test(`come through every fault with nothing lost, nothing twice and the right warnings (FAULT_SEED=${SEED})`, async ({
    signal,
  }) => {
    console.log(`FAULT_SEED=${SEED}, ${MINUTES === 0 ? 'every fault once' : `${MINUTES} minutes`}`)
    await using services = await startServices({ disk_megabytes: noDisk === '' ? DISK_MEGABYTES : null })
    const load = startLoad({
      bus: services.bus,
      http: services.http,
      seed: SEED,
      events_per_second: EVENTS_PER_SECOND,
      events_max: EVENTS_PER_SECOND * SECONDS_MAX,
      signal,
    })
    await untilTakingOver(services, signal, () => load.sent.over_bus > 0 && load.sent.over_http > 0)
    await runFaults(services, signal)
    await load.finish()
    await expectNothingLost(services, load.sent, signal)
  })
})

/** The faults begin when events flow, so that each of them meets some. */
async function untilTakingOver(services: ServicesUnderFaults, signal: AbortSignal, flows: () => boolean) {
  await eventually(async () => (flows() ? true : undefined), {
    limit_ms: SETTLE_MS_MAX,
    signal,
    describe: () => `no event flows: ${endingsOf(services)}`,
  })
}

async function runFaults(services: ServicesUnderFaults, signal: AbortSignal): Promise<void> {
  const random = randomOf(SEED, 'faults')
  const faults = faultsOn(services, LENGTHS)
  const started = performance.now()
  do {
    for (const fault of shuffled(faults, random)) {
      await sleep(random.below(PAUSE_MS_MAX), undefined, { signal })
      console.log(`${secondsSince(started)} s: ${fault.name}`)
      await fault.run(random)
      if (MINUTES > 0 && performance.now() - started > MINUTES * 60_000) break
    }
  } while (performance.now() - started < MINUTES * 60_000)
}

async function expectNothingLost(services: ServicesUnderFaults, sent: Sent, signal: AbortSignal): Promise<void> {
  const { bus, config } = services
  await using stores = await openLog(config.log, { clock: systemClock() })
  const started = performance.now()
  let places = 'nothing is known'
  const describe = (): string => `${places}; ${endingsOf(services)}`
  const patience = { limit_ms: SETTLE_MS_MAX, signal, describe }
  await eventually(async () => {
    places = await placesOf(bus, stores)
    return (await lagOf(bus)) === 0 ? true : undefined
  }, patience)
  const look = settledLook(stores)
  const boundary = await eventually(async () => {
    places = await placesOf(bus, stores)
    return look()
  }, patience)
  const events = await allEvents(stores.log)
  console.log(summary(services, sent, events, secondsSince(started)))

  await using opened = await openWarehouse(config.warehouse)
  expectEachOnce(events, sent)
  expect(await rowsOf(opened.warehouse)).toEqual({ rows: events.length, places: events.length, last: events.length })
  expect(await viewsThatDiffer(opened.warehouse)).toEqual([])
  await expectRefusalsQuarantined(services, stores.quarantine, events, sent)
  const rules = (await readRuleFiles(shippedRules())).map(({ rule }) => rule)
  await expectWarnings(opened.warehouse, rules, events, boundary)
  await expectPublished(services, events)
}

/**
 * Those that stand are those that one backtest over everything finds. A warning that stands keeps the evidence it was raised with, so
 * where later facts have changed it, it is compared with a backtest at the boundary that the warning names.
 */
async function expectWarnings(
  warehouse: Warehouse,
  rules: readonly Rule[],
  events: readonly RecordedEvent[],
  boundary: Boundary,
): Promise<void> {
  const ledger = standingIn(events)
  const found = await backtest(warehouse, rules, boundary)
  expect(ledger.size).toBeGreaterThan(0)
  expect([...ledger.keys()].toSorted()).toEqual([...found.keys()])
  for (const [id, { evidence, seen }] of ledger) {
    if (evidence === found.get(id)) continue
    const atRaising = await backtest(warehouse, rules, seen)
    expect(evidence, `evidence of ${id} at ${seen.position}`).toBe(atRaising.get(id))
  }
}

interface StandingWarning {
  readonly evidence: string
  readonly seen: Boundary
}

function standingIn(events: readonly RecordedEvent[]): ReadonlyMap<string, StandingWarning> {
  const standing = new Map<string, StandingWarning>()
  for (const { type, data } of events) {
    if (type === 'WarningWithdrawn') standing.delete(String(data['warning_id']))
    if (type !== 'WarningRaised') continue
    // Events were parsed as warnings when they were read.
    const { warning_id, evidence, seen_position, clock } = data as unknown as WarningData
    const seen = { position: seen_position, clock }
    standing.set(warning_id, { evidence: evidence.toSorted().join(' '), seen })
  }
  return standing
}

interface WarningData {
  readonly warning_id: string
  readonly evidence: readonly string[]
  readonly seen_position: Boundary['position']
  readonly clock: Boundary['clock']
}

/** What was acknowledged to departments is in the log once, and nothing else that they could have sent; places have no gaps. */
function expectEachOnce(events: readonly RecordedEvent[], sent: Sent): void {
  expect(events.every(({ position }, index) => position === index + 1)).toBe(true)
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length)
  const reported = events.filter(({ type }) => roleOf(type) === 'fact' || roleOf(type) === 'amendment')
  const occurrences = reported.map(({ source, source_event_id }) => `${source} ${source_event_id}`)
  expect(occurrences).toHaveLength(sent.occurrences.size)
  expect(new Set(occurrences)).toEqual(sent.occurrences)
}

async function rowsOf(warehouse: Warehouse) {
  const [rows] = await warehouse.query(
    `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(position)) AS places, toUInt32(max(position)) AS last FROM events_v1`,
    { purpose: 'test:rows' },
  )
  return rows
}

/** What the materialized views counted, against a count of the events themselves. */
async function viewsThatDiffer(warehouse: Warehouse): Promise<readonly unknown[]> {
  return warehouse.query(
    `SELECT * FROM (
       SELECT 'daily' AS view, (SELECT sum(versions) FROM daily_counts_v1) AS counted,
         (SELECT count() FROM events_v1 WHERE version_kind IN ('original', 'correction')) AS events
       UNION ALL SELECT 'by type', (SELECT count() FROM events_by_type_v1), (SELECT count() FROM events_v1)
       UNION ALL SELECT 'ends', (SELECT count() FROM fact_ends_v1),
         (SELECT count() FROM events_v1 WHERE version_kind IN ('correction', 'retraction'))
     ) WHERE counted != events`,
    { purpose: 'test:views' },
  )
}

/** Over the bus every message that must be refused is an entry, under its place; over HTTP all different bytes are. */
async function expectRefusalsQuarantined(
  { bus }: ServicesUnderFaults,
  quarantine: Quarantine,
  events: readonly RecordedEvent[],
  sent: Sent,
): Promise<void> {
  const entries = await entriesOf(quarantine)
  const ends = await bus.lag('jianwei-intake', INBOUND)
  const messages = await readAll(
    bus,
    INBOUND,
    ends.reduce((sum, { end_offset }) => sum + end_offset, 0),
  )
  const poison = messages.filter(({ headers }) => headers.some(([name]) => name === POISON_HEADER))
  expect(poison.length).toBeGreaterThan(0)
  const overBus = entries.flatMap(({ origin }) =>
    origin.channel === 'kafka' ? [`${origin.topic} ${origin.partition} ${origin.offset}`] : [],
  )
  const overHttp = entries.flatMap(({ origin, bytes }) => (origin.channel === 'http' ? [hashOf(bytes)] : []))
  const expected = poison.map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`)
  expect(overBus.toSorted()).toEqual(expected.toSorted())
  expect(overHttp.toSorted()).toEqual([...sent.refused_over_http].toSorted())
  const recorded = events
    .filter(({ type }) => type === 'InputQuarantined')
    .map(({ data }) => String(data['quarantine_id']))
  expect(recorded.toSorted()).toEqual(entries.map(({ quarantine_id }) => quarantine_id).toSorted())
}

async function entriesOf(quarantine: Quarantine): Promise<readonly QuarantineEntry[]> {
  const entries: QuarantineEntry[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await quarantine.list({ limit: 1_000, ...(after === undefined ? {} : { after }) })
    entries.push(...page.entries)
    after = page.next
  }
  return entries
}

/** At least once, and nothing that the log does not hold. */
async function expectPublished({ bus }: ServicesUnderFaults, events: readonly RecordedEvent[]): Promise<void> {
  const wanted = new Set(
    events.filter(({ type }) => outboundTopicOf(type) !== undefined).map(({ source_event_id }) => source_event_id),
  )
  const topics = [WARNINGS_TOPIC, ALERTS_TOPIC]
  const ends = await bus.lag('nobody', topics)
  const messages = await readAll(
    bus,
    topics,
    ends.reduce((sum, { end_offset }) => sum + end_offset, 0),
  )
  const ids = messages.map(({ headers }) => {
    const [, id] = headers.find(([name]) => name === 'ce_id') ?? []
    return Buffer.from(id ?? []).toString()
  })
  expect(new Set(ids)).toEqual(wanted)
}

function summary(
  { operated }: ServicesUnderFaults,
  sent: Sent,
  events: readonly RecordedEvent[],
  settleSeconds: string,
): string {
  const kills = operated.reduce((sum, service) => sum + service.kills, 0)
  const ends = operated.map(({ name, endings }) => `${name} ${endings.length}`).join(', ')
  return [
    `${sent.occurrences.size} events and ${sent.refused_over_http.size} refusals over HTTP acknowledged`,
    `(${sent.over_bus} messages, ${sent.over_http} lines, ${sent.repeated} repeated, ${sent.late} late, ${sent.retried} sent again)`,
    `${events.length} events in the log; ${kills} kills; ended by themselves: ${ends}; settled in ${settleSeconds} s`,
    `complaints: ${setbacksOf(operated)}; the log's clock is ${hoursAhead(events)} h ahead`,
  ].join('\n')
}

function setbacksOf(operated: ServicesUnderFaults['operated']): string {
  const counts = new Map<string, number>()
  for (const [setback, count] of operated.flatMap((service) => [...service.setbacks]))
    counts.set(setback, (counts.get(setback) ?? 0) + count)
  return [...counts].map(([setback, count]) => `${setback} ${count}`).join(', ')
}

function hoursAhead(events: readonly RecordedEvent[]): string {
  return ((Date.parse(events.at(-1)?.recorded_at ?? '') - Date.now()) / 3_600_000).toFixed(1)
}

function endingsOf({ operated }: ServicesUnderFaults): string {
  return operated
    .map(({ name, endings, process }) =>
      JSON.stringify({ name, ended: endings.length, last: endings.at(-1), says: process.lines.slice(-3) }),
    )
    .join('\n')
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1)
}
