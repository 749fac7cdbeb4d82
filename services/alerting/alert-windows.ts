import { msOfInstant } from '@jianwei/events/instant.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { alertingEvent, isImport, type WarningRaisedEntry } from '#/alerting/alerting-events.ts'
import type { AlertsOfKey } from '#/alerting/alerts-of-key.ts'

const FOUND_MAX = 1_000

/** Where the anchors of ledger entries lie, as the log says; each is asked for once. */
export class EntryAnchors {
  readonly #log: Pick<EventLog, 'find'>
  /** In milliseconds; null where the id is that of no ledger entry. */
  readonly #known = new Map<string, number | null>()

  constructor(log: Pick<EventLog, 'find'>) {
    this.#log = log
  }

  /** Whether an anchor of the entries, named by the ids of their events, passes the test. */
  async some(entries: readonly string[], test: (anchor: number) => boolean): Promise<boolean> {
    for (let from = 0; from < entries.length; from += FOUND_MAX) {
      const page = entries.slice(from, from + FOUND_MAX)
      await this.#ask(page.filter((id) => !this.#known.has(id)))
      const isPassed = page.some((id) => {
        const anchor = this.#known.get(id) ?? null
        return anchor !== null && test(anchor)
      })
      if (isPassed) return true
    }
    return false
  }

  async #ask(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    for (const id of ids) this.#known.set(id, null)
    // Alerts name ledger entries by the ids of their events.
    for (const event of await this.#log.find(ids as readonly EventId[])) {
      const entry = alertingEvent(event)
      if (!isImport(entry)) this.#known.set(event.event_id, msOfInstant(entry.data.anchor_at))
    }
  }
}

/**
 * Chooses the newest open alert of the key of which some warning's anchor lies within the window of
 * this one's, before or after it; false where there is none.
 */
export async function chooseWithinWindow(
  anchors: EntryAnchors,
  alerts: AlertsOfKey,
  { data }: WarningRaisedEntry,
  windowSeconds: number,
): Promise<boolean> {
  const own = msOfInstant(data.anchor_at)
  const isNear = (anchor: number): boolean => Math.abs(anchor - own) <= windowSeconds * 1_000
  for (const { alert_id, is_open, entries } of alerts.gathered()) {
    if (!is_open || !(await anchors.some(entries, isNear))) continue
    alerts.choose(alert_id)
    return true
  }
  return false
}
