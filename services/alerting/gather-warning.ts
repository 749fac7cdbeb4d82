import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import { FURTHER_SUBJECTS_MAX } from '@jianwei/events/alert/raising-events.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import { isGroupId } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type { AlertWorthy } from '#/alerting/alert-worthy.ts'
import type { WarningRaisedEntry } from '#/alerting/alerting-events.ts'
import type { AlertsOfKey } from '#/alerting/alerts-of-key.ts'

/**
 * Lets the warning begin or join the chosen alert. Where that stands under a group or a rule, it
 * names whom its warnings are about, as many as an alert may.
 */
export function gatherWarning(
  alerts: AlertsOfKey,
  { entry, region }: Pick<AlertWorthy, 'entry' | 'region'>,
  reason: string,
): void {
  const { warning_id, rule_id, rule_version, level, clock } = entry.data
  const common = { alert_id: alerts.alert_id, actor: SENTINEL_SOURCE, reason }
  const cause = { region, at: clock, causation_id: entry.event_id }
  const spanned = alerts.key.subject_id !== entry.subject_id && !isGroupId(entry.subject_id)
  const { alert } = alerts
  if (alert.state === 'absent') {
    const found = { rule_id, rule_version, level, warning_ids: [warning_id], due_at: null }
    const further_subjects = spanned ? [subjectId(entry)] : []
    const data = { ...common, ...found, lead: null, further_subjects }
    alerts.decide({ type: 'RaiseAlert', data }, cause)
    return
  }
  alerts.decide({ type: 'GatherWarning', data: { ...common, warning_id } }, cause)
  const isNamed = !spanned || alert.further_subjects.includes(subjectId(entry))
  const isFull = alert.further_subjects.length >= FURTHER_SUBJECTS_MAX
  if (isNamed || isFull || alert.state === 'closed' || alert.merged_into !== null) return
  const data = { ...common, further_subject: subjectId(entry) }
  alerts.decide({ type: 'AddSubject', data }, cause)
}

type SubjectId = Extract<AlertCommand, { type: 'AddSubject' }>['data']['further_subject']

function subjectId({ subject_id }: WarningRaisedEntry): SubjectId {
  // Facts of the log are about subjects whose ids were read at intake.
  return subject_id as SubjectId
}
