import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { JURISDICTION_BY_DEFAULT } from '@jianwei/events/calendar/events.ts'
import type { DutyCommand, DutyToOpen } from '@jianwei/events/duty/decider.ts'
import { isOpen, type PresentDuty } from '@jianwei/events/duty/duty.ts'
import { DUTIES_SOURCE } from '@jianwei/events/duty/events.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { WorkingCalendar } from '@jianwei/events/working-days/working-calendar.ts'
import type { LogPoint } from '#/commands/reaction.ts'
import { openAlert, type OpenAlert } from '#/desk/alert-aggregate.ts'
import { loadDuty, type DutyContext, type DutyStream } from '#/duties/duty-aggregate.ts'
import type { OpenDuties } from '#/duties/open-duties.ts'

/** Whom a duty is about, and the event that something follows from. */
export interface Cause {
  readonly subject_id: string
  readonly region: string | null
  /** The time of the log. */
  readonly at: Instant
  readonly event: RecordedEvent
}

/** A duty lies where its event does, unless what the event says lies elsewhere. */
export function causeOf(event: RecordedEvent, region = event.region): Cause {
  const { subject_id, recorded_at: at } = event
  return { subject_id, region, at, event }
}

interface TouchedDuty {
  readonly stream: DutyStream
  readonly subject_id: string
  readonly region: string | null
  /** What ended it before this page; null where nothing did. */
  readonly ended_by: string | null
}

/** An open duty, and where it lies. */
export interface PlacedDuty {
  readonly duty: PresentDuty
  readonly region: string | null
}

export interface EndedDuty {
  readonly state: 'met' | 'cancelled'
  /** The event that ended it, where that was decided before. */
  readonly by: string | null
}

export interface TouchedAlert {
  readonly stream: OpenAlert
  /** The events that those in the log followed from. */
  readonly causes: ReadonlySet<string | null>
}

/** The page knows when it decides, and by which days. */
type WithoutTime<Command> = Command extends DutyCommand ? Omit<Command, 'at' | 'calendar'> : never

/**
 * What is decided about duties together, and appended in one: what was decided counts at once for
 * what is decided next. Nothing of it is known elsewhere before it is in the log.
 */
export class DutyPage {
  readonly #log: EventLog
  readonly #open: OpenDuties
  readonly #calendars: Calendars
  readonly #touched = new Map<string, TouchedDuty>()
  readonly #alerts = new Map<string, TouchedAlert>()

  constructor(log: EventLog, open: OpenDuties, calendars: Calendars) {
    this.#log = log
    this.#open = open
    this.#calendars = calendars
  }

  get appends(): readonly StreamAppend[] {
    return [...this.#touched.values(), ...this.#alerts.values()].flatMap(
      ({ stream }) => stream.appends,
    )
  }

  /** An alert, as it is after what was decided about it here. */
  async alert(alertId: string): Promise<TouchedAlert> {
    const known = this.#alerts.get(alertId)
    if (known !== undefined) return known
    const causes = new Set<string | null>()
    const stream = await openAlert(this.#log, alertId, (event) => causes.add(event.causation_id))
    const touched = { stream, causes }
    this.#alerts.set(alertId, touched)
    return touched
  }

  /** Open duties about an alert, its parts of joint handling among them. */
  async ofAlert(alertId: string): Promise<readonly PresentDuty[]> {
    const known = this.#open.ofAlert(alertId)
    const found = await this.#openOnes(known, ({ opened }) => opened.about_id === alertId)
    return found.map(({ duty }) => duty)
  }

  ofFact(factId: string): Promise<readonly PlacedDuty[]> {
    return this.#openOnes(this.#open.ofFact(factId), ({ opened }) => opened.about_id === factId)
  }

  async ofTie(limitId: string, subjectId: string, tie: string): Promise<readonly PresentDuty[]> {
    const found = await this.#openOnes(
      this.#open.ofTie(limitId, subjectId, tie),
      ({ opened }, about) =>
        opened.limit_id === limitId && opened.tie === tie && about.subject_id === subjectId,
    )
    return found.map(({ duty }) => duty)
  }

