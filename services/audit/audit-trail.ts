import {
  AuditRead,
  DeliveryMade,
  DossierRead,
  PersonalDataUnmasked,
  PersonalNumberSearched,
} from '@jianwei/events/audit/events.ts'
import { recordEvent, streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'

const AUDIT_SOURCE = 'jianwei:audit'
/** What all of the audit is about: it is no part of the history of whom it names. */
const AUDIT_SUBJECT = 'platform:audit'

/** Records of one append. */
const BATCH_RECORDS_MAX = 1_000
/** Records of requests in hand; beyond it requests are refused. */
const WAITING_RECORDS_MAX = 10_000
/** Readings of an hour that are known to be on record. */
const KNOWN_MAX = 20_000
/** `2026-03-10T01`: an instant up to its hour. */
const HOUR_CHARACTERS = 13

const DEFINITIONS = {
  DossierRead,
  AuditRead,
  PersonalDataUnmasked,
  PersonalNumberSearched,
  DeliveryMade,
}

export type AuditRecord =
  | { readonly type: 'DossierRead'; readonly data: DossierRead }
  | { readonly type: 'AuditRead'; readonly data: AuditRead }
  | { readonly type: 'PersonalDataUnmasked'; readonly data: PersonalDataUnmasked }
  | { readonly type: 'PersonalNumberSearched'; readonly data: PersonalNumberSearched }
  | { readonly type: 'DeliveryMade'; readonly data: DeliveryMade }

interface Waiting {
  readonly event: NewEvent
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export interface AuditParts {
  readonly log: EventLog
  readonly now: () => Instant
  /** Told of each reading: whether it was written down, or was on record for the hour already. */
  readonly onReading?: (outcome: 'recorded' | 'repeated') => void
}

/**
 * Writes down what was looked at and handed over. What it says is durable when it resolves, so an
 * answer that waits for it never goes out unrecorded. Records of requests at the same time share an
 * append. Throws LogUnavailable where the log cannot take them, and StreamConflict.
 */
export class AuditTrail {
  readonly #parts: AuditParts
  readonly #waiting: Waiting[] = []
  #writing = false
  #hour = ''
  readonly #known = new Set<string>()

  constructor(parts: AuditParts) {
    this.#parts = parts
  }

  /**
   * Somebody reads something: on record once for each who, what and where in an hour, also after a
   * restart and from several processes, because its identity says no more. `region`: where what is
   * read lies, null where it lies nowhere. Asked only where the reading is not on record yet.
   */
  async reading(
    record: Extract<AuditRecord, { readonly type: 'DossierRead' | 'AuditRead' }>,
    region: string | null | (() => Promise<string | null>),
  ): Promise<void> {
    const { now, onReading } = this.#parts
    const at = now()
    const id = derivedId('audit-reading', at.slice(0, HOUR_CHARACTERS), identityOf(record))
    if (this.#isKnown(at, id)) return onReading?.('repeated')
    await this.#append(record, id, typeof region === 'function' ? await region() : region, at)
    if (this.#known.size < KNOWN_MAX) this.#known.add(id)
    onReading?.('recorded')
  }

  /**
   * Somebody did something that is on record each time. `id` is the same whenever the same thing is
   * said again, and names nobody.
   */
  async act(
    record: Exclude<AuditRecord, { readonly type: 'DossierRead' | 'AuditRead' }>,
    { id, region }: { readonly id: string; readonly region: string | null },
  ): Promise<void> {
    await this.#append(record, `${record.type}#${id}`, region, this.#parts.now())
  }

  #isKnown(at: Instant, id: string): boolean {
    const hour = at.slice(0, HOUR_CHARACTERS)
    if (hour !== this.#hour) {
      this.#hour = hour
      this.#known.clear()
    }
    return this.#known.has(id)
  }

  async #append(
    { type, data }: AuditRecord,
    id: string,
    region: string | null,
    occurred_at: Instant,
  ): Promise<void> {
    const event = recordEvent({
      type,
      schema_version: DEFINITIONS[type].schema_version,
      source: AUDIT_SOURCE,
      id,
      subject_id: AUDIT_SUBJECT,
      region,
      occurred_at,
      causation_id: null,
      data,
    })
    if (this.#waiting.length >= WAITING_RECORDS_MAX)
      throw new LogUnavailable('too many records of the audit wait to be written')
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject })
      if (!this.#writing) void this.#write()
    })
  }

  /** Rejects nothing: each record tells who waits for it. */
  async #write(): Promise<void> {
    this.#writing = true
    // What comes while one append runs goes with the next.
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH_RECORDS_MAX)
      try {
        const events = batch.map(({ event }) => event)
        await appendOne(this.#parts.log, streamOfDay(events), 'any', events)
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#writing = false
  }
}

/** A stream a day: nobody reads them one by one, and none grows for ever. */
function streamOfDay([first]: readonly NewEvent[]) {
  return streamOf('audit', first?.occurred_at.slice(0, 'yyyy-mm-dd'.length) ?? '')
}

/** Who read what by which address, and why; not by which roles, which may change meanwhile. */
function identityOf(
  record: Extract<AuditRecord, { readonly type: 'DossierRead' | 'AuditRead' }>,
): string {
  const { actor, address } = record.data
  return record.type === 'AuditRead'
    ? JSON.stringify([actor, address, record.data.filter])
    : JSON.stringify([
        actor,
        address,
        record.data.object_kind,
        record.data.object,
        record.data.part,
        record.data.purpose,
      ])
}
