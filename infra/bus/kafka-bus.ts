import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import type { Admin, Consumer, EachBatchPayload, Kafka, Producer, SASLOptions } from 'kafkajs'
import type { EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import type {
  ConsumeOptions,
  MessageBus,
  OutgoingMessage,
  PartitionLag,
} from '@jianwei/events/ports/message-bus.ts'
import { logClientEntry, type BusLogger } from '#/bus/client-log.ts'
import { busMessage, publishRuns, topicMessages } from '#/bus/client-messages.ts'
import { checkBrokers } from '#/bus/broker-check.ts'
import { busError, isClientError, isElecting, passes } from '#/bus/kafka-errors.ts'
import type { BusAccess } from '#/bus/bus-access.ts'
import { lz4Codec } from '#/bus/lz4-codec.ts'
import { useUpNegativeTimeoutWarning } from '#/bus/negative-timeout-warning.ts'
import { takeBatch, type PartitionBatch } from '#/bus/partition-batch.ts'
import { snappyCodec } from '#/bus/snappy-codec.ts'
import { zstdCodec } from '#/bus/zstd-codec.ts'

/**
 * Reasons for settings: `infra/decisions` and the client's issues 1720, 1566 (long batches), 1694
 * (size of batches).
 */
const CONSUMER = {
  // A member that was killed holds its partitions for so long. Heartbeats come every second, also
  // during a long slice.
  sessionTimeout: 10_000,
  rebalanceTimeout: 60_000,
  // Every occasion is one for a heartbeat: each answer of a broker, and our own timer during a
  // slice. The client would compare the time of day with that of its last one, and after a clock
  // was set back say nothing until that time comes again; the group puts it out for it.
  heartbeatInterval: Number.NEGATIVE_INFINITY,
  // Also the longest time that a quiet member takes to notice a rebalance, during which the whole
  // group stands still.
  maxWaitTimeInMs: 250,
  maxBytesPerPartition: 1024 * 1024,
  maxBytes: 8 * 1024 * 1024,
}
const PRODUCER = {
  idempotent: true,
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
  createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
}
/** About 10 s in all, in short steps: a broker that answers again is found soon. */
const RETRY = { initialRetryTime: 200, maxRetryTime: 2_000, retries: 8 }
const CONNECTION_TIMEOUT_MS = 5_000
const ELECTIONS_MAX = 20
const ASK_TRIES_MAX = 25
const ASK_RETRY_MS = 200

export interface KafkaBusOptions {
  readonly access: BusAccess
  readonly client_id: string
  /** Partitions that `consume` handles at the same time. */
  readonly partitions_concurrent_max: number
  readonly logger: BusLogger
}

/** What is asked of the brokers before work begins. */
export interface BusCheck {
  readonly topics: readonly TopicSettings[]
  readonly group: string
}

export interface TopicSettings {
  readonly topic: string
  readonly partitions: number
  readonly replicas: number
}

/**
 * Apache Kafka 3.9 and 4. All compressions are read; what is published is not compressed, so that
 * every consumer can read it.
 */
export class KafkaBus implements MessageBus {
  readonly #kafka: Kafka
  /** Only this file sees it: callers know topics and groups by their own names. */
  readonly #prefix: string
  readonly #access: BusAccess
  readonly #partitionsConcurrentMax: number
  #producer: Promise<Producer> | undefined
  #admin: Promise<Admin> | undefined

  constructor({ access, client_id, partitions_concurrent_max, logger }: KafkaBusOptions) {
    useUpNegativeTimeoutWarning()
    registerCodecs()
    this.#prefix = access.prefix
    this.#access = access
    this.#partitionsConcurrentMax = partitions_concurrent_max
    this.#kafka = new kafkajs.Kafka({
      brokers: [...access.brokers],
      clientId: client_id,
      ssl: access.tls,
      // The client's type tells the mechanisms apart; these three have the same fields.
      ...(access.sasl === undefined ? {} : { sasl: access.sasl as SASLOptions }),
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      retry: RETRY,
      logCreator: () => (entry) => logClientEntry(logger, entry),
    })
  }

  async consume(options: ConsumeOptions): Promise<void> {
    // A crash ends the call, and whoever supervises it starts a new one, unless only the group's
    // place on the cluster moves.
    let elections = 0
    const consumer = this.#kafka.consumer({
      groupId: this.#wire(options.group),
      ...CONSUMER,
      retry: {
        ...RETRY,
        restartOnFailure: async (error) =>
          !options.signal.aborted && isElecting(error) && elections++ < ELECTIONS_MAX,
      },
    })
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
    // Both may come before the run below is awaited.
    ended.catch(() => {})
    const stop = () => resolve()
    options.signal.addEventListener('abort', stop, { once: true })
    // A start of the client's own after a crash ends with one of these two.
    let restarting: PromiseWithResolvers<void> | undefined
    consumer.on('consumer.group_join', () => restarting?.resolve())
    consumer.on('consumer.crash', ({ payload }) => {
      restarting?.resolve()
      restarting = payload.restart ? Promise.withResolvers() : undefined
      if (!payload.restart) reject(busError(payload.error))
    })
    try {
      if (options.signal.aborted) return
      await consumer.connect()
      await consumer.subscribe({
        topics: options.topics.map((topic) => this.#wire(topic)),
        fromBeginning: true,
      })
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: this.#partitionsConcurrentMax,
        eachBatch: batchTaker(consumer, this.#prefix, options, reject),
      })
      await ended
    } catch (error) {
      throw busError(error)
    } finally {
      options.signal.removeEventListener('abort', stop)
      // A member that joined after this would hold partitions that nobody takes from. It counts as
      // one that can leave in the turn after it has joined.
      if (restarting !== undefined) await restarting.promise.then(() => sleep(0))
      await consumer.disconnect().catch(() => {})
    }
  }

  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    for (const run of publishRuns(messages)) {
      const producer = await this.#connectedProducer()
      try {
        await producer.sendBatch({ topicMessages: topicMessages(run, this.#prefix), acks: -1 })
      } catch (error) {
        // An idempotent producer that lost count refuses everything from then on.
        this.#producer = undefined
        await producer.disconnect().catch(() => {})
        throw busError(error)
      }
    }
  }

  lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    return this.#ask(async (admin) => {
      const lags: PartitionLag[] = []
      const names = topics.map((topic) => this.#wire(topic))
      for (const { topic, partitions } of await admin.fetchOffsets({
        groupId: this.#wire(group),
        topics: names,
      })) {
        const next = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]))
        for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
          const at = { next: next.get(partition) ?? -1, low: Number(low), high: Number(high) }
          lags.push(lagOf(topic.slice(this.#prefix.length), partition, at))
        }
      }
      return lags
    })
  }

  /**
   * Makes those that are absent, and resolves when all can be used; existing ones stay as they are.
   */
  createTopics(topics: readonly TopicSettings[]): Promise<void> {
    return this.#ask(async (admin) => {
      const existing = new Set(await admin.listTopics())
      const absent = topics.filter(({ topic }) => !existing.has(this.#wire(topic)))
      if (absent.length > 0) {
        const wanted = absent.map(({ topic, partitions, replicas }) => ({
          topic: this.#wire(topic),
          numPartitions: partitions,
          replicationFactor: replicas,
        }))
        await admin.createTopics({ waitForLeaders: false, topics: wanted })
      }
      // A new topic exists before its leaders answer.
      for (const { topic } of topics) await admin.fetchTopicOffsets(this.#wire(topic))
    })
  }

  /**
   * Asks the brokers for what taking from these topics and publishing to them will need. Makes
   * nothing, sends nothing, and throws nothing.
   */
  async check(wanted: BusCheck): Promise<readonly EngineFinding[]> {
    const { brokers, tls, sasl } = this.#access
    const retry = { ...RETRY, retries: 1 }
    const admin = this.#kafka.admin({ retry })
    const wire = new Map(wanted.topics.map((one) => [this.#wire(one.topic), one]))
    try {
      return await checkBrokers(
        {
          brokers: async () => {
            await admin.connect()
            return (await admin.describeCluster()).brokers.length
          },
          existing: () => admin.listTopics(),
          tryCreating: async (topics) => {
            const asked = topics.map((topic) => ({
              topic,
              numPartitions: wire.get(topic)?.partitions ?? 1,
              replicationFactor: wire.get(topic)?.replicas ?? 1,
            }))
            await admin.createTopics({ validateOnly: true, waitForLeaders: false, topics: asked })
          },
          ends: async (topic) => void (await admin.fetchTopicOffsets(topic)),
          groupOffsets: async (topics) =>
            void (await admin.fetchOffsets({
              groupId: this.#wire(wanted.group),
              topics: [...topics],
            })),
          produce: async () => {
            const producer = this.#kafka.producer({ ...PRODUCER, retry })
            try {
              await producer.connect()
            } finally {
              await producer.disconnect().catch(() => {})
            }
          },
        },
        {
          address: brokers.join(','),
          username: sasl?.username ?? null,
          tls,
          topics: [...wire.keys()],
          group: this.#wire(wanted.group),
        },
      )
    } finally {
      await admin.disconnect().catch(() => {})
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const clients = [this.#producer, this.#admin]
    this.#producer = undefined
    this.#admin = undefined
    // A client that never connected has nothing to close.
    for (const client of clients)
      await client?.then((connected) => connected.disconnect()).catch(() => {})
  }

  /** Questions change nothing, so they are put again while the cluster rearranges itself. */
  async #ask<Answer>(question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    const admin = await this.#connectedAdmin()
    for (let tried = 1; ; tried++) {
      try {
        return await question(admin)
      } catch (error) {
        if (tried === ASK_TRIES_MAX || !passes(error)) throw busError(error)
        await sleep(ASK_RETRY_MS)
      }
    }
  }

  #wire(name: string): string {
    return `${this.#prefix}${name}`
  }

  #connectedProducer(): Promise<Producer> {
    this.#producer ??= connected(this.#kafka.producer(PRODUCER))
    this.#producer.catch(() => (this.#producer = undefined))
    return this.#producer
  }

  #connectedAdmin(): Promise<Admin> {
    this.#admin ??= connected(this.#kafka.admin())
    this.#admin.catch(() => (this.#admin = undefined))
    return this.#admin
  }
}

/**
 * The client keeps its codecs for the whole process; without them one foreign batch would end the
 * consumer.
 */
function registerCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  CompressionCodecs[CompressionTypes.Snappy] = () => snappyCodec
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4Codec
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstdCodec
}

