/**
 * From a real Kafka to durable in the log to queryable in the warehouse, each service in a process
 * of its own, beside the raw limit of each engine with the same events in the same run: a bare
 * consumer, bare appends, bare inserts over HTTP. Prints events/s, their ratios, and how long an
 * event takes at a steady rate. The log is SQLite; the warehouse is the embedded engine behind
 * HTTP. Run: `npm run bench:engines [-- --events N --rate N --seconds N]`, with KAFKA_BROKERS or
 * Java 17 and Maven.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '16'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { startBroker } from '#/support/kafka/broker-of-tests.ts'
import { toldEngine } from '#/support/runner/engine-notes.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { makeTopics } from '@jianwei/services/composition/open-bus.ts'
import { openLog, type LogStores } from '@jianwei/services/composition/open-log.ts'
import { readConfig, type Config } from '@jianwei/services/all-in-one/config.ts'
import { loadProjectorRecord } from '@jianwei/services/projector/progress.ts'
import { WarehouseBehindGate } from '#/support/faults/behind-gate.ts'
import { testBus } from '#/support/kafka/test-bus.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { bareConsumerSeconds, bareInsertSeconds } from './raw-engines.ts'
import { bareSqliteSeconds } from './raw-limits.ts'
import { differentMessages, publishSteadily, type SentBatch } from './steady-messages.ts'

const { options } = readCommandLine({
  call: 'npm run bench:engines --',
  does:
    'Measures from a real Kafka to queryable, ' +
    'beside the raw limit of each engine in the same run. ' +
    'Needs KAFKA_BROKERS, or Java 17 and Maven.',
  options: {
    events: ['events that wait in Kafka', '100000'],
    rate: ['events a second, for how long one takes', '1000'],
    seconds: ['how long at this rate', '15'],
  },
})
const eventsCount = Number(options.events)
const rate = Number(options.rate)
const seconds = Number(options.seconds)
const PUBLISH_MESSAGES = 2_000
const LOOK_MS = 10
const AIM = 0.5
const SEED = 5

const messages = differentMessages(eventsCount + rate * seconds, SEED)
const bulk = messages.slice(0, eventsCount)
const steady = messages.slice(eventsCount)
const lines = bulk.map(({ value }) => Buffer.from(value ?? []).toString())
const bytes = lines.reduce((sum, line) => sum + line.length, 0)

await using broker = process.env['KAFKA_BROKERS'] === undefined ? await startBroker() : null
await using folder = await temporaryFolder('bench-engines')
await using warehouse = await WarehouseBehindGate.start(join(folder.path, 'warehouse'), {})
const brokers = process.env['KAFKA_BROKERS'] ?? broker?.address ?? ''
const env = {
  JIANWEI_DATA: folder.path,
  KAFKA_BROKERS: brokers,
  KAFKA_PREFIX: `bench${Date.now()}.`,
  WAREHOUSE_URL: warehouse.url,
}
const config = readConfig(env)
await using bus = testBus(brokers, env.KAFKA_PREFIX)
print(
  `${cpus().length} cores; ${broker === null ? brokers : toldEngine(broker.note)}; ` +
    `${bulk.length} events of ${Math.round(bytes / bulk.length)} bytes`,
)

await makeTopics(bus, busOf(config))
for (let from = 0; from < bulk.length; from += PUBLISH_MESSAGES)
  await bus.publish(bulk.slice(from, from + PUBLISH_MESSAGES))

const raw = {
  consumer: bulk.length / (await bareConsumerSeconds(brokers, env.KAFKA_PREFIX, bulk.length)),
  appends: bulk.length / (await bareSqliteSeconds(folder.path, lines)),
  inserts: bulk.length / (await bareInsertSeconds(config.warehouse, lines)),
}
const slowest = Math.min(...Object.values(raw))
print(`bare kafkajs consumer        ${perSecond(raw.consumer)}`)
print(`bare SQLite appends          ${perSecond(raw.appends)}`)
print(`bare inserts over HTTP       ${perSecond(raw.inserts)}`)

await using stores = await openLog(config.log, { clock: systemClock() })
await using projector = new ServiceProcess('projector', env)
await projector.until(() => (projector.role === 'active' ? true : undefined))
await using intake = new ServiceProcess('intake', env)
await intake.origin()
const measured = await measureBulk(stores)
print(`Kafka to durable in the log  ${perSecond(measured.durable)}  ${ratios(measured.durable)}`)
print(
  `Kafka to queryable           ${perSecond(measured.queryable)}  ${ratios(measured.queryable)}`,
)
const reached = measured.queryable >= slowest * AIM
print(
  `aim, ${AIM} of the slowest engine: ${reached ? 'reached' : 'NOT reached'} ` +
    `(${(measured.queryable / slowest).toFixed(2)})`,
)
await measureSteady(stores)

/** From the first event in the log, so that the start of the processes does not count. */
async function measureBulk(
  log: LogStores,
): Promise<{ readonly durable: number; readonly queryable: number }> {
  const first = await when(async () => {
    const head = await log.log.head()
    return head > 0 ? { head, at: performance.now() } : undefined
  })
  const rateSince = (at: number): number => (1000 * (bulk.length - first.head)) / (at - first.at)
  const durableAt = await when(async () =>
    (await log.log.head()) >= bulk.length ? performance.now() : undefined,
  )
  const queryableAt = await when(async () =>
    (await projected(log)) >= bulk.length ? performance.now() : undefined,
  )
  return { durable: rateSince(durableAt), queryable: rateSince(queryableAt) }
}

