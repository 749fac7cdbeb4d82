import { z } from 'zod'
import { evolveRecorded, type Alert, type PresentAlert } from '@jianwei/events/alert/alert.ts'
import { ALERT_EFFECTS } from '@jianwei/events/alert/effects.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { ScopedRow } from '@jianwei/events/access/scope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { remember } from '#/lifecycle/newest-entries.ts'

/** Events that are a step in the life of an alert. */
export const ALERT_EVENT_TYPES: readonly string[] = Object.keys(ALERT_EFFECTS)

/** What the event that raises an alert says where a rule did. */
const Raised = z.object({ rule_id: z.string(), rule_version: z.int() })
/** Alerts of which it is remembered where they are. */
const REMEMBERED_MAX = 5_000

/** What one event made of one alert. */
export interface AlertChange {
  readonly alert_id: string
  readonly type: string
  readonly position: Position
  readonly event_id: string
  /** Of the alert's stream, at this event: what `If-Match` names. */
  readonly revision: number
  readonly subject_id: string
  /**
   * Where the alert was raised, whose fact it is, who is responsible for its rule, and the units
   * that it was with before or is with now.
   */
  readonly scoped: ScopedRow
  /** Null for the event that raised it. */
  readonly before: PresentAlert | null
  readonly after: PresentAlert
}

/** Who is responsible for a rule; null where nobody is or the rule is not known. */
export type DomainOf = (rule_id: string, rule_version: number) => Promise<string | null>

interface AlertSoFar {
  readonly alert: Alert
  readonly scoped: ScopedRow
}

interface Remembered extends AlertSoFar {
  readonly revision: number
}

/**
 * Says of events in the order of the log what they made of their alerts. Where an alert was last is
 * remembered; the stream of one that is not remembered is read.
 */
export class AlertChanges {
  readonly #log: Pick<EventLog, 'read'>
  readonly #domainOf: DomainOf
  readonly #remembered = new Map<string, Remembered>()

  constructor(log: Pick<EventLog, 'read'>, domainOf: DomainOf = async () => null) {
    this.#log = log
    this.#domainOf = domainOf
  }

  /** Undefined for an event that is none of an alert, or of one that was never raised. */
  async of(event: RecordedEvent): Promise<AlertChange | undefined> {
    if (!Object.hasOwn(ALERT_EFFECTS, event.type)) return undefined
    const alert_id = String(event.data['alert_id'])
    const { alert: before, scoped } = await this.#before(alert_id, event)
    const after = evolveRecorded(before, event)
    const now = { revision: event.revision, alert: after, scoped }
    remember(this.#remembered, alert_id, now, REMEMBERED_MAX)
    if (after.state === 'absent') return undefined
    const { type, position, event_id, revision, subject_id } = event
    const was = before.state === 'absent' ? null : before
    const addressees = [...addresseesOf(was), ...addresseesOf(after)]
    return {
      alert_id,
      type,
      position,
      event_id,
      revision,
      subject_id,
      scoped: { ...scoped, addressees },
      before: was,
      after,
    }
  }

  async #before(alertId: string, event: RecordedEvent): Promise<AlertSoFar> {
    const { stream, revision } = event
    let alert: Alert = { state: 'absent' }
    if (revision === 0) return { alert, scoped: await this.#scopedBy(event) }
    const known = this.#remembered.get(alertId)
    if (known?.revision === revision - 1) return known
    let first = event
    for await (const earlier of this.#log.read(stream)) {
      if (earlier.revision >= revision) break
      if (earlier.revision === 0) first = earlier
      alert = evolveRecorded(alert, earlier)
    }
    return { alert, scoped: await this.#scopedBy(first) }
  }

  async #scopedBy({ region, department, data }: RecordedEvent): Promise<ScopedRow> {
    const raised = Raised.safeParse(data)
    const domain = raised.success
      ? await this.#domainOf(raised.data.rule_id, raised.data.rule_version)
      : null
    return { region, department, domain }
  }
}

/** The unit in whose queue an alert is, and those that were asked to take part. */
export function addresseesOf(alert: PresentAlert | null): readonly string[] {
  if (alert === null) return []
  return alert.unit === null ? alert.open_parts : [alert.unit, ...alert.open_parts]
}
