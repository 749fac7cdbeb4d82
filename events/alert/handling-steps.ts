import type { PresentAlert } from '#/alert/alert.ts'
import type { AlertSteps } from '#/alert/commands.ts'
import {
  AlertEvidenceUnknown,
  AlertLevelNotHigher,
  AlertNotSubstantiated,
  AlertSilencePast,
  refusedStep,
} from '#/alert/errors.ts'
import { assertNotClaimedByOther } from '#/alert/assigning-steps.ts'
import { isGraver } from '#/warning/events.ts'

export const handlingSteps: AlertSteps<
  | 'ViewAlert'
  | 'SignForAlert'
  | 'VerifyAlert'
  | 'DisposeAlert'
  | 'FeedBackAlert'
  | 'EscalateAlert'
  | 'SilenceAlert'
  | 'UrgeAlert'
  | 'SuperviseAlert'
> = {
  ViewAlert: ({ data }, alert) =>
    alert.abreast.includes(data.actor) ? [] : [{ type: 'AlertViewed', data }],

  SignForAlert({ type, data, at }, alert) {
    if (alert.state === 'signed_for' && alert.owner === data.actor) return []
    if (alert.state !== 'raised') throw refusedStep(type, alert)
    assertNotClaimedByOther(alert, data.actor, at)
    return [{ type: 'AlertSignedFor', data }]
  },

  VerifyAlert({ type, data }, alert) {
    if (alert.state === 'verified' && alert.finding === data.finding) return []
    if (alert.state !== 'signed_for') throw refusedStep(type, alert)
    const unknown = data.evidence.find((file) => !alert.evidence.includes(file))
    if (unknown !== undefined) throw new AlertEvidenceUnknown(unknown)
    return [{ type: 'AlertVerified', data }]
  },

  DisposeAlert({ type, data }, alert) {
    if (alert.state === 'disposed' && alert.measure === data.measure) return []
    if (alert.state !== 'verified') throw refusedStep(type, alert)
    if (alert.finding !== 'substantiated') throw new AlertNotSubstantiated(alert.alert_id)
    return [{ type: 'AlertDisposed', data }]
  },

  FeedBackAlert({ type, data }, alert) {
    if (alert.state === 'fed_back' && alert.feedback === data.feedback) return []
    if (!isReadyForFeedback(alert)) throw refusedStep(type, alert)
    return [{ type: 'AlertFedBack', data }]
  },

  EscalateAlert({ data }, alert) {
    if (data.level === alert.level && data.due_at === alert.due_at) return []
    if (!isGraver(data.level, alert.level)) {
      throw new AlertLevelNotHigher({ present: alert.level, asked: data.level })
    }
    return [{ type: 'AlertEscalated', data: { ...data, from_level: alert.level } }]
  },

  SilenceAlert({ data, at }, alert) {
    if (alert.silenced_until === data.until) return []
    if (data.until <= at) throw new AlertSilencePast(data.until)
    return [{ type: 'AlertSilenced', data }]
  },

  // Whoever urges twice has urged twice.
  UrgeAlert: ({ data }) => [{ type: 'AlertUrged', data }],

  SuperviseAlert: ({ data }, alert) =>
    alert.supervised_by === data.actor ? [] : [{ type: 'AlertSupervised', data }],
}

/** Nothing found is nothing to dispose of. */
function isReadyForFeedback(alert: PresentAlert): boolean {
  if (alert.state === 'disposed') return true
  return alert.state === 'verified' && alert.finding !== 'substantiated'
}
