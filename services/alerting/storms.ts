import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'

/** How many alerts of a rule were new in a span of the log's time. */
export interface StormCount {
  /** When the span began. */
  readonly since: Instant
  /** New alerts in it, with those that the storm took. */
  readonly alerts: number
  /** The span before it had more than the rule allows. */
  readonly goes_on: boolean
}

export type StormRecord = Readonly<Record<string, StormCount>>

/**
 * Which new alerts of a rule are too many to be alerts of their own. Spans follow each other on a
 * grid of the log's time. A storm begins with the first alert beyond what the rule allows in one,
 * and ends with a span that has no more than that. What was given to the storm is counted with the
 * rest, so that a storm does not end because it was noticed.
 */
export class Storms {
  #counts: Map<string, StormCount>

  constructor(record: StormRecord = {}) {
    this.#counts = new Map(Object.entries(record))
  }

  record(): StormRecord {
    return Object.fromEntries(this.#counts)
  }

  /** For an attempt that may be made again. */
  copy(): Storms {
    return new Storms(this.record())
  }

  become(other: Storms): void {
    this.#counts = new Map(other.#counts)
  }

  /** Counts a new alert, and says whether it belongs to a storm. */
  takes({ id, alerting: { storm } }: Rule, at: Instant): boolean {
    const span_ms = storm.within_seconds * 1_000
    const began = Math.floor(msOfInstant(at) / span_ms) * span_ms
    const before = this.#counts.get(id)
    const count = this.#countAt(before, { began, span_ms, more_than: storm.more_than })
    this.#counts.set(id, { ...count, alerts: count.alerts + 1 })
    return count.goes_on || count.alerts >= storm.more_than
  }

  /** Counts one that was dealt with before, unless its span is over. */
  heardAgain(rule: Rule, at: Instant): void {
    const since = this.#counts.get(rule.id)?.since
    if (since === undefined || at >= since) this.takes(rule, at)
  }

  #countAt(
    before: StormCount | undefined,
    at: { readonly began: number; readonly span_ms: number; readonly more_than: number },
  ): StormCount {
    const since = instantFromMs(at.began)
    if (before === undefined) return { since, alerts: 0, goes_on: false }
    // What waited for an import comes late, and counts when it comes.
    if (since <= before.since) return before
    const follows = msOfInstant(before.since) + at.span_ms === at.began
    return { since, alerts: 0, goes_on: follows && before.alerts > at.more_than }
  }
}
