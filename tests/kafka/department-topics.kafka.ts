import { randomUUID } from 'node:crypto'
import { Registry } from 'prom-client'
import { describe, expect, inject, test } from 'vitest'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { BusRefused, type OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { NO_TRACING } from '@jianwei/events/ports/tracing.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { jsonLinesLogger } from '@jianwei/infra/runtime/logger.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { busIntakeLoop, type BusIntakeParts } from '@jianwei/services/composition/bus-loops.ts'
import { openLog } from '@jianwei/services/composition/open-log.ts'
import type { BoundPrefix } from '@jianwei/services/intake/department-topics.ts'
import { INTAKE_GROUP } from '@jianwei/services/intake/kafka-consumer.ts'
import { eventually, HANG_MS } from '#/support/hang.ts'
import { sentEvent, type SentEvent } from '#/support/kafka/department-events.ts'
import { openIntakeStation, type IntakeStation } from '#/support/kafka/intake-station.ts'
import { readAll, testBus } from '#/support/kafka/test-bus.ts'
import { topicsMade } from '#/support/kafka/topics-made.ts'
import { runJianwei } from '#/support/program/run-jianwei.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'

const brokers = inject('kafkaBrokers')
const OWN = 'urn:department:market-bureau'
const OTHER = 'urn:department:hospital'
const SHARED_TOPIC = 'regulation.complaint'
const TOPIC = `market-bureau.${SHARED_TOPIC}`
const ACCOUNT = 'market-bureau:feed'
const BOUND: BoundPrefix = {
  prefix: 'market-bureau.',
  account: ACCOUNT,
  sends: { sources: [OWN], event_types: null, regions: null },
}
const MESSAGES = 2_000

describe.skipIf(brokers === '')('topics of a department', () => {
  test('bound while the consumer joins, released and bound again: each takes effect, and what all share goes on', async () => {
    await using station = await openIntakeStation(brokers)
    let bound: readonly BoundPrefix[] = []
    const loop = startLoop(station, () => bound)
    // The loop has only just begun.
    bound = [BOUND]
    await loop.reads(TOPIC)
    const [first, foreign] = [event(OWN, 1), event(OTHER, 2)]
    await station.bus.publish([on(TOPIC, first), on(TOPIC, foreign)])
    await taken(station.log, OWN, [first])
    await eventually(
      async () => ((await station.refusals()).length === 1 ? true : undefined),
      () => 'what another department says is not refused',
    )
    const [refused] = await station.refusals()
    expect(refused).toMatchObject({
      origin: { channel: 'kafka', topic: TOPIC },
      reasons: [{ code: 'SENDER_NOT_ALLOWED', path: 'source' }],
    })
    expect(refused?.reasons[0]?.message).toContain(`the topic ${TOPIC} may send`)
    expect(await readAll(station.bus, [`${TOPIC}.dlq`], 1)).toHaveLength(1)

    bound = []
    await loop.readsNoMore(TOPIC)
    const [unread, shared] = [event(OWN, 3), event(OTHER, 4)]
    await station.bus.publish([on(TOPIC, unread), on(SHARED_TOPIC, shared)])
    await taken(station.log, OTHER, [shared])
    expect(await idsOf(station.log, OWN)).toEqual([first.id])

    bound = [BOUND]
    await taken(station.log, OWN, [first, unread])
    expect(await station.refusals()).toHaveLength(1)
    await loop.end()
  })

  test('that the broker does not let be made are told of and left out until it does; all others are taken from', async () => {
    await using station = await openIntakeStation(brokers)
    let allowed = false
    const late = { ...BOUND, prefix: 'late.', account: 'late:feed' }
    const loop = startLoop(station, () => [late, BOUND], {
      async createTopics(topics) {
        if (!allowed && topics.some(({ topic }) => topic.startsWith(late.prefix)))
          throw new BusRefused('TOPIC_AUTHORIZATION_FAILED')
        await station.bus.createTopics(topics)
      },
    })
    await loop.reads(TOPIC)
    const [own, shared, latecomer] = [event(OWN, 1), event(OTHER, 2), event(OWN, 3)]
    await station.bus.publish([on(TOPIC, own), on(SHARED_TOPIC, shared)])
    await taken(station.log, OWN, [own])
    await taken(station.log, OTHER, [shared])
    expect(loop.lines.join('')).toContain('"prefix":"late."')
    allowed = true
    await loop.reads(`late.${SHARED_TOPIC}`)
    await station.bus.publish([on(`late.${SHARED_TOPIC}`, latecomer)])
    await taken(station.log, OWN, [own, latecomer])
    await loop.end()
  })

  test('bound by a command while intake runs, which is killed: everything is in the log or refused, once', async () => {
    await using folder = await temporaryFolder('departments')
    const env = {
      JIANWEI_DATA: folder.path,
      KAFKA_BROKERS: brokers,
      KAFKA_PREFIX: `t${randomUUID().slice(0, 8)}.`,
    }
    const config = readConfig(env)
    if (config.bus === null) throw new TypeError('there are brokers')
    await using bus = testBus(brokers, env.KAFKA_PREFIX)
    await using stores = await openLog(config.log, { clock: systemClock() })
    await topicsMade(bus, config.bus)
    const killed = new ServiceProcess('intake', env)
    await using _killed = killed
    const origin = await killed.origin()
    await bindByCommand(env)
    await eventually(
      async () => ((await metricsOf(origin)).includes(`topic="${TOPIC}"`) ? true : undefined),
      () => 'the topic is not read',
    )
    const own = Array.from({ length: MESSAGES }, (_, at) => event(OWN, at))
    const shared = Array.from({ length: MESSAGES }, (_, at) => event(OTHER, at))
    const foreign = Array.from({ length: 20 }, (_, at) => event('urn:department:fire', at))
    const messages = own.flatMap((one, at) => [
      on(TOPIC, one),
      on(SHARED_TOPIC, shared[at]!),
      ...(at % 100 === 0 ? [on(TOPIC, foreign[at / 100]!)] : []),
    ])
    const producing = (async () => {
      for (let at = 0; at < messages.length; at += 100)
        await bus.publish(messages.slice(at, at + 100))
    })()
    await eventually(
      async () => ((await idsOf(stores.log, OWN)).length > 0 ? true : undefined),
      () => 'nothing is taken from the topic',
    )
    await killed.end('SIGKILL')
    await using next = new ServiceProcess('intake', env)
    await producing
    await nothingLeftOn(bus, [TOPIC, SHARED_TOPIC])
    await taken(stores.log, OWN, own)
    await taken(stores.log, OTHER, shared)
    const { entries } = await stores.quarantine.list({ limit: 1_000 })
    expect(entries).toHaveLength(foreign.length)
    expect(new Set(entries.map(({ origin: { channel } }) => channel))).toEqual(new Set(['kafka']))
    expect(await next.end('SIGTERM')).toBe(0)
  })

  test('that cannot be made are told of and hold up no dead letter of the others', async () => {
    await using folder = await temporaryFolder('letters')
    const env = {
      JIANWEI_DATA: folder.path,
      KAFKA_BROKERS: brokers,
      KAFKA_PREFIX: `t${randomUUID().slice(0, 8)}.`,
    }
    await using bus = testBus(brokers, env.KAFKA_PREFIX)
    // A broker makes no topic whose name differs from another in this alone.
    const taken = { topic: TOPIC.replace('.', '_'), partitions: 1, replicas: 1 }
    const letters = { topic: `${SHARED_TOPIC}.dlq`, partitions: 1, replicas: 1 }
    await bus.createTopics([taken, letters])
    await bus.publish([on(letters.topic, event(OTHER, 1))])
    await bindByCommand(env)
    const { code, output } = await runJianwei(['dead-letters', 'redrive'], env)
    expect(code, output).toBe(0)
    expect(output).toContain(`"prefix":"${BOUND.prefix}"`)
    expect(output).toContain('1 not put there by intake')
  })
})

/** Opens the account of the department and binds its prefix, as an administrator does. */
async function bindByCommand(env: Readonly<Record<string, string>>): Promise<void> {
  const by = ['--actor', 'lin', '--reason', 'contract']
  for (const args of [
    ['account', 'open', ACCOUNT, '--kind', 'service'],
    ['topic', 'bind', ACCOUNT, BOUND.prefix, '--sources', OWN],
  ]) {
    const { code, output } = await runJianwei([...args, ...by], env)
    expect(code, output).toBe(0)
  }
}

interface RunningLoop {
  readonly lines: readonly string[]
  reads(topic: string): Promise<void>
  readsNoMore(topic: string): Promise<void>
  /** Ends it; fails where it failed. */
  end(): Promise<void>
}

function startLoop(
  station: IntakeStation,
  bound: () => readonly BoundPrefix[],
  changed: Partial<Pick<BusIntakeParts['bus'], 'createTopics'>> = {},
): RunningLoop {
  const { bus, clock, intake, prefix } = station
  const lines: string[] = []
  const metrics = new Registry()
  const stopping = new AbortController()
  const running = busIntakeLoop({
    bus: {
      consume: (options) => bus.consume(options),
      publish: (messages) => bus.publish(messages),
      lag: (group, topics) => bus.lag(group, topics),
      createTopics: (topics) => bus.createTopics(topics),
      ...changed,
    },
    settings: {
      access: { brokers: brokers.split(','), prefix, tls: false },
      partitions: 2,
      replicas: 1,
    },
    intake,
    now: () => clock.now,
    logger: jsonLinesLogger({
      level: 'warn',
      clock: { now: () => clock.now },
      write: (line) => lines.push(line),
    }),
    metrics,
    tracing: NO_TRACING,
    bound,
  })(stopping.signal)
  let failure: unknown
  running.catch((error: unknown) => (failure = error))
  const shown = async (topic: string, wanted: boolean): Promise<void> => {
    await eventually(
      async () => {
        if (failure !== undefined) throw failure
        const text = await metrics.metrics()
        // Without the shared one the broker has not answered.
        if (!text.includes(`topic="${SHARED_TOPIC}"`)) return undefined
        return text.includes(`topic="${topic}"`) === wanted ? true : undefined
      },
      () => `${topic} is ${wanted ? 'not ' : ''}read: ${lines.join('')}`,
    )
  }
  return {
    lines,
    reads: (topic) => shown(topic, true),
    readsNoMore: (topic) => shown(topic, false),
    async end() {
      stopping.abort()
      await running
    },
  }
}

function event(source: string, number: number): SentEvent {
  return sentEvent(source, 'ComplaintReceived', number)
}

function on(topic: string, sent: SentEvent): OutgoingMessage {
  const headers = [['content-type', Buffer.from('application/cloudevents+json')]] as const
  return {
    topic,
    key: Buffer.from(sent.subject),
    value: Buffer.from(JSON.stringify(sent)),
    headers,
  }
}

async function idsOf(log: EventLog, source: string): Promise<string[]> {
  const signal = AbortSignal.timeout(HANG_MS)
  const batches = log.follow('start', { signal, batch_events_max: 1_000, until: 'head' })
  return (await Array.fromAsync(batches)).flatMap(({ events }) =>
    events.filter((one) => one.source === source).map((one) => one.source_event_id),
  )
}

/** Waits until the log holds as many events of the source, and compares which. */
async function taken(log: EventLog, source: string, sent: readonly SentEvent[]): Promise<void> {
  const ids = await eventually(
    async () => {
      const found = await idsOf(log, source)
      return found.length >= sent.length ? found : undefined
    },
    () => `not all of ${source} is in the log`,
  )
  expect(ids.toSorted()).toEqual(sent.map(({ id }) => id).toSorted())
}

async function metricsOf(origin: string): Promise<string> {
  return (await fetch(`${origin}/metrics`)).text()
}

async function nothingLeftOn(
  bus: ReturnType<typeof testBus>,
  topics: readonly string[],
): Promise<void> {
  await eventually(
    async () => {
      const lags = await bus.lag(INTAKE_GROUP, topics)
      return lags.every(({ lag_messages }) => lag_messages === 0) ? true : undefined
    },
    () => 'messages are left on the topics',
  )
}
