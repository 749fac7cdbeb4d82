import { isWithin } from '@jianwei/events/access/scope.ts'
import { evolveRecorded, type Alert, type PresentAlert } from '@jianwei/events/alert/alert.ts'
import type { DutyCommand } from '@jianwei/events/duty/decider.ts'
import type { PresentDuty } from '@jianwei/events/duty/duty.ts'
import { DutyUnknown } from '@jianwei/events/duty/errors.ts'
import { AlertUnknown } from '@jianwei/events/alert/errors.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Principal } from '#/access/principal.ts'
import { scopeOf } from '#/access/scope.ts'
import { calendarsOf } from '#/calendars/notice-book.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { readAlert, type DeskParts } from '#/desk/alert-steps.ts'
import { correlationOf, isOf, type RequestIdentity } from '#/desk/request-identity.ts'
import { stepBegunBy } from '#/duties/alert-duties.ts'
import { dutyIdOf, loadDuty, type DutyStream } from '#/duties/duty-aggregate.ts'
import { calendarOf } from '#/duties/duty-page.ts'

/*
 * What people do with the clocks of duties. The state for a decision comes from the log's stream.
 * Who may see what a duty is about may see the duty.
 */

/** Whose duties departments have, and who extends and pauses them. */
const KEEPERS = ['supervisor', 'regulator', 'department'] as const
const READERS = [...KEEPERS, 'analyst'] as const

/** The duty is not any more what the person had seen. */
export class DutyChanged extends DomainError {
  override readonly name = 'DutyChanged'
  readonly code = 'DUTY_CHANGED'
  readonly revision: number
  /** Of what was said since. */
  readonly steps: readonly string[]

  constructor(dutyId: string, revision: number, steps: readonly string[]) {
    super(
      `duty ${dutyId} is at revision ${revision} now (${steps.at(-1) ?? 'no other'}); ` +
        'look again and decide',
    )
    this.revision = revision
    this.steps = steps
  }
}

/** A duty as its stream has it. */
export interface SeenDuty {
  readonly duty: PresentDuty
  readonly revision: number
  readonly subject_id: string
  readonly region: string | null
  readonly events: readonly RecordedEvent[]
}

/** Throws DutyUnknown where there is none, and where there is none for this person. */
export async function readDuty(
  desk: DeskParts,
  principal: Principal,
  dutyId: string,
): Promise<SeenDuty & { readonly stream: DutyStream }> {
  const seen = await loadSeenDuty(desk, dutyId)
  if (seen === undefined) throw new DutyUnknown(dutyId)
  const { duty, region } = seen
  if (duty.opened.about === 'fact') {
    const row = { region, department: duty.opened.department }
    if (!isWithin(scopeOf(principal, READERS), row)) throw new DutyUnknown(dutyId)
  } else {
    await readAlert(desk, principal, duty.opened.about_id).catch((error: unknown) => {
      throw error instanceof AlertUnknown ? new DutyUnknown(dutyId) : error
    })
  }
  return seen
}

/** Undefined where there is none. */
async function loadSeenDuty(
  { log }: Pick<DeskParts, 'log'>,
  dutyId: string,
): Promise<(SeenDuty & { readonly stream: DutyStream }) | undefined> {
  const events: RecordedEvent[] = []
  const { stream, first } = await loadDuty(log, dutyId, (event) => events.push(event))
  const duty = stream.state
  if (duty.state === 'absent' || first === undefined) return undefined
  const { subject_id, region } = first
  return { duty, revision: stream.events - 1, subject_id, region, events, stream }
}

type OfPersons = Extract<DutyCommand, { readonly type: 'ExtendDuty' | 'PauseDuty' | 'ResumeDuty' }>
type WithoutDays<Command> = Command extends DutyCommand ? Omit<Command, 'calendar'> : never

/** By which days is counted is what the log knows of holidays. */
export type PersonsDutyCommand = WithoutDays<OfPersons>

export interface DutyStepOrder {
  readonly duty_id: string
  readonly principal: Principal
  /** The revision that was seen. */
  readonly if_match: number
  readonly request: RequestIdentity
  readonly command: PersonsDutyCommand
}

/**
 * Takes a step. Sent again under the same key it says nothing twice. Throws DutyUnknown,
 * DutyChanged where somebody else was faster, and what the decider refuses.
 */
export async function takeDutyStep(desk: DeskParts, order: DutyStepOrder): Promise<SeenDuty> {
  const { duty_id, principal, if_match, request, command } = order
  const { result } = await handleCommands(desk.log, async () => {
    const { stream, ...seen } = await readDuty(desk, principal, duty_id)
    const isDone = seen.events.some(({ correlation_id }) => isOf(request, correlation_id))
    if (isDone) return { appends: [], result: seen }
    if (seen.revision !== if_match) {
      const since = seen.events.filter(({ revision }) => revision > if_match)
      throw new DutyChanged(
        duty_id,
        seen.revision,
        since.map(({ type }) => type),
      )
    }
    const { subject_id, region } = seen
    const correlation_id = correlationOf(request)
    const cause = { at: command.at, causation_id: null, correlation_id }
    const calendar = calendarOf(await calendarsOf(desk.log), region)
    // A command without its days, and these.
    const counting = { ...command, calendar } as OfPersons
    stream.decide(counting, { subject_id, region, ...cause })
    const duty = stream.state
    if (duty.state === 'absent') throw new DutyUnknown(duty_id)
    const now = { ...seen, duty, revision: stream.events - 1 }
    return { appends: stream.appends, result: now }
  })
  return result
}

/** Every duty that an alert ever had, in the order in which they were opened. */
export async function dutiesOfAlert(
  desk: DeskParts,
  principal: Principal,
  alertId: string,
): Promise<readonly SeenDuty[]> {
  const { events } = await readAlert(desk, principal, alertId)
  const opened: SeenDuty[] = []
  let alert: Alert = { state: 'absent' }
  for (const event of events) {
    const before = alert.state === 'absent' ? null : alert
    alert = evolveRecorded(alert, event)
    for (const dutyId of dutyIdsOfStep(event, before, alert)) {
      const seen = await loadSeenDuty(desk, dutyId)
      if (seen !== undefined) opened.push(seen)
    }
  }
  return opened
}

/** What an event of an alert may have opened: ids follow from what opens them. */
function dutyIdsOfStep(
  { type, event_id: opened_by, data }: RecordedEvent,
  before: PresentAlert | null,
  after: Alert,
): readonly string[] {
  if (after.state === 'absent') return []
  const { alert_id: about_id } = after
  const kind = stepBegunBy(type, before, after)
  const step = kind === undefined ? [] : [dutyIdOf({ kind, about_id, part: null, opened_by })]
  if (type !== 'AlertCooperationAsked') return step
  const part = String(data['unit'])
  return [...step, dutyIdOf({ kind: 'cooperate', about_id, part, opened_by })]
}
