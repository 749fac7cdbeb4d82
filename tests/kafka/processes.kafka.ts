import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { ALERTS_TOPIC, outboundTopicOf, WARNINGS_TOPIC } from '@jianwei/events/topics.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { openLog, type LogStores } from '@jianwei/services/composition/open-log.ts'
import { openWarehouse } from '@jianwei/services/composition/open-warehouse.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { PUBLISHER_CHECKPOINT } from '@jianwei/services/publisher/publisher.ts'
import { EXAMPLE_RULES } from '@jianwei/services/rules/draft-packs.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { loadSentinelRecord } from '@jianwei/services/sentinel/sentinel-record.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'
import { nothingLeft } from '#/support/kafka/intake-station.ts'
import { provinceMessages } from '#/support/kafka/province-messages.ts'
import { readAll, testBus, textMessage } from '#/support/kafka/test-bus.ts'
import { topicsMade } from '#/support/kafka/topics-made.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { expectWarningsOfBacktest } from '#/support/warehouse/warnings-of-log.ts'
import { sql } from '@jianwei/projections/sql.ts'

const brokers = inject('kafkaBrokers')
const MESSAGES = 3_000
const SEED = 11

describe.skipIf(brokers === '')('on a real Kafka', () => {
  let facade: ClickHouseFacade
  beforeAll(async () => {
    facade = await ClickHouseFacade.start()
  })
  afterAll(() => facade[Symbol.asyncDispose]())

  const prefix = (): string => `t${randomUUID().slice(0, 8)}.`

  test('the program in one process takes from the bus, publishes, and shows its lag', async () => {
    await using folder = await temporaryFolder('program')
    const env = {
      JIANWEI_DATA: folder.path,
      KAFKA_BROKERS: brokers,
      KAFKA_PREFIX: prefix(),
      KAFKA_TOPIC_PARTITIONS: '3',
    }
    await using program = new StartedProgram({ ...env, EXAMPLE_DATA: 'none' })
    const origin = await program.origin()
    await using bus = testBus(brokers, env.KAFKA_PREFIX)
    const { messages, occurrences } = provinceMessages(MESSAGES, SEED)
    await topicsMade(bus, busOf(env))
    await bus.publish(messages)
    await nothingLeft(bus)
    const metrics = await (await fetch(`${origin}/metrics`)).text()
    const labels = 'group="jianwei-intake",topic="regulation.complaint",partition="2"'
    expect(metrics).toContain(`jianwei_bus_lag_messages{${labels}} 0`)
    await using stores = await openLog(readConfig(env).log, { clock: systemClock() })
    await settled(stores)
    const events = await allEvents(stores.log)
    expect(occurrencesOf(events, occurrences)).toEqual([occurrences.size, occurrences.size])
    await published(stores)
    await expectPublished(events, bus)
    expect(await program.end('SIGTERM')).toBe(0)
  })

  test('dead letters are sent through intake again by one command, which tells what became of them', async () => {
    await using folder = await temporaryFolder('letters')
    const env = { JIANWEI_DATA: folder.path, KAFKA_BROKERS: brokers, KAFKA_PREFIX: prefix() }
    await using intake = new ServiceProcess('intake', env)
    await intake.origin()
    await using bus = testBus(brokers, env.KAFKA_PREFIX)
    await topicsMade(bus, busOf(env))
    await bus.publish([textMessage('regulation.complaint', null, '{"specversion":"1.0"}')])
    await nothingLeft(bus)
    await intake.end('SIGTERM')
    const launcher = fileURLToPath(new URL('../../services/cli/jianwei.js', import.meta.url))
    const command = ['dead-letters', 'redrive', '--actor', 'engineer', '--reason', 'try']
    const redriven = spawnSync('node', [launcher, ...command], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })
    expect(redriven).toMatchObject({ status: 4, stderr: '' })
    expect(redriven.stdout).toBe(
      '0 taken, 0 were taken before, 1 refused again, 0 not put there by intake\n',
    )
  })

  test.each(['sqlite', 'esdb'])(
    'every service in a process of its own, the log in %s: what departments sent is in the ' +
      'log once, in the warehouse once, judged and published',
    async (scheme) => {
      await using running = new AsyncDisposableStack()
      const folder = running.use(await temporaryFolder('processes'))
      const server = running.use(await KurrentStandIn.start('@eventstore/db-client'))
      const env = {
        JIANWEI_DATA: folder.path,
        LOG_URL: scheme === 'esdb' ? `esdb://127.0.0.1:${server.port}?tls=false` : '',
        KAFKA_BROKERS: brokers,
        KAFKA_PREFIX: prefix(),
        WAREHOUSE_URL: facade.warehouseUrl.replace(/jianwei$/, scheme),
      }
      const names = ['intake', 'intake', 'projector', 'sentinel', 'publisher', 'server'] as const
      const services = names.map((name) => running.use(new ServiceProcess(name, env)))
      await using bus = testBus(brokers, env.KAFKA_PREFIX)
      await topicsMade(bus, busOf(env))
      const { messages, occurrences } = provinceMessages(MESSAGES, SEED)
      await bus.publish(messages)
      await nothingLeft(bus)

      const config = readConfig(env)
      await using stores = await openLog(config.log, { clock: systemClock() })
      await using opened = await openWarehouse(config.warehouse)
      const boundary = await settled(stores)
      const events = await allEvents(stores.log)
      expect(occurrencesOf(events, occurrences)).toEqual([occurrences.size, occurrences.size])
      const rows = await opened.warehouse.query(
        sql`SELECT toUInt32(count()) AS n, toUInt32(uniqExact(position)) AS positions
          FROM events_v2`,
        { purpose: 'test:rows' },
      )
      expect(rows).toEqual([{ n: events.length, positions: events.length }])
      const rules = (await readRuleFiles(shippedRules()))
        .map(({ rule }) => rule)
        .filter(({ id }) => EXAMPLE_RULES.includes(id))
      expect(
        await expectWarningsOfBacktest(opened.warehouse, rules, events, boundary),
      ).toBeGreaterThan(0)
      await published(stores)
      await expectPublished(events, bus)

      for (const service of services) {
        const origin = await service.origin()
        expect((await fetch(`${origin}/health/live`)).status, service.name).toBe(200)
        expect((await fetch(`${origin}/health/ready`)).status, service.name).toBe(200)
        expect(await (await fetch(`${origin}/metrics`)).text(), service.name).toContain(
          'process_cpu_seconds_total',
        )
      }
      const ended = await Promise.all(services.map((service) => service.end('SIGTERM')))
      expect(ended).toEqual(services.map(() => 0))
    },
  )
})

