import type { z } from 'zod'
import type { Pause } from '#/duty/due.ts'
import type { DutyCancelled, DutyOpened, dutyEvents } from '#/duty/events.ts'
import type { Amount, DutyMark, DutyTerms, MarkTimes } from '#/duty/terms.ts'
import type { Instant } from '#/instant.ts'

type Defined = Exclude<(typeof dutyEvents)[number], { readonly type: 'LimitTablePublished' }>

export type DutyEventType = Defined['type']

export type DutyEvent = {
  [Type in DutyEventType]: {
    readonly type: Type
    readonly data: z.infer<Extract<Defined, { readonly type: Type }>['data']>
  }
}[DutyEventType]

export const DUTY_STATES = ['running', 'paused', 'met', 'cancelled'] as const
export type DutyState = (typeof DUTY_STATES)[number]

/** A duty where its events have brought it. */
export interface PresentDuty {
  readonly state: DutyState
  readonly opened: DutyOpened
  readonly terms: DutyTerms
  readonly due_at: Instant | null
  readonly marks_at: MarkTimes
  readonly calendar_missing: number | null
  readonly extensions: readonly Amount[]
  readonly pauses: readonly Pause[]
  readonly paused_since: Instant | null
  /** Marks that were given and hold. */
  readonly marks: readonly DutyMark[]
  readonly is_breached: boolean
  readonly unit: string | null
  readonly owner: string | null
  /** Marks that were brought before a higher unit. */
  readonly escalated: readonly DutyMark[]
  /** When it was met, or ended without that; null while it is open. */
  readonly ended_at: Instant | null
  /** It was met after its end. */
  readonly is_late: boolean
  /** Why it ended without being met; null while it is open, and where it was met. */
  readonly cancelled_as: DutyCancelled['cause'] | null
}

export type Duty = { readonly state: 'absent' } | PresentDuty

/** True while its clock may still give marks. */
export function isOpen(duty: Duty): duty is PresentDuty {
  return duty.state === 'running' || duty.state === 'paused'
}

/** The next mark of a clock that runs; undefined where none is to come. */
export function nextMark(duty: PresentDuty): MarkTimes[number] | undefined {
  if (duty.state !== 'running') return undefined
  return duty.marks_at.find(({ mark }) => !duty.marks.includes(mark))
}

/** The duty after one more event. Events have happened: none is refused. */
export function evolveDuty(duty: Duty, event: DutyEvent): Duty {
  if (duty.state === 'absent') return event.type === 'DutyOpened' ? opened(event.data) : duty
  switch (event.type) {
    case 'DutyOpened':
      return duty
    case 'DutyAssigned':
      return { ...duty, unit: event.data.unit, owner: event.data.owner }
    case 'DutyExtended': {
      const { by, extended_at } = event.data
      return { ...ended(duty, event.data, extended_at), extensions: [...duty.extensions, by] }
    }
    case 'DutyDated':
      return ended(duty, event.data, event.data.dated_at)
    case 'DutyPaused':
      return { ...duty, state: 'paused', paused_since: event.data.paused_at }
    case 'DutyResumed': {
      const { resumed_at } = event.data
      const pause = { from: duty.paused_since ?? resumed_at, to: resumed_at }
      return {
        ...ended(duty, event.data, resumed_at),
        state: 'running',
        paused_since: null,
        pauses: [...duty.pauses, pause],
      }
    }
    case 'DutyMarked':
      return { ...duty, marks: [...duty.marks, event.data.mark] }
    case 'DutyBreached':
      return { ...duty, is_breached: true }
    case 'DutyEscalated':
      return { ...duty, escalated: [...duty.escalated, event.data.mark] }
    case 'DutyMarksWithdrawn': {
      const { marks, breach } = event.data
      return {
        ...duty,
        marks: duty.marks.filter((mark) => !marks.includes(mark)),
        is_breached: duty.is_breached && !breach,
      }
    }
    case 'DutyMet': {
      const { met_at, is_late } = event.data
      return { ...duty, state: 'met', ended_at: met_at, is_late }
    }
    case 'DutyCancelled': {
      const { cancelled_at, cause } = event.data
      return { ...duty, state: 'cancelled', ended_at: cancelled_at, cancelled_as: cause }
    }
  }
}

function opened(data: DutyOpened): PresentDuty {
  const { terms, due_at, marks_at, calendar_missing, unit, owner } = data
  return {
    state: 'running',
    opened: data,
    terms,
    due_at,
    marks_at,
    calendar_missing,
    extensions: [],
    pauses: [],
    paused_since: null,
    marks: [],
    is_breached: false,
    unit,
    owner,
    escalated: [],
    ended_at: null,
    is_late: false,
    cancelled_as: null,
  }
}

/**
 * A clock that ends elsewhere gives those of its marks once more that lie ahead again; what was
 * given before stays in the log.
 */
function ended(
  duty: PresentDuty,
  {
    due_at,
    marks_at,
    calendar_missing,
  }: Pick<DutyOpened, 'due_at' | 'marks_at' | 'calendar_missing'>,
  at: Instant,
): PresentDuty {
  const fallen = new Set(marks_at.filter((mark) => mark.at <= at).map(({ mark }) => mark))
  return {
    ...duty,
    due_at,
    marks_at,
    calendar_missing,
    marks: duty.marks.filter((mark) => fallen.has(mark)),
  }
}
