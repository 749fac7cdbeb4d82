import { isUnverified, type Alert, type PresentAlert } from '@jianwei/events/alert/alert.ts'
import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import { alertDecider } from '@jianwei/events/alert/decider.ts'
import type { AlertEvent, AlertState } from '@jianwei/events/alert/effects.ts'
import { latestAlertEvents } from '@jianwei/events/alert/events.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'

/*
 * What makes up for a step. Nothing in a log is taken back: a step is undone by another one, which
 * is on record like any other. Which one that is the decider is asked, so that none is named that
 * it would refuse. docs/alert-desk.md has the table.
 */

/** A step that makes up for another. */
export interface Undo {
  /** The last part of its address. */
  readonly step: string
  /** What is sent there, with the present revision as `If-Match`. */
  readonly body: Readonly<Record<string, unknown>>
  /** Where the alert is then. */
  readonly state: AlertState
  /** Whether all that the step changed is then as it was; else some of it has to be done again. */
  readonly exact: boolean
}

/** A step as it was taken. */
export interface StepDone {
  readonly before: PresentAlert
  readonly after: PresentAlert
  /** What the alert was told; none where it had been so before. */
  readonly events: readonly AlertEvent[]
  readonly actor: string
  readonly at: Instant
}

interface Candidate {
  readonly step: string
  readonly body: Readonly<Record<string, unknown>>
  readonly command: AlertCommand
}

/** Null where the desk has nothing that makes up for it. */
export function undoOf(done: StepDone): Undo | null {
  const found = candidatesOf(done).flatMap((candidate) => ledTo(done, candidate))
  return found.find(({ exact }) => exact) ?? found[0] ?? null
}

function ledTo({ before, after }: StepDone, { step, body, command }: Candidate): readonly Undo[] {
  try {
    const events = alertDecider.decide(command, after)
    const back = events.reduce<Alert>(alertDecider.evolve, after)
    if (events.length === 0 || back.state === 'absent') return []
    return [{ step, body, state: back.state, exact: isAsBefore(back, { before, after }) }]
  } catch (error) {
    if (error instanceof DomainError) return []
    throw error
  }
}

/**
 * What it is about, whose it is and where it stands. What was found or done last is remembered, who
 * looked is a fact, and a claim is only for a while.
 */
const RESTORED = [
  'state',
  'owner',
  'unit',
  'level',
  'due_at',
  'closed_as',
  'silenced_until',
  'closing_proposed_by',
  'closing_proposed_as',
  'urged_by',
  'supervised_by',
  'merged_into',
] as const satisfies readonly (keyof PresentAlert)[]
const RESTORED_SETS = [
  'tags',
  'watchers',
  'further_subjects',
  'open_parts',
  'links',
] as const satisfies readonly (keyof PresentAlert)[]

function isAsBefore(
  back: PresentAlert,
  { before, after }: Pick<StepDone, 'before' | 'after'>,
): boolean {
  // Alerts that were closed with it stay closed.
  if (after.state === 'closed' && before.merged_alerts.length > 0) return false
  return (
    RESTORED.every((field) => back[field] === before[field]) &&
    RESTORED_SETS.every((set) => back[set].toSorted().join() === before[set].toSorted().join())
  )
}

const TITLES = new Map(latestAlertEvents.map(({ type, title }) => [type, title.zh]))

