import type { Position } from '@jianwei/events/envelope.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'
import {
  ALERT_EVENT_TYPES,
  AlertChanges,
  type AlertChange,
  type DomainOf,
} from '#/alert-changes/alert-changes.ts'

/*
 * One follower of the log for all who listen. It begins at the end of the log; what lies before is
 * read from the log by who asks for it, and what came since is kept for a while, so that a
 * reconnection costs nothing.
 */

/** Changes that are kept for those who come back. */
const KEPT_MAX = 10_000
const BATCH_EVENTS_MAX = 2_000

export type ChangeListener = (change: AlertChange) => void

export interface FeedLog extends Pick<EventLog, 'read' | 'follow' | 'head' | 'checkpointAt'> {}

export interface AlertFeedOptions {
  readonly kept_max?: number
  readonly domainOf?: DomainOf
}

export interface PastRange {
  readonly after: Position
  readonly until: Position
  readonly signal: AbortSignal
}

export class AlertFeed {
  readonly #log: FeedLog
  readonly #keptMax: number
  readonly #domainOf: DomainOf | undefined
  readonly #changes: AlertChanges
  readonly #listeners = new Set<ChangeListener>()
  #kept: AlertChange[] = []
  #keptAfter = 0 as Position
  #position: Position | undefined
  #checkpoint: Checkpoint | 'start' | undefined

  constructor(log: FeedLog, { kept_max = KEPT_MAX, domainOf }: AlertFeedOptions = {}) {
    this.#log = log
    this.#keptMax = kept_max
    this.#domainOf = domainOf
    this.#changes = new AlertChanges(log, domainOf)
  }

  /** All changes up to here were told; undefined before the log was reached. */
  get position(): Position | undefined {
    return this.#position
  }

  /** Tells everybody, until the signal aborts. After a failure it may be called again. */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#checkpoint === undefined) {
      const head = await this.#log.head()
      // The head is an event, or 0.
      this.#checkpoint = (await this.#log.checkpointAt(head)) ?? 'start'
      this.#keptAfter = head
      this.#position = head
    }
    for await (const batch of this.#log.follow(this.#checkpoint, {
      signal,
      batch_events_max: BATCH_EVENTS_MAX,
      types: ALERT_EVENT_TYPES,
    })) {
      const changes: AlertChange[] = []
      for (const event of batch.events) {
        const change = await this.#changes.of(event)
        if (change !== undefined) changes.push(change)
      }
      this.#checkpoint = batch.checkpoint
      this.#position = batch.events.at(-1)?.position ?? this.#position
      this.#tell(changes)
    }
  }

  /** What is kept of what came behind the position; undefined where that is not all of it. */
  since(position: Position): readonly AlertChange[] | undefined {
    if (position < this.#keptAfter) return undefined
    return this.#kept.filter((change) => change.position > position)
  }

  /** Everything from now on, until the listener is taken away. */
  listen(listener: ChangeListener): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) }
  }

  /**
   * What lies between a position and another in the log itself, in its order. Throws RangeError
   * where the log holds no event at the first.
   */
  async *past({ after, until, signal }: PastRange): AsyncGenerator<AlertChange, void, undefined> {
    if (until <= after) return
    const checkpoint = await this.#log.checkpointAt(after)
    if (checkpoint === undefined) throw new RangeError(`the log holds no event at ${after}`)
    const changes = new AlertChanges(this.#log, this.#domainOf)
    for await (const batch of this.#log.follow(checkpoint, {
      signal,
      batch_events_max: BATCH_EVENTS_MAX,
      types: ALERT_EVENT_TYPES,
      until,
    })) {
      for (const event of batch.events) {
        const change = await changes.of(event)
        if (change !== undefined) yield change
      }
    }
  }

  #tell(changes: readonly AlertChange[]): void {
    this.#kept.push(...changes)
    const surplus = this.#kept.splice(0, Math.max(0, this.#kept.length - this.#keptMax))
    this.#keptAfter = surplus.at(-1)?.position ?? this.#keptAfter
    for (const change of changes) for (const listener of this.#listeners) listener(change)
  }
}