function busOf(env: Readonly<Record<string, string>>) {
  const { bus } = readConfig(env)
  if (bus === null) throw new TypeError('there are brokers')
  return bus
}

/** Waits until the sentinel has been at the end of the log with nothing left to say. */
async function settled({ log, checkpoints }: LogStores) {
  for (;;) {
    const { record } = await loadSentinelRecord(checkpoints)
    // What a round appends is in the log before its record is saved, so a record at the end has
    // nothing behind it.
    if (record.clock !== null && record.evaluated === (await log.head()))
      return { position: record.evaluated, clock: record.clock }
    await sleep(50)
  }
}

/** The publisher saves its position after it has published something. */
async function published({ log, checkpoints }: LogStores): Promise<void> {
  const last =
    (await allEvents(log)).findLast(({ type }) => outboundTopicOf(type) !== undefined)?.position ??
    0
  for (;;) {
    const stored = await checkpoints.load(PUBLISHER_CHECKPOINT)
    if (stored !== undefined && JSON.parse(stored.value).position >= last) return
    await sleep(50)
  }
}

async function allEvents(log: EventLog): Promise<RecordedEvent[]> {
  const { signal } = new AbortController()
  const batches = log.follow('start', { signal, batch_events_max: 5_000, until: 'head' })
  return (await Array.fromAsync(batches)).flatMap(({ events }) => [...events])
}

/** How many events the log holds of those that were sent, and how many different ones. */
function occurrencesOf(
  events: readonly RecordedEvent[],
  sent: ReadonlySet<string>,
): [number, number] {
  const held = events
    .map(({ source, source_event_id }) => `${source} ${source_event_id}`)
    .filter((name) => sent.has(name))
  return [held.length, new Set(held).size]
}

async function expectPublished(
  events: readonly RecordedEvent[],
  bus: ReturnType<typeof testBus>,
): Promise<void> {
  const wanted = events.filter(({ type }) => outboundTopicOf(type) !== undefined)
  expect(wanted.length).toBeGreaterThan(0)
  const messages = await readAll(bus, [WARNINGS_TOPIC, ALERTS_TOPIC], wanted.length)
  const ids = messages.map(({ headers }) =>
    Buffer.from(headers.find(([name]) => name === 'ce_id')?.[1] ?? []).toString(),
  )
  expect(new Set(ids)).toEqual(new Set(wanted.map(({ source_event_id }) => source_event_id)))
}
