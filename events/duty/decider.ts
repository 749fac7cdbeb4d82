import type { Decider } from '#/decider.ts'
import { endingOf, type Ending } from '#/duty/due.ts'
import { evolveDuty, isOpen, type Duty, type DutyEvent, type PresentDuty } from '#/duty/duty.ts'
import {
  DutyApproverSame,
  DutyExtensionRefused,
  DutyPauseRefused,
  DutyStepRefused,
  DutyUnknown,
} from '#/duty/errors.ts'
import type {
  DutyAssigned,
  DutyCancelled,
  DutyEscalated,
  DutyMet,
  DutyOpened,
} from '#/duty/events.ts'
import type { Amount, DutyMark, ExtensionGround, PauseGround } from '#/duty/terms.ts'
import { secondOfInstant, type Instant } from '#/instant.ts'
import type { WorkingCalendar } from '#/working-days/working-calendar.ts'

/**
 * Who may do what with a duty:
 *
 *   running ⇄ paused → met or cancelled
 *
 * Each command says at what time of the log it is given (`at`). Whatever marks have fallen by then
 * are given first, in their order: so it does not matter who comes first, the clock or a person,
 * and after a stop the marks are those that would have been given without it.
 */
export type DutyCommand =
  | ({ readonly type: 'OpenDuty'; readonly data: DutyToOpen; readonly at: Instant } & Counting)
  | { readonly type: 'AssignDuty'; readonly data: DutyAssigned; readonly at: Instant }
  | ({ readonly type: 'ExtendDuty'; readonly data: ExtendDuty; readonly at: Instant } & Counting)
  | { readonly type: 'PauseDuty'; readonly data: PauseDuty; readonly at: Instant }
  | ({ readonly type: 'ResumeDuty'; readonly data: DutyStep; readonly at: Instant } & Counting)
  | {
      readonly type: 'MeetDuty'
      readonly data: Omit<DutyMet, 'is_late'>
      readonly at: Instant
    }
  | {
      readonly type: 'CancelDuty'
      readonly data: Omit<DutyCancelled, 'cancelled_at'>
      readonly at: Instant
    }
  | { readonly type: 'EscalateDuty'; readonly data: DutyEscalated; readonly at: Instant }
  /** Gives the marks that have fallen. */
  | { readonly type: 'LetTimePass'; readonly data: DutyNamed; readonly at: Instant }
  /** Counts the end anew by the holidays that are known now. */
  | ({ readonly type: 'DateDuty'; readonly data: DutyStep; readonly at: Instant } & Counting)
  /** The log's time is `at`, and was wrong before: marks of later times no longer hold. */
  | { readonly type: 'SetClockBack'; readonly data: DutyStep; readonly at: Instant }

/** A command that counts days says by which. */
interface Counting {
  readonly calendar: WorkingCalendar
}

interface DutyNamed {
  readonly duty_id: string
}

export interface DutyStep extends DutyNamed {
  readonly actor: string
  readonly reason: string
}

/** The end is worked out from the rest. */
export type DutyToOpen = Omit<DutyOpened, keyof Ending>

export interface ExtendDuty extends DutyStep {
  readonly ground: ExtensionGround
  readonly approver: string
  readonly by: Amount
}

export interface PauseDuty extends DutyStep {
  readonly ground: PauseGround
}

export const dutyDecider: Decider<Duty, DutyCommand, DutyEvent> = {
  initial: { state: 'absent' },
  decide: decideDuty,
  evolve: evolveDuty,
}

function decideDuty(command: DutyCommand, duty: Duty): readonly DutyEvent[] {
  if (command.type === 'OpenDuty') {
    if (duty.state !== 'absent') return []
    return [{ type: 'DutyOpened', data: { ...command.data, ...endingToOpen(command) } }]
  }
  if (duty.state === 'absent') throw new DutyUnknown(command.data.duty_id)
  if (command.type === 'SetClockBack') return marksTooEarly(command.data, duty, command.at)
  const fallen = marksFallen(duty, command.at)
  // Only marks fell, and they leave a duty present.
  const now = fallen.reduce(evolveDuty, duty) as PresentDuty
  return [...fallen, ...decideNow(command, now)]
}

function decideNow(
  command: Exclude<DutyCommand, { readonly type: 'OpenDuty' | 'SetClockBack' }>,
  duty: PresentDuty,
): readonly DutyEvent[] {
  const { at } = command
  switch (command.type) {
    case 'LetTimePass':
      return []
    case 'DateDuty':
      return dated(command, duty)
    case 'AssignDuty':
      if (!isOpen(duty)) return []
      if (duty.unit === command.data.unit && duty.owner === command.data.owner) return []
      return [{ type: 'DutyAssigned', data: command.data }]
    case 'ExtendDuty':
      return [extended(command, duty)]
    case 'PauseDuty':
      if (duty.state !== 'running' || duty.is_breached) throw refused(command, duty)
      if (!duty.terms.pauses.includes(command.data.ground))
        throw new DutyPauseRefused(command.data.ground, duty.terms.pauses)
      return [{ type: 'DutyPaused', data: { ...command.data, paused_at: at } }]
    case 'ResumeDuty':
      return [resumed(command, duty)]
    case 'MeetDuty': {
      if (!isOpen(duty)) return []
      const { data } = command
      return [{ type: 'DutyMet', data: { ...data, is_late: isLate(duty, data.met_at) } }]
    }
    case 'CancelDuty':
      if (!isOpen(duty)) return []
      return [{ type: 'DutyCancelled', data: { ...command.data, cancelled_at: at } }]
    case 'EscalateDuty':
      if (duty.escalated.includes(command.data.mark)) return []
      return [{ type: 'DutyEscalated', data: command.data }]
  }
}