/**
 * At a steady rate: from the call to the producer until the log, and then the projector's record,
 * is beyond an event.
 */
async function measureSteady(log: LogStores): Promise<void> {
  const sent: SentBatch[] = []
  const looks: { readonly at: number; readonly head: number; readonly projected: number }[] = []
  const total = bulk.length + steady.length
  const publishing = publishSteadily(bus, steady, rate, (batch) => sent.push(batch))
  do {
    await sleep(LOOK_MS)
    looks.push({
      head: await log.log.head(),
      projected: await projected(log),
      at: performance.now(),
    })
  } while ((looks.at(-1)?.projected ?? 0) < total)
  await publishing
  const places = await positionsOf(log, sent)
  const durable: number[] = []
  const queryable: number[] = []
  for (const { place, sent_at } of places) {
    durable.push((looks.find(({ head }) => head >= place)?.at ?? Infinity) - sent_at)
    queryable.push((looks.find(({ projected: at }) => at >= place)?.at ?? Infinity) - sent_at)
  }
  print(`at ${rate} events/s for ${seconds} s, from the producer's call:`)
  print(`  durable    ${percentiles(durable)}`)
  print(`  queryable  ${percentiles(queryable)} (as the projector's record tells everybody)`)
}

async function positionsOf(log: LogStores, sent: readonly SentBatch[]) {
  const sentAt = new Map(
    sent.flatMap(({ event_ids, at }) => event_ids.map((id) => [id, at] as const)),
  )
  const ids = [...sentAt.keys()]
  const places: { readonly place: number; readonly sent_at: number }[] = []
  for (let from = 0; from < ids.length; from += 1_000) {
    for (const { event_id, position } of await log.log.find(ids.slice(from, from + 1_000)))
      places.push({ place: position, sent_at: sentAt.get(event_id) ?? 0 })
  }
  return places
}

async function projected({ checkpoints }: LogStores): Promise<number> {
  return (await loadProjectorRecord(checkpoints)).record.committed_position
}

async function when<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(LOOK_MS)
  }
}

function ratios(value: number): string {
  const of = (name: keyof typeof raw): string => `${(value / raw[name]).toFixed(2)} of ${name}`
  return `${of('consumer')}, ${of('appends')}, ${of('inserts')}`
}

function percentiles(delays: number[]): string {
  delays.sort((one, other) => one - other)
  const at = (share: number): string =>
    `${Math.round(delays[Math.floor((delays.length - 1) * share)] ?? 0)} ms`
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`
}

function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString('en').padStart(9)} events/s`
}

function busOf({ bus: settings }: Config) {
  if (settings === null) throw new TypeError('there are brokers')
  return settings
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