/** What could make up for the step, the best first. */
function candidatesOf(done: StepDone): readonly Candidate[] {
  const [event] = done.events
  if (event === undefined) return []
  const { before, actor, at } = done
  const { alert_id } = before
  const who = { alert_id, actor }
  const reason = `撤销“${TITLES.get(event.type) ?? event.type}”`
  const why = { ...who, reason }
  const asAssigned = backToWhere(before, why)
  const returned: Candidate = {
    step: 'return',
    body: { reason },
    command: { type: 'ReturnAlert', data: why },
  }
  switch (event.type) {
    case 'AlertClaimed':
      // The claim of somebody else, or the own one that was prolonged, does not come back.
      return event.data.from === null
        ? [{ step: 'release', body: {}, command: { type: 'ReleaseAlert', data: who } }]
        : []
    case 'AlertReleased':
      return claimedAnew(before, who, at)
    case 'AlertSignedFor':
    case 'AlertAssigned':
    case 'AlertTransferred':
      return [...asAssigned, returned]
    case 'AlertRouted':
      return [...routedBack(before, why), returned]
    case 'AlertReturned':
      // Of what was verified only another verification makes up for it.
      return isUnverified(before) ? asAssigned : []
    case 'AlertVerified':
    case 'AlertDisposed':
    case 'AlertFedBack':
      return [returned]
    case 'AlertClosingProposed':
      return [
        {
          step: 'decline-closing',
          body: { reason },
          command: { type: 'DeclineClosing', data: why },
        },
      ]
    case 'AlertClosed':
      return [{ step: 'reopen', body: { reason }, command: { type: 'ReopenAlert', data: why } }]
    case 'AlertTagged':
    case 'AlertUntagged': {
      const { tag } = event.data
      const [step, type] =
        event.type === 'AlertTagged'
          ? (['untag', 'UntagAlert'] as const)
          : (['tag', 'TagAlert'] as const)
      return [{ step, body: { tag }, command: { type, data: { ...who, tag } } }]
    }
    case 'AlertWatched':
      return [{ step: 'unwatch', body: {}, command: { type: 'UnwatchAlert', data: who } }]
    case 'AlertUnwatched':
      return [{ step: 'watch', body: {}, command: { type: 'WatchAlert', data: who } }]
    case 'AlertSilenced':
      return silencedAsBefore(before, why, at)
    case 'AlertCooperationAsked': {
      const { unit } = event.data
      const body = { unit, reason }
      const command = { type: 'WithdrawCooperation', data: { ...why, unit } } as const
      return [{ step: 'withdraw-cooperation', body, command }]
    }
    case 'AlertCooperationWithdrawn':
      return askedAnew(before, why, event.data.unit)
    case 'AlertMeasureLinked': {
      const { link_id } = event.data
      const command = { type: 'RemoveLink', data: { ...why, link_id } } as const
      return [{ step: 'unlink', body: { link_id, reason }, command }]
    }
    case 'AlertSubjectAdded':
    case 'AlertSubjectRemoved': {
      const { further_subject } = event.data
      const [step, type] =
        event.type === 'AlertSubjectAdded'
          ? (['remove-subject', 'RemoveSubject'] as const)
          : (['add-subject', 'AddSubject'] as const)
      const body = { subject_id: further_subject, reason }
      return [{ step, body, command: { type, data: { ...why, further_subject } } }]
    }
    case 'AlertMerged': {
      const command = {
        type: 'DetachAlert',
        data: { ...why, from_alert: event.data.into },
      } as const
      return [{ step: 'detach', body: { reason }, command }]
    }
    case 'AlertAbsorbed':
    case 'AlertClosingDeclined':
    case 'AlertCommented':
    case 'AlertCooperationAnswered':
    case 'AlertDetached':
    case 'AlertEscalated':
    case 'AlertEvidenceAttached':
    case 'AlertEvidenceChanged':
    case 'AlertGatheredUnder':
    case 'AlertLinkClosed':
    case 'AlertLinkRemoved':
    case 'AlertParted':
    case 'AlertRaised':
    case 'AlertReopened':
    case 'AlertSeparated':
    case 'AlertSupervised':
    case 'AlertUrged':
    case 'AlertViewed':
    case 'AlertWarningGathered':
    case 'AlertWarningWithdrawn':
    case 'AlertWarningsCounted':
      return []
  }
}

interface Who {
  readonly alert_id: string
  readonly actor: string
}
interface Why extends Who {
  readonly reason: string
}

/** To the person and the unit that had it. */
function backToWhere({ owner, unit }: PresentAlert, why: Why): readonly Candidate[] {
  const where = unit === null ? {} : { unit }
  if (owner === null && unit === null) return []
  const body = { to: owner, ...where, reason: why.reason }
  const command = { type: 'TransferAlert', data: { ...why, to: owner, ...where } } as const
  return [{ step: 'transfer', body, command }]
}

function routedBack({ unit }: PresentAlert, why: Why): readonly Candidate[] {
  if (unit === null) return []
  const data = { ...why, unit, routing_version: null }
  const body = { unit, reason: why.reason }
  return [{ step: 'route', body, command: { type: 'RouteAlert', data } }]
}

/** For what was left of the claim, where it was one's own. */
function claimedAnew(before: PresentAlert, who: Who, at: Instant): readonly Candidate[] {
  const { claimed_by, claimed_until: until } = before
  if (claimed_by !== who.actor || until === null || until <= at) return []
  const minutes = Math.ceil((msOfInstant(until) - msOfInstant(at)) / 60_000)
  const command = { type: 'ClaimAlert', data: { ...who, until }, at, take_over: false } as const
  return [{ step: 'claim', body: { minutes }, command }]
}

/** Until when it was silent before; that it asks for attention again cannot be said. */
function silencedAsBefore(before: PresentAlert, why: Why, at: Instant): readonly Candidate[] {
  const { silenced_until: until } = before
  if (until === null) return []
  const command = { type: 'SilenceAlert', data: { ...why, until }, at } as const
  return [{ step: 'silence', body: { until, reason: why.reason }, command }]
}

function askedAnew({ parts }: PresentAlert, why: Why, unit: string): readonly Candidate[] {
  const part = parts.find((one) => one.unit === unit)
  if (part === undefined) return []
  const { task, due_at } = part
  const asked = { unit, task, due_at }
  const command = { type: 'AskCooperation', data: { ...why, ...asked } } as const
  return [{ step: 'ask-cooperation', body: { ...asked, reason: why.reason }, command }]
}
