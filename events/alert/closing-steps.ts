import type { PresentAlert } from '#/alert/alert.ts'
import type { AlertSteps } from '#/alert/commands.ts'
import { AlertPartsOpen, AlertSecondPersonMissing, refusedStep } from '#/alert/errors.ts'

export const closingSteps: AlertSteps<
  'CloseAlert' | 'CloseMerged' | 'ConfirmClosing' | 'DeclineClosing' | 'ReopenAlert'
> = {
  CloseAlert({ type, data, second_person }, alert) {
    const { reason_code, despite_open_parts, actor } = data
    if (alert.state === 'closed' && alert.closed_as === reason_code) return []
    if (!mayBeClosed(alert, reason_code)) throw refusedStep(type, alert)
    if (alert.open_parts.length > 0 && despite_open_parts === null)
      throw new AlertPartsOpen(alert.open_parts)
    const { closing_proposed_by, closing_proposed_as } = alert
    if (!second_person) return [{ type: 'AlertClosed', data: { ...data, proposed_by: null } }]
    if (closing_proposed_by === null) return [{ type: 'AlertClosingProposed', data }]
    if (closing_proposed_as !== reason_code) throw refusedStep(type, alert)
    if (closing_proposed_by === actor) return []
    return [{ type: 'AlertClosed', data: { ...data, proposed_by: closing_proposed_by } }]
  },

  // The alert that took it in was closed, and what was true of that is true of this.
  CloseMerged({ type, data }, alert) {
    if (alert.state === 'closed') return []
    if (alert.merged_into === null) throw refusedStep(type, alert)
    return [{ type: 'AlertClosed', data: { ...data, proposed_by: null } }]
  },

  ConfirmClosing({ type, data }, alert) {
    const { closing_proposed_by, closing_proposed_as, closing_proposed_despite } = alert
    if (closing_proposed_by === null) throw refusedStep(type, alert)
    if (closing_proposed_by === data.actor) throw new AlertSecondPersonMissing(data.actor)
    if (alert.open_parts.length > 0 && closing_proposed_despite === null)
      throw new AlertPartsOpen(alert.open_parts)
    const proposed = {
      reason_code: closing_proposed_as,
      despite_open_parts: closing_proposed_despite,
      proposed_by: closing_proposed_by,
    }
    return [{ type: 'AlertClosed', data: { ...data, ...proposed } }]
  },

  DeclineClosing: ({ data }, alert) =>
    alert.closing_proposed_by === null ? [] : [{ type: 'AlertClosingDeclined', data }],

  ReopenAlert: ({ data }, alert) =>
    alert.state === 'closed' ? [{ type: 'AlertReopened', data }] : [],
}

/**
 * What was true has been worked on to the end; what was not needs no more than a reason. An alert
 * of which no warning holds any more can be closed from anywhere.
 */
function mayBeClosed(alert: PresentAlert, as: string): boolean {
  if (alert.state === 'closed') return false
  const holdsNoMore = alert.rule_id !== null && alert.standing.length === 0
  return alert.state === 'fed_back' || holdsNoMore || as !== 'true_and_handled'
}
