import { alertDecider, type AlertCommand } from '@jianwei/events/alert/decider.ts'
import type { Alert, AlertEvent } from '@jianwei/events/alert/alert.ts'
import { streamOf, type Revision } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { recordEvent } from '@jianwei/events/record-event.ts'
import { SENTINEL_SOURCE } from '#/sentinel/warning-entries.ts'

/** Alerts of one matter follow each other: a new one opens only after the one before was closed. */
export const ALERTS_PER_MATTER_MAX = 10_000

/** One rule and one subject: what an alert gathers warnings about. */
export interface Matter {
  readonly rule_id: string
  readonly subject_id: string
}

/** What the sentinel says to the alerts of a matter, with the ledger entry that made it say so. */
export interface MatterCommand {
  readonly command: AlertCommand
  readonly at: Instant
  readonly causation_id: string
}

/** The newest alert of a matter, and what was decided about it but not yet appended. */
export class AlertOfMatter {
  readonly #matter: Matter
  readonly #region: string | null
  #ordinal: number
  #alert: Alert
  #revision: number
  readonly #heard: ReadonlySet<string>
  readonly #decided: StreamAppend[] = []

  private constructor(matter: Matter, region: string | null, newest: NewestAlert) {
    this.#matter = matter
    this.#region = region
    this.#ordinal = newest.ordinal
    this.#alert = newest.alert
    this.#revision = newest.events
    this.#heard = newest.heard
  }

  static async load(log: EventLog, matter: Matter, region: string | null): Promise<AlertOfMatter> {
    return new AlertOfMatter(matter, region, await newestAlert(log, matter))
  }

  get alert(): Alert {
    return this.#alert
  }

  get alert_id(): string {
    return alertIdOf(this.#matter, this.#ordinal)
  }

  /** Whether an alert of the matter, this one or one before it, was told of this ledger entry. */
  heardOf(entryId: string): boolean {
    return this.#heard.has(entryId)
  }

  get decided(): readonly StreamAppend[] {
    return this.#decided
  }

  /** The next alert of the matter: only sensible once this one is closed. */
  begin(): void {
    this.#ordinal += 1
    if (this.#ordinal >= ALERTS_PER_MATTER_MAX)
      throw new RangeError(`more than ${ALERTS_PER_MATTER_MAX} alerts of one matter`)
    this.#alert = alertDecider.initial
    this.#revision = 0
  }

  /** Nothing new is nothing appended, so the same command may come again. */
  decide({ command, at, causation_id }: MatterCommand): void {
    for (const event of alertDecider.decide(command, this.#alert)) {
      this.#decided.push(this.#append(event, at, causation_id))
      this.#alert = alertDecider.evolve(this.#alert, event)
      this.#revision += 1
    }
  }

  #append(event: AlertEvent, at: Instant, causationId: string): StreamAppend {
    const record = recordEvent({
      type: event.type,
      schema_version: 1,
      source: SENTINEL_SOURCE,
      id: `${this.alert_id}#${this.#revision}`,
      subject_id: this.#matter.subject_id,
      region: this.#region,
      occurred_at: at,
      causation_id: causationId,
      data: event.data,
    })
    const expected = this.#revision === 0 ? 'absent' : ((this.#revision - 1) as Revision)
    return { stream: streamOf('alert', this.alert_id), expected, events: [record] }
  }
}

/** Alerts of a matter are numbered from 0; the number is part of the identity, so that opening one twice opens one. */
export function alertIdOf(matter: Matter, ordinal: number): string {
  return derivedId('alert', matter.rule_id, matter.subject_id, String(ordinal))
}

interface NewestAlert {
  readonly ordinal: number
  readonly alert: Alert
  readonly events: number
  /** Ledger entries that alerts of the matter were told of. */
  readonly heard: ReadonlySet<string>
}

async function newestAlert(log: EventLog, matter: Matter): Promise<NewestAlert> {
  const heard = new Set<string>()
  let newest = await readAlert(log, matter, 0, heard)
  while (newest.events > 0) {
    const next = await readAlert(log, matter, newest.ordinal + 1, heard)
    if (next.events === 0) break
    newest = next
  }
  return newest
}

async function readAlert(log: EventLog, matter: Matter, ordinal: number, heard: Set<string>): Promise<NewestAlert> {
  let alert = alertDecider.initial
  let events = 0
  for await (const { type, data, causation_id } of log.read(streamOf('alert', alertIdOf(matter, ordinal)))) {
    // Streams of alerts hold alert events, parsed by the catalogue when they were read.
    alert = alertDecider.evolve(alert, { type, data } as unknown as AlertEvent)
    events += 1
    if (causation_id !== null) heard.add(causation_id)
  }
  return { ordinal, alert, events, heard }
}
