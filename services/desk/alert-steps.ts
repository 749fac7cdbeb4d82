import { evolveRecorded, type Alert, type PresentAlert } from '@jianwei/events/alert/alert.ts'
import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import type { AlertEvent, AlertState } from '@jianwei/events/alert/effects.ts'
import { AlertUnknown } from '@jianwei/events/alert/errors.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Principal } from '#/access/principal.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openAlert, type AlertContext, type OpenAlert } from '#/desk/alert-aggregate.ts'
import { AlertChanged, changedSince } from '#/desk/changed-alert.ts'
import { correlationOf, isOf, type RequestIdentity } from '#/desk/request-identity.ts'
import { undoOf, type StepDone, type Undo } from '#/desk/undo-step.ts'
import { needsSecondPerson, type SecondPersonPolicy } from '#/desk/second-person.ts'

/*
 * What people do with alerts. The state for a decision comes from the log's stream, never from the
 * warehouse, which may be behind.
 */

/** An alert as its stream has it, for the question who may see it. */
export interface SeenAlert {
  readonly alert: PresentAlert
  readonly subject_id: string
  readonly region: string | null
  readonly department: string | null
  /** Of a tip that somebody entered; null where the rule says. */
  readonly lead_domain: string | null
}

/** The one place that says whether somebody may see an alert and work on it. */
export type MaySeeAlert = (principal: Principal, seen: SeenAlert) => Promise<boolean>

export interface DeskParts {
  readonly log: EventLog
  readonly now: () => Instant
  readonly second_person: SecondPersonPolicy
  readonly may_see: MaySeeAlert
}

export interface StepOrder {
  readonly alert_id: string
  readonly principal: Principal
  /** The revision that was seen; null for a mark, which stands beside whatever others do. */
  readonly if_match: number | null
  readonly request: RequestIdentity
  /** What is to be decided, from what is there. Other alerts are opened by `others`. */
  readonly commands: (deciding: Deciding) => Promise<void> | void
}

/** Where a step leads: to one alert, and sometimes to others that belong to it. */
export interface Deciding {
  readonly alert: PresentAlert
  readonly revision: number
  /** As this request left it, where it was sent before and took the step; null where not. */
  readonly taken: PresentAlert | null
  readonly subject_id: string
  readonly at: Instant
  /** Whether one person alone cannot close it. */
  readonly second_person: boolean
  /** About the alert itself; gives it as it is then. Throws what the decider refuses. */
  readonly decide: (command: AlertCommand) => Alert
  /** About another alert that the person may see. Throws AlertUnknown and what is refused. */
  readonly other: (alertId: string) => Promise<OtherAlert>
}

export interface OtherAlert extends SeenAlert {
  readonly events: readonly RecordedEvent[]
  readonly decide: (command: AlertCommand) => void
}

/** Where the alert is after a step. */
export interface AlertStepTaken {
  readonly alert_id: string
  readonly state: AlertState
  readonly revision: number
  /** Of the last event of the step; null where it had been so before and nothing was written. */
  readonly position: Position | null
  /** What makes up for it; null where nothing was written, and where nothing does. */
  readonly undo: Undo | null
}

/**
 * Takes a step. Sent again under the same key it gives the same answer, whatever happened since.
 * Throws AlertUnknown also for an alert that the person may not see, AlertChanged where somebody
 * else was faster, and what the decider refuses.
 */
export async function takeAlertStep(parts: DeskParts, order: StepOrder): Promise<AlertStepTaken> {
  const { alert_id, principal, if_match, request } = order
  const { result, appended } = await handleCommands(parts.log, async () => {
    const read = await readAlert(parts, principal, alert_id)
    const ours = read.events.findLast(({ correlation_id }) => isOf(request, correlation_id))
    if (ours === undefined && if_match !== null) assertUnchanged(read, if_match)
    const taken = ours === undefined ? null : alertAt(read, ours)
    const at = parts.now()
    const correlation_id = correlationOf(request)
    const opened = new Map<string, OpenAlert>([[alert_id, read.open]])
    await order.commands({
      alert: read.alert,
      revision: revisionOf(read),
      taken,
      subject_id: read.subject_id,
      at,
      second_person: needsSecondPerson(parts.second_person, read.alert),
      // What this request has said of the alert is not said twice.
      decide: (command) => {
        if (taken === null) read.open.decide(command, { ...contextOf(read, at), correlation_id })
        return read.open.state
      },
      other: async (id) => {
        const other = await readAlert(parts, principal, id)
        opened.set(id, other.open)
        return {
          ...other,
          decide: (command) => {
            other.open.decide(command, { ...contextOf(other, at), correlation_id })
          },
        }
      },
    })
    const appends = [...opened.values()].flatMap((alert) => alert.appends)
    if (ours === undefined || taken === null)
      return { appends, result: takenNow(read, { actor: principal.actor, at }) }
    const { revision, position } = ours
    const undo = undoOfRequest(read, ours, taken, principal.actor)
    const events = new Set<string>()
    return { appends, result: { alert_id, state: taken.state, revision, position, undo, events } }
  })
  const last = appended.findLast(({ event_id }) => result.events.has(event_id))
  const { events: _, ...taken } = result
  return { ...taken, position: taken.position ?? last?.position ?? null }
}

