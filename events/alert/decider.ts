import { evolveAlert, type Alert, type PresentAlert } from '#/alert/alert.ts'
import { assigningSteps } from '#/alert/assigning-steps.ts'
import { closingSteps } from '#/alert/closing-steps.ts'
import type { AlertCommand, AlertCommandType, AlertSteps } from '#/alert/commands.ts'
import { companySteps } from '#/alert/company-steps.ts'
import type { AlertEvent } from '#/alert/effects.ts'
import { AlertIsMerged, AlertUnknown, refusedStep } from '#/alert/errors.ts'
import { handlingSteps } from '#/alert/handling-steps.ts'
import { jointSteps } from '#/alert/joint-steps.ts'
import { markSteps } from '#/alert/mark-steps.ts'
import type { Decider } from '#/decider.ts'

/**
 * Who may do what with an alert:
 *
 *   raised → signed for → verified → disposed → fed back → closed
 *
 * A finding other than "substantiated" skips the disposal. What is closed as true and handled has
 * been fed back; an alert of which no warning holds any more, or that was false, a duplicate or
 * somebody else's, can be closed from anywhere. Before verification it can be assigned, transferred
 * (the receiver signs) and returned (to be assigned anew); after it, a return sends it back to its
 * owner to be worked on again. Escalation, silence and all marks change no state; reopening starts
 * at the signature.
 */
export const alertDecider: Decider<Alert, AlertCommand, AlertEvent> = {
  initial: { state: 'absent' },
  decide: decideAlert,
  evolve: evolveAlert,
}

const STEPS: AlertSteps<AlertCommandType> = {
  ...companySteps,
  ...assigningSteps,
  ...handlingSteps,
  ...jointSteps,
  ...closingSteps,
  ...markSteps,
}

type Situation = 'open' | 'closed' | 'merged'
const ALWAYS: readonly Situation[] = ['open', 'closed', 'merged']
const OPEN: readonly Situation[] = ['open']
const OPEN_OR_CLOSED: readonly Situation[] = ['open', 'closed']
const OPEN_OR_MERGED: readonly Situation[] = ['open', 'merged']

/**
 * When a command is heard at all. A closed alert keeps learning which of its warnings and facts
 * still hold and what departments report, can be read, spoken of and reopened; nobody works on a
 * merged one.
 */
const HEARD: { readonly [Type in AlertCommandType]: readonly Situation[] } = {
  RaiseAlert: ALWAYS,
  GatherWarning: ALWAYS,
  WithdrawWarning: ALWAYS,
  CountWarnings: ALWAYS,
  ChangeEvidence: ALWAYS,
  CloseLink: ALWAYS,
  ViewAlert: ALWAYS,
  CommentOnAlert: ALWAYS,
  TagAlert: ALWAYS,
  UntagAlert: ALWAYS,
  WatchAlert: ALWAYS,
  UnwatchAlert: ALWAYS,
  AttachEvidence: ALWAYS,
  DetachAlert: ALWAYS,
  SeparateAlert: ALWAYS,
  AnswerCooperation: ALWAYS,
  CloseMerged: ['merged', 'closed'],
  CloseAlert: OPEN_OR_CLOSED,
  ReopenAlert: OPEN_OR_CLOSED,
  RemoveLink: OPEN_OR_CLOSED,
  MergeAlert: OPEN_OR_MERGED,
  GatherUnder: OPEN_OR_MERGED,
  PartAlert: OPEN_OR_MERGED,
  RouteAlert: OPEN_OR_MERGED,
  EscalateAlert: OPEN_OR_MERGED,
  AssignAlert: OPEN,
  ClaimAlert: OPEN,
  ReleaseAlert: OPEN,
  SignForAlert: OPEN,
  TransferAlert: OPEN,
  ReturnAlert: OPEN,
  AskCooperation: OPEN,
  WithdrawCooperation: OPEN,
  VerifyAlert: OPEN,
  DisposeAlert: OPEN,
  LinkMeasure: OPEN_OR_CLOSED,
  FeedBackAlert: OPEN,
  ConfirmClosing: OPEN,
  DeclineClosing: OPEN,
  SilenceAlert: OPEN_OR_MERGED,
  UrgeAlert: OPEN,
  SuperviseAlert: OPEN,
  AddSubject: OPEN,
  RemoveSubject: OPEN,
  AbsorbAlert: OPEN,
}

function decideAlert(command: AlertCommand, alert: Alert): readonly AlertEvent[] {
  if (alert.state === 'absent') {
    if (command.type === 'RaiseAlert') return [{ type: 'AlertRaised', data: command.data }]
    throw new AlertUnknown(command.data.alert_id)
  }
  const situation = situationOf(alert)
  if (!HEARD[command.type].includes(situation)) {
    throw situation === 'merged' && alert.merged_into !== null
      ? new AlertIsMerged(alert.merged_into)
      : refusedStep(command.type, alert)
  }
  return stepOf(command.type)(command, alert)
}

function situationOf(alert: PresentAlert): Situation {
  if (alert.state === 'closed') return 'closed'
  return alert.merged_into === null ? 'open' : 'merged'
}

/** Each command is handed to the step of its own type, which is what the table says. */
function stepOf(
  type: AlertCommandType,
): (command: AlertCommand, alert: PresentAlert) => readonly AlertEvent[] {
  return STEPS[type] as (command: AlertCommand, alert: PresentAlert) => readonly AlertEvent[]
}
