import { z } from 'zod'
import type { PresentAlert } from '@jianwei/events/alert/alert.ts'
import { DutyOpened } from '@jianwei/events/duty/events.ts'
import { DutyMark } from '@jianwei/events/duty/terms.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { NoticeName } from '@jianwei/events/notice/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { ViewDigestMade } from '@jianwei/events/view/events.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import { AlertChanges } from '#/alert-changes/alert-changes.ts'
import { openAlert } from '#/desk/alert-aggregate.ts'

/** Which event tells what. */
const NOTICE_OF_TYPE: Readonly<Record<string, NoticeName>> = {
  AlertRaised: 'alert_raised',
  AlertRouted: 'alert_routed',
  AlertAssigned: 'alert_assigned',
  AlertTransferred: 'alert_transferred',
  AlertEscalated: 'alert_escalated',
  AlertUrged: 'alert_urged',
  AlertSupervised: 'alert_supervised',
  AlertClosed: 'alert_closed',
  DutyMarked: 'duty_marked',
  DutyBreached: 'duty_breached',
  SilenceEndAnnounced: 'silence_ends',
  ViewDigestMade: 'view_digest',
}

export const NOTICE_EVENT_TYPES: readonly string[] = Object.keys(NOTICE_OF_TYPE)

/** What can be told of an event, and by what it is chosen. No names, no reasons, no subjects. */
export interface Notice {
  readonly notice: NoticeName
  /** Of the alert, the duty, the silence or the view. */
  readonly number: string
  /** Null where there is none: of a silence, of a duty about a fact. */
  readonly level: RiskLevel | null
  /** Of a duty that was marked. */
  readonly mark: DutyMark | null
  /** Of a digest; null of all else. */
  readonly counts: Counts | null
  readonly occurred_at: Instant
  readonly event_id: EventId
  readonly position: Position
  /** Not told: by this an endpoint chooses. */
  readonly chosen_by: {
    readonly region: string | null
    readonly unit: string | null
    readonly person: string | null
  }
}

/** What a digest says: numbers only. */
export type Counts = Pick<ViewDigestMade, 'alerts' | 'new_alerts' | 'by_level'>

const Marked = z.object({ duty_id: z.uuid(), mark: DutyMark.optional() })
const SilenceEnds = z.object({ silence_id: z.uuid(), owner: z.string() })

/** Says of events in the order of the log what is to be told of them. */
export class Notices {
  readonly #log: Pick<EventLog, 'read'>
  readonly #changes: AlertChanges

  constructor(log: Pick<EventLog, 'read'>) {
    this.#log = log
    this.#changes = new AlertChanges(log)
  }

  /** Undefined for an event of which nothing is told. */
  async of(event: RecordedEvent): Promise<Notice | undefined> {
    const notice = NOTICE_OF_TYPE[event.type]
    if (notice === undefined) return undefined
    const { event_id, position, occurred_at } = event
    const told = { notice, event_id, position, occurred_at, mark: null, counts: null }
    if (notice === 'silence_ends') {
      const { silence_id, owner } = SilenceEnds.parse(event.data)
      const chosen_by = { region: event.region, unit: null, person: owner }
      return { ...told, number: silence_id, level: null, chosen_by }
    }
    if (notice === 'view_digest') return ofDigest(event, told)
    if (notice === 'duty_marked' || notice === 'duty_breached') return this.#ofDuty(event, told)
    const change = await this.#changes.of(event)
    if (change === undefined) return undefined
    const { alert_id, after, scoped } = change
    return { ...told, number: alert_id, level: after.level, chosen_by: chosenBy(after, scoped) }
  }

  async #ofDuty(
    event: RecordedEvent,
    told: Omit<Notice, 'number' | 'level' | 'chosen_by'>,
  ): Promise<Notice> {
    const { duty_id, mark = null } = Marked.parse(event.data)
    let opened: DutyOpened | undefined
    for await (const { type, data } of this.#log.read(event.stream)) {
      if (type !== 'DutyOpened') continue
      opened = DutyOpened.data.parse(data)
      break
    }
    const alertId = opened === undefined || opened.about === 'fact' ? null : opened.about_id
    const alert = alertId === null ? undefined : (await openAlert(this.#log, alertId)).state
    const { region } = event
    if (alert === undefined || alert.state === 'absent') {
      const chosen_by = { region, unit: opened?.unit ?? null, person: opened?.owner ?? null }
      return { ...told, mark, number: duty_id, level: null, chosen_by }
    }
    const { alert_id: number, level } = alert
    return { ...told, mark, number, level, chosen_by: chosenBy(alert, { region }) }
  }
}

/** A digest is for whoever subscribed, wherever what it counts lies. */
function ofDigest(
  { data }: RecordedEvent,
  told: Omit<Notice, 'number' | 'level' | 'chosen_by'>,
): Notice {
  const { view_id, subscriber, alerts, new_alerts, by_level } = ViewDigestMade.data.parse(data)
  const chosen_by = { region: null, unit: null, person: subscriber }
  const counts = { alerts, new_alerts, by_level }
  return { ...told, number: view_id, level: null, counts, chosen_by }
}

function chosenBy(
  { unit, owner }: PresentAlert,
  { region }: { readonly region: string | null },
): Notice['chosen_by'] {
  return { region, unit, person: owner }
}
