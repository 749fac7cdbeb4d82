import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Quarantine, QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { deadLetterTopicOf, inboundTopics, outboundTopics } from '@jianwei/events/topics.ts'
import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { SqliteQuarantine } from '@jianwei/infra/log/sqlite-quarantine.ts'
import { createIntake, type Intake } from '@jianwei/services/intake/intake.ts'
import {
  INTAKE_GROUP,
  runKafkaIntake,
  type KafkaIntakeParts,
} from '@jianwei/services/intake/kafka-consumer.ts'
import { HANG_MS } from '#/support/hang.ts'
import { testBus } from '#/support/kafka/test-bus.ts'

const PARTITIONS = 4
const POLL_MS = 50

/** Intake between a part of the brokers of its own and a new SQLite log. `clock.now` may be set. */
export interface IntakeStation extends AsyncDisposable {
  /** Before topics and groups on the wire. */
  readonly prefix: string
  readonly bus: KafkaBus
  readonly log: EventLog
  readonly quarantine: Quarantine
  readonly checkpoints: CheckpointStore
  readonly intake: Intake
  readonly clock: { now: Instant }
  /** What `runKafkaIntake` needs, until the signal aborts. */
  parts(signal: AbortSignal): KafkaIntakeParts
  /** Runs intake until everything on the inbound topics is taken. */
  takeAll(): Promise<void>
  /** Everything in the log from the source, by position. */
  eventsOf(source: string): Promise<RecordedEvent[]>
  refusals(): Promise<readonly QuarantineEntry[]>
}

export const INBOUND = inboundTopics.map(({ name }) => name)
export const DEAD_LETTERS = INBOUND.map(deadLetterTopicOf)

export async function openIntakeStation(brokers: string): Promise<IntakeStation> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-station-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const clock = { now: '2026-11-01T00:00:00.000Z' as Instant }
  const database = opened.use(SqliteDatabase.open(join(folder, 'log.db')))
  const log = opened.use(
    new SqliteEventLog(database, { clock: { now: () => clock.now }, parse: parseRecorded }),
  )
  const quarantine = opened.use(new SqliteQuarantine(database))
  const checkpoints = opened.use(new SqliteCheckpointStore(database))
  const prefix = `t${randomUUID().slice(0, 8)}.`
  const bus = opened.use(testBus(brokers, prefix))
  const topics = [...INBOUND, ...DEAD_LETTERS, ...outboundTopics.map(({ name }) => name)]
  await bus.createTopics(topics.map((topic) => ({ topic, partitions: PARTITIONS, replicas: 1 })))
  const now = () => clock.now
  const intake = createIntake({ log, quarantine, now })
  const parts = (signal: AbortSignal): KafkaIntakeParts => ({ bus, intake, now, signal })
  const closing = opened.move()
  return {
    prefix,
    bus,
    log,
    quarantine,
    checkpoints,
    intake,
    clock,
    parts,
    async takeAll() {
      const done = new AbortController()
      const running = runKafkaIntake(parts(done.signal))
      await Promise.race([running, nothingLeft(bus)]).finally(() => done.abort())
      await running
    },
    async eventsOf(source) {
      const follow = {
        signal: AbortSignal.timeout(HANG_MS),
        batch_events_max: 1_000,
        until: 'head',
      } as const
      const batches = await Array.fromAsync(log.follow('start', follow))
      return batches.flatMap(({ events }) => events.filter((event) => event.source === source))
    },
    async refusals() {
      return (await quarantine.list({ limit: 1_000 })).entries
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** Resolves when the intake group has taken everything on the inbound topics. */
export async function nothingLeft(bus: KafkaBus): Promise<void> {
  for (;;) {
    const lags = await bus.lag(INTAKE_GROUP, INBOUND)
    if (lags.every(({ lag_messages }) => lag_messages === 0)) return
    await sleep(POLL_MS)
  }
}
