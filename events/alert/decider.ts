import { evolveAlert, isUnverified, type Alert, type AlertEvent } from '#/alert/alert.ts'
import {
  AlertLevelNotHigher,
  AlertNotSubstantiated,
  AlertSilencePast,
  AlertStepRefused,
  AlertUnknown,
} from '#/alert/errors.ts'
import type {
  AlertClosed,
  AlertDisposed,
  AlertEscalated,
  AlertFedBack,
  AlertRaised,
  AlertReopened,
  AlertReturned,
  AlertSignedFor,
  AlertSilenced,
  AlertTransferred,
  AlertVerified,
  AlertWarningGathered,
  AlertWarningWithdrawn,
} from '#/alert/events.ts'
import type { Decider } from '#/decider.ts'
import type { Instant } from '#/instant.ts'
import { isGraver } from '#/warning/events.ts'

/**
 * Who may do what with an alert:
 *
 *   raised → signed for → verified → disposed → fed back → closed
 *
 * A finding of "not substantiated" skips the disposal. An alert of which no warning holds any more can be closed from anywhere.
 * Before verification it can be transferred (the receiver signs) and returned (to be assigned anew); after it, a return sends it
 * back to its owner to be worked on again. Escalation and silence change no state; reopening starts at the signature.
 */
export type AlertCommand =
  | { readonly type: 'RaiseAlert'; readonly data: AlertRaised }
  | { readonly type: 'GatherWarning'; readonly data: AlertWarningGathered }
  | { readonly type: 'WithdrawWarning'; readonly data: AlertWarningWithdrawn }
  | { readonly type: 'SignForAlert'; readonly data: AlertSignedFor }
  | { readonly type: 'VerifyAlert'; readonly data: AlertVerified }
  | { readonly type: 'DisposeAlert'; readonly data: AlertDisposed }
  | { readonly type: 'FeedBackAlert'; readonly data: AlertFedBack }
  | { readonly type: 'CloseAlert'; readonly data: AlertClosed }
  | { readonly type: 'TransferAlert'; readonly data: AlertTransferred }
  | { readonly type: 'ReturnAlert'; readonly data: AlertReturned }
  | { readonly type: 'EscalateAlert'; readonly data: AlertEscalated }
  | { readonly type: 'SilenceAlert'; readonly data: AlertSilenced; readonly at: Instant }
  | { readonly type: 'ReopenAlert'; readonly data: AlertReopened }

export const alertDecider: Decider<Alert, AlertCommand, AlertEvent> = {
  initial: { state: 'absent' },
  decide: decideAlert,
  evolve: evolveAlert,
}

type PresentAlert = Exclude<Alert, { readonly state: 'absent' }>

function decideAlert(command: AlertCommand, alert: Alert): readonly AlertEvent[] {
  if (alert.state === 'absent') {
    if (command.type === 'RaiseAlert') return [{ type: 'AlertRaised', data: command.data }]
    throw new AlertUnknown(command.data.alert_id)
  }
  if (alert.state === 'closed') return decideClosed(command, alert)
  switch (command.type) {
    case 'RaiseAlert':
    case 'ReopenAlert':
      return []
    case 'GatherWarning':
      return gather(command.data, alert)
    case 'WithdrawWarning':
      return withdraw(command.data, alert)
    case 'SignForAlert':
      if (alert.state === 'signed_for' && alert.owner === command.data.actor) return []
      if (alert.state !== 'raised') throw refused(command, alert)
      return [{ type: 'AlertSignedFor', data: command.data }]
    case 'VerifyAlert':
      if (alert.state === 'verified' && alert.substantiated === command.data.substantiated) return []
      if (alert.state !== 'signed_for') throw refused(command, alert)
      return [{ type: 'AlertVerified', data: command.data }]
    case 'DisposeAlert':
      if (alert.state === 'disposed' && alert.measure === command.data.measure) return []
      if (alert.state !== 'verified') throw refused(command, alert)
      if (!alert.substantiated) throw new AlertNotSubstantiated(alert.alert_id)
      return [{ type: 'AlertDisposed', data: command.data }]
    case 'FeedBackAlert':
      if (alert.state === 'fed_back' && alert.feedback === command.data.feedback) return []
      if (!isReadyForFeedback(alert)) throw refused(command, alert)
      return [{ type: 'AlertFedBack', data: command.data }]
    case 'CloseAlert':
      if (alert.state !== 'fed_back' && alert.standing.length > 0) throw refused(command, alert)
      return [{ type: 'AlertClosed', data: command.data }]
    case 'TransferAlert':
      if (alert.state === 'raised' && alert.owner === command.data.to) return []
      if (!isUnverified(alert)) throw refused(command, alert)
      return [{ type: 'AlertTransferred', data: command.data }]
    case 'ReturnAlert':
      if (alert.state === 'raised' && alert.owner === null) return []
      return [{ type: 'AlertReturned', data: command.data }]
    case 'EscalateAlert':
      return escalate(command.data, alert)
    case 'SilenceAlert':
      if (alert.silenced_until === command.data.until) return []
      if (command.data.until <= command.at) throw new AlertSilencePast(command.data.until)
      return [{ type: 'AlertSilenced', data: command.data }]
  }
}

/**
 * A closed alert keeps learning which of its warnings still hold, also when one moved to another anchor, and can be reopened.
 * Nothing else happens to it.
 */
function decideClosed(command: AlertCommand, alert: PresentAlert): readonly AlertEvent[] {
  switch (command.type) {
    case 'RaiseAlert':
    case 'CloseAlert':
      return []
    case 'ReopenAlert':
      return [{ type: 'AlertReopened', data: command.data }]
    case 'GatherWarning':
      return gather(command.data, alert)
    case 'WithdrawWarning':
      return withdraw(command.data, alert)
    case 'SignForAlert':
    case 'VerifyAlert':
    case 'DisposeAlert':
    case 'FeedBackAlert':
    case 'TransferAlert':
    case 'ReturnAlert':
    case 'EscalateAlert':
    case 'SilenceAlert':
      throw refused(command, alert)
  }
}

function gather(data: AlertWarningGathered, alert: PresentAlert): readonly AlertEvent[] {
  return alert.standing.includes(data.warning_id) ? [] : [{ type: 'AlertWarningGathered', data }]
}

function withdraw(data: AlertWarningWithdrawn, alert: PresentAlert): readonly AlertEvent[] {
  return alert.standing.includes(data.warning_id) ? [{ type: 'AlertWarningWithdrawn', data }] : []
}

function escalate(data: AlertEscalated, alert: PresentAlert): readonly AlertEvent[] {
  if (data.level === alert.level && data.due_at === alert.due_at) return []
  if (!isGraver(data.level, alert.level)) {
    throw new AlertLevelNotHigher({ present: alert.level, asked: data.level })
  }
  return [{ type: 'AlertEscalated', data }]
}

function isReadyForFeedback(alert: PresentAlert): boolean {
  return alert.state === 'disposed' || (alert.state === 'verified' && !alert.substantiated)
}

function refused(command: AlertCommand, alert: PresentAlert): AlertStepRefused {
  return new AlertStepRefused(command.type, alert.state)
}
