import { outboundTopicOf } from '@jianwei/events/topics.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import type { LogStores } from '@jianwei/services/composition/open-log.ts'
import { INTAKE_GROUP } from '@jianwei/services/intake/kafka-consumer.ts'
import { loadProjectorRecord } from '@jianwei/services/projector/progress.ts'
import { PUBLISHER_CHECKPOINT } from '@jianwei/services/publisher/publisher.ts'
import { loadSentinelRecord } from '@jianwei/services/sentinel/sentinel-record.ts'
import { INBOUND } from '#/support/kafka/intake-station.ts'

export interface Boundary {
  readonly position: Position
  readonly clock: Instant
}

/** How far everybody is, for people. */
export async function positionsOf(bus: KafkaBus, stores: LogStores): Promise<string> {
  const lag = await lagOf(bus)
  const [head, projector, sentinel] = [
    await stores.log.head(),
    (await loadProjectorRecord(stores.checkpoints)).record.committed_position,
    (await loadSentinelRecord(stores.checkpoints)).record.evaluated,
  ]
  return `${lag} messages not taken, log ${head}, projector ${projector}, sentinel ${sentinel}`
}

/** Messages that intake has not taken. */
export async function lagOf(bus: KafkaBus): Promise<number> {
  return (await bus.lag(INTAKE_GROUP, INBOUND)).reduce(
    (sum, { lag_messages }) => sum + lag_messages,
    0,
  )
}

/**
 * A look for `eventually`: the boundary once the sentinel stands at the end of the log, with
 * everything published.
 */
export function settledLook({ log, checkpoints }: LogStores): () => Promise<Boundary | undefined> {
  return async () => {
    const { record } = await loadSentinelRecord(checkpoints)
    if (record.clock === null || !(await isPublished(log, checkpoints))) return undefined
    // What a round appends is in the log before its record is saved, so a record at the end has
    // nothing behind it.
    if (record.evaluated !== (await log.head())) return undefined
    return { position: record.evaluated, clock: record.clock }
  }
}

export async function allEvents(log: EventLog): Promise<RecordedEvent[]> {
  const { signal } = new AbortController()
  const batches = log.follow('start', { signal, batch_events_max: 5_000, until: 'head' })
  return (await Array.fromAsync(batches)).flatMap(({ events }) => [...events])
}

/** The publisher saves its position after it has published something. */
async function isPublished(log: EventLog, checkpoints: LogStores['checkpoints']): Promise<boolean> {
  const last =
    (await allEvents(log)).findLast(({ type }) => outboundTopicOf(type) !== undefined)?.position ??
    0
  const stored = await checkpoints.load(PUBLISHER_CHECKPOINT)
  return stored !== undefined && JSON.parse(stored.value).position >= last
}
