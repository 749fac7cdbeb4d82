import { streamOf, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { IMPORT_HOLD_MS } from '@jianwei/events/source/import.ts'
import type { ImportEntry } from '#/alerting/alerting-events.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'

/** Alerts of these sources wait for this attempt at an import. */
export interface ImportHold {
  readonly import_id: string
  readonly of_sources: readonly string[]
  /** When it was heard of last, by the log's clock. */
  readonly renewed_at: Instant
}

export interface LapsedHold extends ImportHold {
  readonly attempt_id: string
}

/**
 * The imports for which alerts wait, as the log tells it: its events, and the times at which it
 * recorded them.
 */
export class ImportHolds {
  readonly #holds: Map<string, ImportHold>

  /** By the ids of attempts. */
  constructor(holds: Readonly<Record<string, ImportHold>>) {
    this.#holds = new Map(Object.entries(holds))
  }

  /** The sources that some attempt holds. */
  get sources(): ReadonlySet<string> {
    return new Set([...this.#holds.values()].flatMap(({ of_sources }) => of_sources))
  }

  record(): Readonly<Record<string, ImportHold>> {
    return Object.fromEntries(this.#holds)
  }

  /**
   * Attempts of which nothing was heard for IMPORT_HOLD_MS at this time of the log. What is said
   * just then about the same import comes first: a hold that passes to the next attempt does not
   * end in between.
   */
  lapsedAt(at: Instant, said?: ImportEntry): readonly LapsedHold[] {
    const lapsed: LapsedHold[] = []
    for (const [attempt_id, hold] of this.#holds) {
      // The log's clock was put right: the time counts anew from there.
      if (at < hold.renewed_at) this.#holds.set(attempt_id, { ...hold, renewed_at: at })
      if (msOfInstant(at) - msOfInstant(hold.renewed_at) < IMPORT_HOLD_MS) continue
      if (said?.data.import_id !== hold.import_id) lapsed.push({ ...hold, attempt_id })
    }
    return lapsed
  }

  giveUp({ attempt_id }: LapsedHold): void {
    this.#holds.delete(attempt_id)
  }

  /**
   * Takes what is said about an import. Gives the hold that ended and of which the alerts must be
   * looked at.
   */
  take({ type, data, recorded_at }: ImportEntry): ImportHold | undefined {
    const hold = this.#holds.get(data.attempt_id)
    switch (type) {
      case 'ImportStarted':
      case 'ImportProgressed': {
        const { import_id, of_sources } = data
        this.#holds.set(data.attempt_id, { import_id, of_sources, renewed_at: recorded_at })
        return undefined
      }
      case 'ImportLapsed':
        // It may have been heard of again since it was given up.
        if (hold === undefined || hold.renewed_at > data.renewed_at) return undefined
        break
      case 'ImportAborted':
      case 'ImportCompleted':
        break
    }
    this.#holds.delete(data.attempt_id)
    // The attempt that took its place ends for both.
    return type === 'ImportAborted' && data.outcome === 'superseded' ? undefined : hold
  }
}

/** Tells the log that alerts wait for the attempt no longer. */
export function lapsedRecord({
  attempt_id,
  import_id,
  of_sources,
  renewed_at,
}: LapsedHold): StreamAppend {
  const [source] = of_sources
  if (source === undefined) throw new TypeError('an import has a source')
  const event = recordEvent({
    type: 'ImportLapsed',
    schema_version: 1,
    source: SENTINEL_SOURCE,
    id: `import-lapsed:${attempt_id}:${renewed_at}`,
    subject_id: platformSubject('source', source),
    region: null,
    occurred_at: instantFromMs(msOfInstant(renewed_at) + IMPORT_HOLD_MS),
    causation_id: null,
    data: { import_id, attempt_id, of_sources, renewed_at },
  })
  return { stream: streamOf('source', source), expected: 'any', events: [event] }
}
