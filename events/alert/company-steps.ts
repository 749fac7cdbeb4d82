import type { AlertSteps } from '#/alert/commands.ts'
import { AlertMergeRefused } from '#/alert/errors.ts'

export const companySteps: AlertSteps<
  | 'RaiseAlert'
  | 'GatherWarning'
  | 'WithdrawWarning'
  | 'CountWarnings'
  | 'ChangeEvidence'
  | 'MergeAlert'
  | 'DetachAlert'
  | 'AbsorbAlert'
  | 'SeparateAlert'
  | 'GatherUnder'
  | 'PartAlert'
> = {
  RaiseAlert: () => [],

  GatherWarning: ({ data }, alert) =>
    alert.standing.includes(data.warning_id) ? [] : [{ type: 'AlertWarningGathered', data }],

  WithdrawWarning: ({ data }, alert) =>
    alert.standing.includes(data.warning_id) ? [{ type: 'AlertWarningWithdrawn', data }] : [],

  // Whoever counts knows what was counted: an alert does not remember thousands.
  CountWarnings: ({ data }) => [{ type: 'AlertWarningsCounted', data }],

  ChangeEvidence: ({ data }, alert) =>
    alert.evidence_changes.includes(data.amendment_id)
      ? []
      : [{ type: 'AlertEvidenceChanged', data }],

  MergeAlert({ data }, alert) {
    if (alert.merged_into === data.into) return []
    if (alert.merged_into !== null) throw new AlertMergeRefused('it is merged into another one')
    if (alert.alert_id === data.into) throw new AlertMergeRefused('it is the same alert')
    if (alert.merged_alerts.length > 0) throw new AlertMergeRefused('it took others in itself')
    return [{ type: 'AlertMerged', data }]
  },

  DetachAlert: ({ data }, alert) =>
    alert.merged_into === data.from_alert ? [{ type: 'AlertDetached', data }] : [],

  AbsorbAlert({ data }, alert) {
    if (alert.merged_alerts.includes(data.merged_alert)) return []
    if (alert.alert_id === data.merged_alert) throw new AlertMergeRefused('it is the same alert')
    return [{ type: 'AlertAbsorbed', data }]
  },

  SeparateAlert: ({ data }, alert) =>
    alert.merged_alerts.includes(data.merged_alert) ? [{ type: 'AlertSeparated', data }] : [],

  GatherUnder: ({ data }, alert) =>
    alert.gathered_under === data.parent_alert ? [] : [{ type: 'AlertGatheredUnder', data }],

  PartAlert: ({ data }, alert) =>
    alert.gathered_under === data.parent_alert ? [{ type: 'AlertParted', data }] : [],
}
