import { streamOf } from '@jianwei/events/envelope.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import type {
  Quarantine,
  QuarantineEntry,
  RedriveAttempt,
  RedriveResult,
  RedrivenEvent,
  Redriving,
  RefusalReason,
} from '@jianwei/events/ports/quarantine.ts'
import { CLOUD_EVENT, CLOUD_EVENT_BATCH } from '#/intake/batch-mode.ts'
import { HTTP_MESSAGE, readHttpMessage } from '#/intake/binary-mode.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import type { Charset } from '#/intake/files/charset.ts'
import { charsetOfType, columnsOfType, inUtf8Type } from '#/intake/files/kept-type.ts'
import { guarded } from '#/intake/guarded-reading.ts'
import { isTaken, type Intake } from '#/intake/intake.ts'
import { KEPT_MESSAGE, readKeptMessage } from '#/intake/kept-message.ts'
import { readEventBytes } from '#/intake/line-reading.ts'
import { recordReader } from '#/intake/mapped-records.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { refusal, type IntakeInput, type Reading } from '#/intake/reading.ts'
import { redrivenRecord } from '#/intake/redriven-record.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { Turns } from '#/lifecycle/turns.ts'

/** Who asks for it and why; both go into the log with the outcome. */
export interface RedriveOrder {
  readonly actor?: string
  readonly reason?: string
  /** Sent instead of the original: the same piece of input, as it should have been. */
  readonly repaired?: string
}

export type RedriveOutcome =
  | { readonly outcome: 'unknown' }
  /** It was taken by an earlier re-drive, or its record came in by itself, as these events. */
  | { readonly outcome: 'settled'; readonly event_ids: readonly string[] }
  /** Somebody decided that it waits no longer. */
  | { readonly outcome: 'dismissed' }
  | { readonly outcome: 'taken'; readonly events: readonly RedrivenEvent[] }
  | { readonly outcome: 'refused'; readonly reasons: readonly RefusalReason[] }

/**
 * Sends one refused input through intake again, as it was or repaired, by the schemas and the
 * mapping of now. The same repair again is answered as the first time; whatever else comes after
 * the input was taken is not sent (`settled`).
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

/** By what an entry is read again. */
export interface KnownNow extends Pick<RedriveParts, 'mappingNamed'> {
  readonly regions: RegionTable
}

type Sent = Extract<RedriveOutcome, { outcome: 'taken' | 'refused' }>

/**
 * At most one attempt of an entry is open, whatever processes send: the quarantine begins no other.
 * Whoever finds one open ends it as it was asked for, whether its process was killed or is only
 * slower. The log takes the same input once, and the first end of an attempt stands.
 */
export function createRedrive(given: RedriveParts): Redrive {
  const parts = { ...given, book: new RegionBook(given.log) }
  const { quarantine, now } = parts
  // Two people of one process do not get in each other's way.
  const turns = new Turns()
  return (quarantineId, { actor = null, reason = null, repaired }) =>
    turns.take(async () => {
      const bytes = repaired === undefined ? null : Buffer.from(repaired)
      const attempt = { at: now(), actor, reason, repaired: bytes }
      // Each round ends an attempt that somebody has asked for.
      for (;;) {
        const entry = await quarantine.get(quarantineId)
        if (entry === undefined) return { outcome: 'unknown' }
        if (entry.state === 'dismissed') return { outcome: 'dismissed' }
        if (entry.state !== 'held')
          return (
            (await sameAgain(quarantine, entry, bytes)) ?? {
              outcome: 'settled',
              event_ids: entry.event_ids,
            }
          )
        const number = await quarantine.beginRedriving(quarantineId, attempt)
        if (number !== undefined) return send(parts, entry, attempt, number)
        const open = (await attemptsOf(quarantine, quarantineId)).find(isOpen)
        if (open === undefined) continue
        const begun = { ...open, repaired: await bytesOf(quarantine, quarantineId, open) }
        const ended = await send(parts, entry, begun, open.number)
        if (isSame(begun.repaired, bytes)) return ended
      }
    })
}

async function attemptsOf(quarantine: Quarantine, id: string): Promise<readonly Redriving[]> {
  return (await quarantine.redrivings([id])).get(id) ?? []
}

function isOpen({ result }: Redriving): boolean {
  return result === null
}

