import { roleOf } from '@jianwei/events/catalogue.ts'
import type { NewEvent, RecordedEvent } from '@jianwei/events/envelope.ts'
import { amendedFactOf } from '@jianwei/events/fact.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { saidBy } from '#/intake/content.ts'

export type FactLog = Pick<EventLog, 'find' | 'amendmentsOf'>

/** One thing that was said of a fact. */
export class FactVersion {
  readonly event: NewEvent | RecordedEvent
  #said: string | undefined

  constructor(event: NewEvent | RecordedEvent) {
    this.event = event
  }

  /** `saidBy` of it. Most are never compared. */
  get said(): string {
    return (this.#said ??= saidBy(this.event))
  }

  /** Null where the source did not say: it was when the log takes it. */
  get reported_at(): Instant | null {
    return this.event.reported_at
  }

  /** Null of what is about to be appended. */
  get recorded_at(): Instant | null {
    return 'recorded_at' in this.event ? this.event.recorded_at : null
  }
}

const NO_VERSIONS: readonly FactVersion[] = []

/** What was said of one fact, in the order in which the log took it. */
export class FactHistory {
  /**
   * The event under the fact's id; not a fact itself where somebody took the id for something else.
   */
  readonly first: FactVersion | undefined
  readonly amendments: readonly FactVersion[]
  readonly #amendments: readonly NewEvent[]

  constructor(first: NewEvent | undefined, amendments: readonly NewEvent[]) {
    this.first = first === undefined ? undefined : new FactVersion(first)
    this.#amendments = amendments
    // Those that came before their fact and name another subject say nothing of it.
    this.amendments =
      amendments.length === 0
        ? NO_VERSIONS
        : amendments
            .filter(({ subject_id }) => first === undefined || first.subject_id === subject_id)
            .map((event) => new FactVersion(event))
  }

  /** The history itself, unless only amendments are known: then those about the subject. */
  about(subjectId: string): FactHistory {
    if (this.first !== undefined) return this
    const amendments = this.#amendments.filter(({ subject_id }) => subject_id === subjectId)
    return new FactHistory(undefined, amendments)
  }

  /** The newest: amendments rank above the first report. */
  get standing(): FactVersion | undefined {
    return this.amendments.at(-1) ?? this.first
  }

  get isOfFact(): boolean {
    return this.first === undefined || roleOf(this.first.event.type) === 'fact'
  }

  /** All of it, the first report first. */
  get versions(): readonly FactVersion[] {
    return this.first === undefined ? this.amendments : [this.first, ...this.amendments]
  }

  with(event: NewEvent): FactHistory {
    if (amendedFactOf(event) === undefined)
      return new FactHistory(this.first?.event ?? event, this.#amendments)
    return new FactHistory(this.first?.event, [...this.#amendments, event])
  }
}

const NOTHING_SAID = new FactHistory(undefined, [])
/** Ids of one look-up: the port's limit. */
const IDS_MAX = 1_000

/** What the log holds of some facts, and what is about to be appended to it. */
export class FactHistories {
  readonly #log: FactLog
  readonly #histories = new Map<EventId, FactHistory>()

  constructor(log: FactLog) {
    this.#log = log
  }

  /**
   * Facts that nobody has reported cost a look at the index, and no more; `early`: also what was
   * said of those.
   */
  async load(ids: Iterable<EventId>, early = false): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#histories.has(id))
    for (let at = 0; at < unknown.length; at += IDS_MAX) {
      await this.#loadSome(unknown.slice(at, at + IDS_MAX), early)
    }
  }

  /** Of a fact that was loaded. */
  of(id: EventId): FactHistory {
    return this.#histories.get(id) ?? NOTHING_SAID
  }

  /** What is to be appended counts as held for what follows it. */
  add(event: NewEvent): void {
    const id = amendedFactOf(event) ?? event.event_id
    this.#histories.set(id, this.of(id).with(event))
  }

  async #loadSome(ids: readonly EventId[], early: boolean): Promise<void> {
    const firsts = await this.#log.find(ids)
    const firstOf = new Map(firsts.map((event) => [event.event_id, event]))
    const asked = early ? ids : [...firstOf.keys()]
    const amendments = asked.length === 0 ? [] : await this.#log.amendmentsOf(asked)
    const amendmentsOf = Map.groupBy(amendments, (event): FactId | undefined =>
      amendedFactOf(event),
    )
    for (const id of ids) {
      const [first, amended] = [firstOf.get(id), amendmentsOf.get(id)]
      if (first !== undefined || amended !== undefined) {
        this.#histories.set(id, new FactHistory(first, amended ?? []))
      }
    }
  }
}