type CommandOf<Type extends DutyCommand['type']> = Extract<DutyCommand, { readonly type: Type }>

function endingToOpen({ data, calendar }: CommandOf<'OpenDuty'>): Ending {
  const { terms, opened_at } = data
  return endingOf({ terms, opened_at, extensions: [], pauses: [], calendar })
}

/** What the clock says at a time that nothing has said yet. */
function marksFallen(duty: PresentDuty, at: Instant): readonly DutyEvent[] {
  if (duty.state !== 'running') return []
  const { duty_id } = duty.opened
  return duty.marks_at.flatMap((one): readonly DutyEvent[] => {
    if (one.at > at || duty.marks.includes(one.mark)) return []
    const marked: DutyEvent = { type: 'DutyMarked', data: { duty_id, ...one, noticed_at: at } }
    if (one.mark !== 'yellow_card' || duty.is_breached || duty.due_at === null) return [marked]
    const data = { duty_id, due_at: duty.due_at, noticed_at: at }
    return [{ type: 'DutyBreached', data }, marked]
  })
}

/**
 * The end that the days give by now, where it is another than before. A breach of an end that now
 * lies ahead is taken back, with the marks that fall later than they did.
 */
function dated(
  { data, at, calendar }: CommandOf<'DateDuty'>,
  duty: PresentDuty,
): readonly DutyEvent[] {
  if (!isOpen(duty) || !isDatedAnew(duty, calendar)) return []
  const ending = endingNow(duty, calendar)
  const event: DutyEvent = { type: 'DutyDated', data: { ...data, dated_at: at, ...ending } }
  // None of these ends a duty.
  const { marks: held } = evolveDuty(duty, event) as PresentDuty
  const marks = duty.marks.filter((mark) => !held.includes(mark))
  const breach = duty.is_breached && marks.includes('yellow_card')
  const withdrawn: DutyEvent = { type: 'DutyMarksWithdrawn', data: { ...data, marks, breach } }
  const said = marks.length === 0 ? [event] : [withdrawn, event]
  return [...said, ...marksFallen(said.reduce(evolveDuty, duty) as PresentDuty, at)]
}

/** Whether an open duty ends elsewhere by these days than its events say. */
export function isDatedAnew(duty: PresentDuty, calendar: WorkingCalendar): boolean {
  const ending = endingNow(duty, calendar)
  return (
    ending.due_at !== duty.due_at ||
    ending.calendar_missing !== duty.calendar_missing ||
    ending.marks_at.length !== duty.marks_at.length ||
    ending.marks_at.some(({ at }, index) => at !== duty.marks_at[index]?.at)
  )
}

function endingNow(
  { terms, extensions, pauses, opened: { opened_at } }: PresentDuty,
  calendar: WorkingCalendar,
): Ending {
  return endingOf({ terms, opened_at, extensions, pauses, calendar })
}

function extended({ data, at, calendar }: CommandOf<'ExtendDuty'>, duty: PresentDuty): DutyEvent {
  if (duty.state !== 'running' || duty.is_breached) throw refused({ type: 'ExtendDuty' }, duty)
  if (data.approver === data.actor) throw new DutyApproverSame()
  const { extension } = duty.terms
  if (extension === null) throw new DutyExtensionRefused('its limit knows no extension')
  if (duty.extensions.length >= extension.times)
    throw new DutyExtensionRefused(`it was extended ${duty.extensions.length} times already`)
  const { by, times } = extension
  if (data.by.in !== by.in || data.by.count > by.count)
    throw new DutyExtensionRefused(`${times} times up to ${by.count} ${by.in} are what it allows`)
  const { terms, pauses, opened } = duty
  const extensions = [...duty.extensions, data.by]
  const { opened_at } = opened
  const ending = endingOf({ terms, opened_at, extensions, pauses, calendar })
  return { type: 'DutyExtended', data: { ...data, extended_at: at, ...ending } }
}

function resumed({ data, at, calendar }: CommandOf<'ResumeDuty'>, duty: PresentDuty): DutyEvent {
  const { terms, extensions, opened, paused_since } = duty
  if (duty.state !== 'paused' || paused_since === null) throw refused({ type: 'ResumeDuty' }, duty)
  const to = at < paused_since ? paused_since : at
  const pauses = [...duty.pauses, { from: paused_since, to }]
  const { opened_at } = opened
  const ending = endingOf({ terms, opened_at, extensions, pauses, calendar })
  return { type: 'DutyResumed', data: { ...data, resumed_at: to, ...ending } }
}

/** What is done in the due second is in time; while the clock stands still, everything is. */
function isLate(duty: PresentDuty, met_at: Instant): boolean {
  if (duty.state === 'paused' || duty.due_at === null) return false
  return secondOfInstant(met_at) > secondOfInstant(duty.due_at)
}

function marksTooEarly(data: DutyStep, duty: PresentDuty, at: Instant): readonly DutyEvent[] {
  if (!isOpen(duty)) return []
  const ahead = (mark: DutyMark): boolean =>
    duty.marks_at.some((one) => one.mark === mark && one.at > at)
  const marks = duty.marks.filter(ahead)
  const breach = duty.is_breached && marks.includes('yellow_card')
  return marks.length === 0
    ? []
    : [{ type: 'DutyMarksWithdrawn', data: { ...data, marks, breach } }]
}

function refused({ type }: { readonly type: string }, duty: PresentDuty): DutyStepRefused {
  return new DutyStepRefused(type, duty.is_breached ? `${duty.state} and breached` : duty.state)
}