export interface ReadAlert extends SeenAlert {
  readonly open: OpenAlert
  readonly events: readonly RecordedEvent[]
}

/** Throws AlertUnknown where there is none, and where there is none for this person. */
export async function readAlert(
  { log, may_see }: Pick<DeskParts, 'log' | 'may_see'>,
  principal: Principal,
  alertId: string,
): Promise<ReadAlert> {
  const events: RecordedEvent[] = []
  const open = await openAlert(log, alertId, (event) => events.push(event))
  const { state: alert } = open
  const [raised] = events
  if (alert.state === 'absent' || raised === undefined) throw new AlertUnknown(alertId)
  const { subject_id, region, department } = raised
  const seen = { alert, subject_id, region, department, lead_domain: domainOf(raised) }
  if (!(await may_see(principal, seen))) throw new AlertUnknown(alertId)
  return { ...seen, open, events }
}

function domainOf({ data }: RecordedEvent): string | null {
  // Alerts begin with AlertRaised, whose lead the catalogue parsed.
  const { lead } = data as { readonly lead?: { readonly domain: string | null } | null }
  return lead?.domain ?? null
}

function contextOf({ subject_id, region }: SeenAlert, at: Instant): AlertContext {
  return { subject_id, region, at, causation_id: null }
}

function assertUnchanged(read: ReadAlert, ifMatch: number): void {
  const revision = revisionOf(read)
  const isSeen = ifMatch >= 0 && ifMatch <= revision
  // That somebody looked at it meanwhile changes nothing that a decision rests on.
  if (isSeen && read.events.slice(ifMatch + 1).every(({ type }) => type === 'AlertViewed')) return
  throw new AlertChanged(read.alert.alert_id, revision, changedSince(read.events, ifMatch))
}

function revisionOf({ events }: ReadAlert): number {
  return events.length - 1
}

interface Taken extends AlertStepTaken {
  readonly events: ReadonlySet<string>
}

function takenNow(read: ReadAlert, by: Pick<StepDone, 'actor' | 'at'>): Taken {
  const { open, alert: before } = read
  const { state: after } = open
  if (after.state === 'absent') throw new TypeError('a command that is not refused leaves an alert')
  const recorded = open.appends.flatMap((one) => one.events)
  const undo = undoOf({ ...by, before, after, events: recorded.map(asSaid) })
  return {
    alert_id: after.alert_id,
    state: after.state,
    revision: open.events - 1,
    position: null,
    undo,
    events: new Set(recorded.map(({ event_id }) => event_id)),
  }
}

/** The same as it was answered, or would have been, when the request was sent first. */
function undoOfRequest(
  read: ReadAlert,
  ours: RecordedEvent,
  after: PresentAlert,
  actor: string,
): Undo | null {
  const its = read.events.filter(({ correlation_id }) => correlation_id === ours.correlation_id)
  const [first] = its
  const last = first === undefined ? undefined : read.events[first.revision - 1]
  if (last === undefined) return null
  const events = its.map(asSaid)
  return undoOf({ before: alertAt(read, last), after, events, actor, at: ours.occurred_at })
}

function asSaid({ type, data }: Pick<RecordedEvent, 'type' | 'data'>): AlertEvent {
  // Only events of alerts are in the stream of one.
  return { type, data } as unknown as AlertEvent
}

/** As it was right after one of its events. */
function alertAt({ events }: ReadAlert, { revision }: RecordedEvent): PresentAlert {
  let alert: Alert = { state: 'absent' }
  for (const event of events) {
    if (event.revision > revision) break
    alert = evolveRecorded(alert, event)
  }
  if (alert.state === 'absent') throw new TypeError('an alert with events is there')
  return alert
}