  /** How a duty ended, and by what; undefined where it is open or there is none. */
  async ended(dutyId: string): Promise<EndedDuty | undefined> {
    const { stream, ended_by } = this.#touched.get(dutyId) ?? (await this.#load(dutyId))
    const { state } = stream.state
    return state === 'met' || state === 'cancelled' ? { state, by: ended_by } : undefined
  }

  async open(data: DutyToOpen, cause: Cause): Promise<void> {
    const { stream, region } = await this.#touch(data.duty_id, cause)
    const calendar = calendarOf(this.#calendars, region)
    stream.decide({ type: 'OpenDuty', data, at: cause.at, calendar }, contextOf(cause))
  }

  async decide(command: WithoutTime<DutyCommand>, cause: Cause): Promise<void> {
    const touched = await this.#touch(command.data.duty_id)
    if (touched.stream.state.state === 'absent') return
    const { subject_id, region } = touched
    // A command without its time and days, and these.
    const calendar = calendarOf(this.#calendars, region)
    const timed = { ...command, at: cause.at, calendar } as DutyCommand
    touched.stream.decide(timed, { ...contextOf(cause), subject_id, region })
  }

  /** Gives the marks that have fallen by the time. */
  async letTimePass(dutyId: string, at: Instant): Promise<void> {
    await this.#decideByClock({ type: 'LetTimePass', data: { duty_id: dutyId }, at })
  }

  /** Counts the end anew by the holidays that are known. */
  async date(dutyId: string, cause: { readonly at: Instant; readonly reason: string }) {
    const { stream, region } = await this.#touch(dutyId)
    if (!isOpen(stream.state)) return
    const { at, reason } = cause
    const data = { duty_id: dutyId, actor: DUTIES_SOURCE, reason }
    const calendar = calendarOf(this.#calendars, region)
    await this.#decideByClock({ type: 'DateDuty', data, at, calendar })
  }

  /** The times of the log were corrected, and it is earlier than it was. */
  async setClockBack(dutyId: string, at: Instant): Promise<void> {
    const reason = '日志时间已更正'
    const data = { duty_id: dutyId, actor: DUTIES_SOURCE, reason }
    await this.#decideByClock({ type: 'SetClockBack', data, at })
  }

  /** What was decided is in the log: from here on it is what is known. */
  settle(from: LogPoint): void {
    for (const { stream, subject_id, region } of this.#touched.values())
      this.#open.see(stream.state, { events: stream.events, subject_id, region, from })
  }

  async #decideByClock(
    command: Extract<DutyCommand, { type: 'LetTimePass' | 'DateDuty' | 'SetClockBack' }>,
  ) {
    const { stream, subject_id, region } = await this.#touch(command.data.duty_id)
    if (stream.state.state === 'absent') return
    stream.decide(command, { subject_id, region, at: command.at, causation_id: null })
  }

  async #openOnes(
    known: readonly string[],
    wanted: (duty: PresentDuty, about: TouchedDuty) => boolean,
  ): Promise<readonly PlacedDuty[]> {
    for (const id of known) await this.#touch(id)
    return [...this.#touched.values()].flatMap((touched) => {
      const { stream, region } = touched
      const duty = stream.state
      return isOpen(duty) && wanted(duty, touched) ? [{ duty, region }] : []
    })
  }

  async #touch(dutyId: string, cause?: Cause): Promise<TouchedDuty> {
    const known = this.#touched.get(dutyId)
    if (known !== undefined) return known
    const touched = await this.#load(dutyId, cause)
    this.#touched.set(dutyId, touched)
    return touched
  }

  async #load(dutyId: string, cause?: Cause): Promise<TouchedDuty> {
    let ended_by: string | null = null
    const { stream, first } = await loadDuty(this.#log, dutyId, ({ type, causation_id }) => {
      if (type === 'DutyMet' || type === 'DutyCancelled') ended_by = causation_id
    })
    const { subject_id = '', region = null } = first ?? cause ?? {}
    return { stream, subject_id, region, ended_by }
  }
}

/** The days by which a duty's clock counts: those of the place where it lies. */
export function calendarOf(calendars: Calendars, region: string | null): WorkingCalendar {
  return calendars.of(JURISDICTION_BY_DEFAULT, region)
}

function contextOf({ subject_id, region, at, event }: Cause): DutyContext {
  return { subject_id, region, at, causation_id: event.event_id }
}