async function connected<Client extends { connect(): Promise<void> }>(
  client: Client,
): Promise<Client> {
  try {
    await client.connect()
    return client
  } catch (error) {
    throw busError(error)
  }
}

function batchTaker(
  consumer: Consumer,
  prefix: string,
  options: ConsumeOptions,
  fail: (error: unknown) => void,
) {
  let generation = 0
  let failed = false
  consumer.on('consumer.group_join', () => {
    generation += 1
  })
  return async (payload: EachBatchPayload): Promise<void> => {
    if (failed) return
    const joined = generation
    try {
      await takeBatch(
        partitionBatch(payload, prefix, () => joined === generation),
        options,
      )
    } catch (error) {
      // Of the client's own errors it knows best what follows: to join again, to try again, to
      // crash.
      if (isClientError(error)) throw error
      failed = true
      fail(error)
    }
  }
}

function partitionBatch(
  payload: EachBatchPayload,
  prefix: string,
  sameGeneration: () => boolean,
): PartitionBatch {
  const { topic, partition } = payload.batch
  return {
    messages: payload.batch.messages.map((message) =>
      busMessage(topic.slice(prefix.length), partition, message),
    ),
    last_offset: Number(payload.batch.lastOffset()),
    isRunning: () => payload.isRunning(),
    isOwned: () => !payload.isStale() && sameGeneration(),
    heartbeat: () => payload.heartbeat(),
    pause: () => payload.pause(),
    async commit(offset) {
      const next = String(offset + 1)
      await payload.commitOffsetsIfNecessary({
        topics: [{ topic, partitions: [{ partition, offset: next }] }],
      })
      payload.resolveOffset(String(offset))
    },
  }
}

function lagOf(
  topic: string,
  partition: number,
  at: { next: number; low: number; high: number },
): PartitionLag {
  return {
    topic,
    partition,
    next_offset: at.next < 0 ? null : at.next,
    end_offset: at.high,
    lag_messages: Math.max(0, at.high - Math.max(at.next, at.low)),
  }
}