/** What was sent instead of the original; null where it was the original. */
async function bytesOf(
  quarantine: Quarantine,
  id: string,
  { number, repaired_bytes_count }: Redriving,
): Promise<Uint8Array | null> {
  if (repaired_bytes_count === null) return null
  return (await quarantine.repairedBytes(id, number)) ?? null
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === null || other === null ? one === other : Buffer.compare(one, other) === 0
}

/** The answer of the repair by which the entry was taken, where this is the same one. */
async function sameAgain(
  quarantine: Quarantine,
  { quarantine_id }: QuarantineEntry,
  repaired: Uint8Array | null,
): Promise<RedriveOutcome | undefined> {
  const attempts = await attemptsOf(quarantine, quarantine_id)
  const taken = attempts.findLast(({ result }) => result?.reasons.length === 0)
  if (repaired === null || taken?.result == null) return undefined
  const bytes = await bytesOf(quarantine, quarantine_id, taken)
  return isSame(bytes, repaired) ? outcomeOf(taken.result) : undefined
}

function outcomeOf({ events, reasons }: RedriveResult): Sent {
  return reasons.length > 0 ? { outcome: 'refused', reasons } : { outcome: 'taken', events }
}

async function send(
  {
    intake,
    log,
    quarantine,
    mappingNamed,
    now,
    book,
  }: RedriveParts & { readonly book: RegionBook },
  entry: QuarantineEntry,
  attempt: RedriveAttempt,
  number: number,
): Promise<Sent> {
  const { quarantine_id } = entry
  const known = { mappingNamed, regions: await book.table() }
  const input = inputAgain(entry, attempt.repaired, known, now())
  const [results = []] = await intake.take([input])
  const at = now()
  const events = results
    .filter(isTaken)
    .map(({ event_id, status, position }) => ({ event_id, status, position }))
  const reasons = results.flatMap((result) => (isTaken(result) ? [] : result.reasons))
  const event_ids = events.map(({ event_id }) => event_id)
  // The log first: after a crash in between, the next re-drive ends this one, finds duplicates and
  // settles the entry.
  await appendOne(log, streamOf('quarantine', quarantine_id), 'any', [
    redrivenRecord(quarantine_id, event_ids, reasons, attempt, at),
  ])
  const result = { events, reasons }
  const isFirst = await quarantine.settle(quarantine_id, {
    ended: { number, result },
    state: reasons.length > 0 ? { state: 'held' } : { state: 'redriven', at, event_ids },
    // The reasons of an entry are those of its original.
    ...(reasons.length > 0 && attempt.repaired === null ? { reasons } : {}),
  })
  if (isFirst) return outcomeOf(result)
  const ended = (await attemptsOf(quarantine, quarantine_id)).find((one) => one.number === number)
  return outcomeOf(ended?.result ?? result)
}

/** An entry, or what is sent in its place, read by the schemas and mappings of now. */
export function inputAgain(
  entry: QuarantineEntry,
  repaired: Uint8Array | null,
  known: KnownNow,
  at: Instant,
): IntakeInput {
  const { quarantine_id, origin } = entry
  const bytes = repaired ?? entry.bytes
  // A repair is written as text, whatever the encoding of the file was.
  const isRepaired = repaired !== null
  const content_type = isRepaired ? inUtf8Type(entry.content_type) : entry.content_type
  const charset = isRepaired ? 'utf-8' : charsetOfType(entry.content_type)
  const reading = guarded(entry.source, () =>
    readAgain({ ...entry, content_type, bytes }, charset, known, futureBound(at)),
  )
  return { reading, origin, content_type, bytes, quarantine_id }
}

function readAgain(
  entry: QuarantineEntry,
  charset: Charset | undefined,
  { mappingNamed, regions }: KnownNow,
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
    const { encoding } = mapping.input
    const own = encoding === 'detected' ? 'utf-8' : encoding
    const reader = recordReader(mapping, columnsOfType(contentType) ?? [], charset ?? own, regions)
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
  const isOfTwo = reading.record.changes === undefined && reasons.some(isIdReused)
  if (isOfTwo) return { ok: true, events: reading.events }
  return { ...reading, record: { ...reading.record, kept_since: received_at } }
}

function isIdReused({ code }: RefusalReason): boolean {
  return code === 'ID_REUSED'
}
