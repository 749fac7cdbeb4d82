import { streamOf, type RecordedEvent, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { LogLossAccepted } from '@jianwei/events/log/events.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import type { LogLoss } from '#/start-checks/log-loss.ts'

const SOURCE = 'jianwei:log'
const LOSSES = streamOf('log', 'losses')

/** What was written to a file before the loss was accepted. */
export interface LossExport {
  readonly file: string
  readonly hash: string
}

export interface LossAcceptance {
  /** Null where nothing but the log's own file tells of the loss. */
  readonly loss: LogLoss | null
  /** Transactions of the log's file that could not be read. */
  readonly cut_transactions: number
  readonly exported: LossExport | null
  readonly actor: string
  readonly reason: string
}

/** Records that somebody goes on without what is gone. The same loss is recorded once. */
export async function recordAcceptance(
  log: EventLog,
  acceptance: LossAcceptance,
  now: Instant,
): Promise<void> {
  const { loss, cut_transactions, exported, actor, reason } = acceptance
  const data = {
    events: loss?.events ?? 0,
    facts: loss?.facts ?? 0,
    records: loss?.records ?? 0,
    common_position: loss?.common?.position ?? 0,
    ...(loss === null ? {} : positionsOf(loss)),
    ...(cut_transactions === 0 ? {} : { cut_transactions }),
    ...(exported === null ? {} : { exported_to: exported.file, export_hash: exported.hash }),
    actor,
    reason,
  }
  const event = recordEvent({
    type: LogLossAccepted.type,
    schema_version: LogLossAccepted.schema_version,
    source: SOURCE,
    id: loss === null ? `cut:${now}` : `loss:${loss.first.event_id}:${loss.last.event_id}`,
    subject_id: platformSubject('platform', 'log'),
    region: null,
    occurred_at: now,
    causation_id: null,
    data: LogLossAccepted.data.parse(data),
  })
  await appendOne(log, LOSSES, 'any', [event])
}

function positionsOf({ first, last }: LogLoss): Partial<Record<keyof LogLossAccepted, unknown>> {
  return {
    first_position: first.position,
    last_position: last.position,
    last_event_id: last.event_id,
    ...(first.recorded_at === null ? {} : { recorded_from: first.recorded_at }),
    ...(last.recorded_at === null ? {} : { recorded_to: last.recorded_at }),
  }
}

/**
 * The event by which this loss was accepted; undefined when nobody has. A loss that reaches further
 * back is another one.
 */
export async function acceptanceOf(
  log: Pick<EventLog, 'read'>,
  loss: LogLoss,
): Promise<RecordedEvent | undefined> {
  let found: RecordedEvent | undefined
  for await (const event of log.read(LOSSES)) {
    // The catalogue parsed the data when the event was read.
    const { first_position, last_event_id } = event.data as LogLossAccepted
    if (last_event_id === loss.last.event_id && (first_position ?? Infinity) <= loss.first.position)
      found = event
  }
  return found
}
