import { streamOf, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import type {
  Quarantine,
  QuarantineEntry,
  RefusalReason,
} from '@jianwei/events/ports/quarantine.ts'
import { CLOUD_EVENT, CLOUD_EVENT_BATCH } from '#/intake/batch-mode.ts'
import { HTTP_MESSAGE, readHttpMessage } from '#/intake/binary-mode.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import { guarded } from '#/intake/guarded-reading.ts'
import { isTaken, type Intake, type TakenEvent } from '#/intake/intake.ts'
import { KEPT_MESSAGE, readKeptMessage } from '#/intake/kept-message.ts'
import { readEventBytes } from '#/intake/line-reading.ts'
import { loggedReasons } from '#/intake/logged-reasons.ts'
import { columnsOfContentType, recordReader } from '#/intake/mapped-records.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { INTAKE_SOURCE } from '#/intake/quarantined-input.ts'
import { refusal, type Reading } from '#/intake/reading.ts'

/** Who asks for it and why; both go into the log with the outcome. */
export interface RedriveOrder {
  readonly actor?: string
  readonly reason?: string
}

export type RedriveOutcome =
  | { readonly outcome: 'unknown' }
  /** It was taken by an earlier re-drive, as these events. */
  | { readonly outcome: 'settled'; readonly event_ids: readonly string[] }
  | { readonly outcome: 'taken'; readonly events: readonly TakenEvent[] }
  | { readonly outcome: 'refused'; readonly reasons: readonly RefusalReason[] }

/**
 * Sends one refused input through intake again, as it was, by the schemas and the mapping of now.
 */
export type Redrive = (quarantineId: string, order: RedriveOrder) => Promise<RedriveOutcome>

export interface RedriveParts {
  readonly intake: Intake
  readonly log: EventLog
  readonly quarantine: Quarantine
  /** The mapping of that name as it is now. */
  readonly mappingNamed: (name: string) => Mapping | undefined
  readonly now: () => Instant
}

export function createRedrive({
  intake,
  log,
  quarantine,
  mappingNamed,
  now,
}: RedriveParts): Redrive {
  return async (quarantineId, order) => {
    const entry = await quarantine.get(quarantineId)
    if (entry === undefined) return { outcome: 'unknown' }
    if (entry.state === 'redriven') return { outcome: 'settled', event_ids: entry.event_ids }
    const { origin, content_type, bytes } = entry
    const reading = guarded(entry.source, () => readAgain(entry, mappingNamed, futureBound(now())))
    const [results = []] = await intake.take([{ reading, origin, content_type, bytes }])
    const at = now()
    const events = results.filter(isTaken)
    const reasons = results.flatMap((result) => (isTaken(result) ? [] : result.reasons))
    // The log first: after a crash in between, the next re-drive finds duplicates and settles the
    // entry.
    await appendOne(log, streamOf('quarantine', quarantineId), 'any', [
      record(entry, events, reasons, order, at),
    ])
    if (reasons.length > 0) {
      await quarantine.settle(quarantineId, { state: 'held' }, reasons)
      return { outcome: 'refused', reasons }
    }
    await quarantine.settle(quarantineId, {
      state: 'redriven',
      at,
      event_ids: events.map((event) => event.event_id),
    })
    return { outcome: 'taken', events }
  }
}

function readAgain(
  entry: QuarantineEntry,
  mappingNamed: (name: string) => Mapping | undefined,
  notAfter: Instant,
): Reading {
  const { origin, content_type: contentType, bytes, source } = entry
  if (origin.channel === 'file' && origin.mapping !== null) {
    const mapping = mappingNamed(origin.mapping)
    if (mapping === undefined) {
      return refusal(
        source,
        'MAPPING_UNKNOWN',
        '',
        'the mapping that this row was read by is not there any more',
      )
    }
    const reader = recordReader(mapping, columnsOfContentType(contentType) ?? [])
    const [reading] = reader.read([{ line: origin.line, bytes, cut: false }], notAfter)
    if (reading !== undefined) return asKept(reading, entry)
  }
  if (origin.channel === 'kafka' && contentType === KEPT_MESSAGE)
    return readKeptMessage(origin.topic, bytes, notAfter)
  switch (contentType) {
    case CLOUD_EVENT:
      return readEventBytes(bytes, notAfter)
    case HTTP_MESSAGE:
      return readHttpMessage(bytes, notAfter)
    case CLOUD_EVENT_BATCH:
      return refusal(
        source,
        'BATCH_UNREADABLE',
        '',
        'a batch that could not be read as a whole must be sent anew',
      )
    default:
      return refusal(source, 'CONTENT_TYPE_UNKNOWN', '', 'nothing here reads this type of content')
  }
}

/**
 * Which of two rows with one id holds is not told by driving one of them again; another row says
 * what its record was then.
 */
function asKept(reading: Reading, { reasons, received_at }: QuarantineEntry): Reading {
  if (!reading.ok || reading.record?.kind !== 'row') return reading
  if (reasons.some(({ code }) => code === 'ID_REUSED')) return { ok: true, events: reading.events }
  return { ...reading, record: { ...reading.record, kept_since: received_at } }
}

/** A refusal may happen many times and is recorded each time; being taken happens once. */
function record(
  entry: QuarantineEntry,
  events: readonly TakenEvent[],
  reasons: readonly RefusalReason[],
  order: RedriveOrder,
  at: Instant,
): ReturnType<typeof recordEvent> {
  const id = `redriven:${entry.quarantine_id}`
  return recordEvent({
    type: 'InputRedriven',
    schema_version: 2,
    source: INTAKE_SOURCE,
    id: reasons.length > 0 ? `${id}:${at}` : id,
    subject_id: platformSubject('quarantine', entry.quarantine_id),
    region: null,
    occurred_at: at,
    causation_id: null,
    data: {
      quarantine_id: entry.quarantine_id,
      event_ids: events.map((event) => event.event_id),
      ...(reasons.length > 0 ? { reasons: loggedReasons(reasons) } : {}),
      ...order,
    },
  })
}
