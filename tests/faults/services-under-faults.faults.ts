import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { roleOf } from '@jianwei/events/catalogue.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Quarantine, QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { ALERTS_TOPIC, outboundTopicOf, WARNINGS_TOPIC } from '@jianwei/events/topics.ts'
import { missingForBroker } from '#/support/kafka/broker-of-tests.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { openLog } from '@jianwei/services/composition/open-log.ts'
import { openWarehouse } from '@jianwei/services/composition/open-warehouse.ts'
import { EXAMPLE_RULES } from '@jianwei/services/rules/draft-packs.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { faultsOn, shuffled, type FaultLengths } from '#/support/faults/fault-plan.ts'
import { startLoad, type Load, type Sent } from '#/support/faults/load.ts'
import { DISK_FULL } from '#/support/faults/operated-service.ts'
import { eventually } from '#/support/faults/patience.ts'
import { hashOf, POISON_HEADER } from '#/support/faults/report-ways.ts'
import { startServices, type ServicesUnderFaults } from '#/support/faults/services-under-faults.ts'
import { allEvents, lagOf, positionsOf, settledLook } from '#/support/faults/settling.ts'
import { whyNoSmallDisk } from '#/support/faults/small-disk.ts'
import { INBOUND } from '#/support/kafka/intake-station.ts'
import { readAll } from '#/support/kafka/test-bus.ts'
import { randomOf } from '@jianwei/tools/simulation/random.ts'
import { tablesThatDiffer, viewsThatDiffer } from '#/support/warehouse/table-counts.ts'
import { expectWarningsOfBacktest } from '#/support/warehouse/warnings-of-log.ts'
import { sql } from '@jianwei/projections/sql.ts'

const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000)
/** 0: the short form. */
const MINUTES = Number(process.env['FAULT_MINUTES'] ?? 0)
/** How long faults go on, when each has come once. */
const FAULTS_MS = MINUTES === 0 ? 90_000 : MINUTES * 60_000
const EVENTS_PER_SECOND = 120
/**
 * So long departments have something to say; in the second half of what they have, less and less of
 * it.
 */
const LOAD_SECONDS_MAX = FAULTS_MS / 1_000 + 240
const PAUSE_MS_MAX = 4_000
const LENGTHS: FaultLengths =
  MINUTES === 0
    ? { warehouse_away_ms: 8_000, disk_full_ms: 2_000, broker_away_ms_max: 1_000 }
    : { warehouse_away_ms: 60_000, disk_full_ms: 10_000, broker_away_ms_max: 15_000 }
const DISK_MEGABYTES = MINUTES === 0 ? 256 : 1_024

const noBroker = (await missingForBroker()) ?? ''
const noDisk = await whyNoSmallDisk()
if (noBroker !== '' && process.env['FAULT_TESTS'] === 'required') throw new Error(noBroker)
if (noBroker !== '') console.warn(`SKIPPED: services under faults (${noBroker})`)
if (noDisk !== '') console.warn(`SKIPPED: the full disk under the services (${noDisk})`)

describe.skipIf(noBroker !== '')('services in processes of their own, under load', () => {
  test(`come through every fault with nothing lost, nothing twice and the right warnings (FAULT_SEED=${SEED})`, async (context) => {
    console.log(`FAULT_SEED=${SEED}, every fault once and for ${FAULTS_MS / 1_000} s`)
    await using services = await startServices({
      disk_megabytes: noDisk === '' ? DISK_MEGABYTES : null,
    })
    // Nobody waits for a service that is not started again any more.
    const signal = AbortSignal.any([
      context.signal,
      ...services.operated.map(({ givenUp }) => givenUp),
    ])
    const load = startLoad({
      bus: services.bus,
      http: services.http,
      seed: SEED,
      events_per_second: EVENTS_PER_SECOND,
      events_max: EVENTS_PER_SECOND * LOAD_SECONDS_MAX,
      signal,
    })
    await untilTakingOver(services, signal, () => load.sent.over_bus > 0 && load.sent.over_http > 0)
    await runFaults(services, signal)
    await finished(load, services, signal)
    await expectNothingLost(services, load.sent, signal)
    expectFelt(services)
  })
})

/** The faults begin when events flow, so that each of them meets some. */
async function untilTakingOver(
  services: ServicesUnderFaults,
  signal: AbortSignal,
  flows: () => boolean,
) {
  await eventually(async () => (flows() ? true : undefined), {
    signal,
    describe: () => `no event flows: ${endingsOf(services)}`,
  })
}

/** Every fault once, and again, in another order each time, until the time is up. */
async function runFaults(services: ServicesUnderFaults, signal: AbortSignal): Promise<void> {
  const random = randomOf(SEED, 'faults')
  const faults = faultsOn(services, LENGTHS)
  const started = performance.now()
  const isOver = (): boolean => performance.now() - started >= FAULTS_MS
  for (let round = 1; round === 1 || !isOver(); round += 1) {
    for (const fault of shuffled(faults, random)) {
      await sleep(random.below(PAUSE_MS_MAX), undefined, { signal })
      if (round > 1 && isOver()) return
      console.log(`${secondsSince(started)} s: ${fault.name}`)
      await fault.run(random)
    }
  }
}

/** Waits until departments have everything acknowledged that they reported. */
async function finished(
  load: Load,
  services: ServicesUnderFaults,
  signal: AbortSignal,
): Promise<void> {
  const done = load.finish()
  const ended = done.then(
    () => true,
    () => true,
  )
  await eventually(() => Promise.race([ended, sleep(100).then(() => undefined)]), {
    signal,
    describe: () =>
      'departments wait for acknowledgements: ' +
      `${JSON.stringify(load.waiting())}\n${endingsOf(services)}`,
  })
  await done
}

/** A fault that nobody felt proves nothing. */
function expectFelt({ operated, disk }: ServicesUnderFaults): void {
  expect(operated.filter(({ kills }) => kills === 0).map(({ name }) => name)).toEqual([])
  const felt = ['BUS_UNAVAILABLE', 'WAREHOUSE_ERROR', ...(disk === null ? [] : [DISK_FULL])]
  expect([...setbacksOf(operated).keys()]).toEqual(expect.arrayContaining(felt))
}

async function expectNothingLost(
  services: ServicesUnderFaults,
  sent: Sent,
  signal: AbortSignal,
): Promise<void> {
  const { bus, config } = services
  await using stores = await openLog(config.log, { clock: systemClock() })
  const started = performance.now()
  let positions = 'nothing is known'
  const describe = (): string => `${positions}; ${endingsOf(services)}`
  const patience = { signal, describe }
  await eventually(async () => {
    positions = await positionsOf(bus, stores)
    return (await lagOf(bus)) === 0 ? true : undefined
  }, patience)
  const look = settledLook(stores)
  const boundary = await eventually(async () => {
    positions = await positionsOf(bus, stores)
    return look()
  }, patience)
  const events = await allEvents(stores.log)
  console.log(summary(services, sent, events, secondsSince(started)))

  await using opened = await openWarehouse(config.warehouse)
  expectEachOnce(events, sent)
  expect(await rowsOf(opened.warehouse)).toEqual({
    rows: events.length,
    positions: events.length,
    last: events.length,
  })
  expect(await tablesThatDiffer(opened.warehouse, events)).toEqual([])
  expect(await viewsThatDiffer(opened.warehouse)).toEqual([])
  await expectRefusalsQuarantined(services, stores.quarantine, events, sent)
  const rules = (await readRuleFiles(shippedRules()))
    .map(({ rule }) => rule)
    .filter(({ id }) => EXAMPLE_RULES.includes(id))
  expect(await expectWarningsOfBacktest(opened.warehouse, rules, events, boundary)).toBeGreaterThan(
    0,
  )
  await expectPublished(services, events)
}

/**
 * What was acknowledged to departments is in the log once, and nothing else that they could have
 * sent; positions have no gaps.
 */
function expectEachOnce(events: readonly RecordedEvent[], sent: Sent): void {
  expect(events.every(({ position }, index) => position === index + 1)).toBe(true)
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length)
  const reported = events.filter(
    ({ type }) => roleOf(type) === 'fact' || roleOf(type) === 'amendment',
  )
  const occurrences = reported.map(({ source, source_event_id }) => `${source} ${source_event_id}`)
  expect(occurrences).toHaveLength(sent.occurrences.size)
  expect(new Set(occurrences)).toEqual(sent.occurrences)
}

async function rowsOf(warehouse: Warehouse) {
  const [rows] = await warehouse.query(
    sql`
SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(position)) AS positions,
  toUInt32(max(position)) AS last
FROM events_v2`,
    { purpose: 'test:rows' },
  )
  return rows
}

/**
 * Over the bus every message that must be refused is an entry, under its offset; over HTTP all
 * different bytes are.
 */
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
  const overHttp = entries.flatMap(({ origin, bytes }) =>
    origin.channel === 'http' ? [hashOf(bytes)] : [],
  )
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
async function expectPublished(
  { bus }: ServicesUnderFaults,
  events: readonly RecordedEvent[],
): Promise<void> {
  const wanted = new Set(
    events
      .filter(({ type }) => outboundTopicOf(type) !== undefined)
      .map(({ source_event_id }) => source_event_id),
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
  const complaints = [...setbacksOf(operated)].map(([setback, count]) => `${setback} ${count}`)
  const ends = operated.map(({ name, endings }) => `${name} ${endings.length}`).join(', ')
  const words = operated.flatMap(({ name, endings }) =>
    endings.map((last) => `${name}: ${wordsOf(last)}`),
  )
  return [
    `${sent.occurrences.size} events and ${sent.refused_over_http.size} refusals ` +
      'over HTTP acknowledged',
    `(${sent.over_bus} messages, ${sent.over_http} lines, ${sent.repeated} repeated, ` +
      `${sent.late} late, ${sent.retried} sent again)`,
    `${events.length} events in the log; ${kills} kills; ended by themselves: ${ends}; ` +
      `settled in ${settleSeconds} s`,
    ...words,
    `complaints: ${complaints.join(', ')}; the log's clock is ${hoursAhead(events)} h ahead`,
  ].join('\n')
}

/** Why a process ended by itself, without its stacks. */
function wordsOf(lines: unknown): string {
  return JSON.stringify(lines, (name, value: unknown) => (name === 'stack' ? undefined : value))
}

function setbacksOf(operated: ServicesUnderFaults['operated']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [setback, count] of operated.flatMap((service) => [...service.setbacks]))
    counts.set(setback, (counts.get(setback) ?? 0) + count)
  return counts
}

function hoursAhead(events: readonly RecordedEvent[]): string {
  return ((Date.parse(events.at(-1)?.recorded_at ?? '') - Date.now()) / 3_600_000).toFixed(1)
}

function endingsOf({ operated }: ServicesUnderFaults): string {
  return operated
    .map(({ name, endings, process }) =>
      JSON.stringify({
        name,
        ended: endings.length,
        last: endings.at(-1),
        says: process.lines.slice(-3),
      }),
    )
    .join('\n')
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1)
}
