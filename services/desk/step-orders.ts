import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import type { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import type { AlertAbsorbed } from '@jianwei/events/alert/company-events.ts'
import type { MeasureKind } from '@jianwei/events/alert/joint-events.ts'
import { SubjectIdSchema } from '@jianwei/events/identifiers/subject-id.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Deciding, OtherAlert } from '#/desk/alert-steps.ts'

/* Steps that are more than one command, or reach other alerts. */

interface Who {
  readonly alert_id: string
  readonly actor: string
  readonly reason: string
}

export interface Closing {
  readonly reason_code: ClosingReason
  readonly despite_open_parts: string | null
}

/** Closes the alert and those that it took in; where a second person must agree, proposes it. */
export async function closeAlert(deciding: Deciding, who: Who, closing: Closing): Promise<void> {
  const { second_person } = deciding
  const data = { ...who, ...closing }
  const after = deciding.decide({ type: 'CloseAlert', data, second_person })
  if (after.state === 'closed') await closeMerged(deciding, who, closing)
}

/** The second person agrees. */
export async function confirmClosing(deciding: Deciding, who: Who): Promise<void> {
  const after = deciding.decide({ type: 'ConfirmClosing', data: who })
  if (after.state !== 'closed') return
  const reason_code = after.closed_as ?? 'other'
  await closeMerged(deciding, who, { reason_code, despite_open_parts: null })
}

async function closeMerged({ alert, other }: Deciding, who: Who, closing: Closing): Promise<void> {
  for (const alert_id of alert.merged_alerts) {
    const merged = await other(alert_id)
    // One that was detached meanwhile goes its own way.
    if (merged.alert.merged_into !== alert.alert_id) continue
    merged.decide({ type: 'CloseMerged', data: { ...who, ...closing, alert_id } })
  }
}

/** The alert is worked on as part of another one, which is then about its subjects too. */
export async function mergeAlert(
  { alert, decide, other, subject_id }: Deciding,
  who: Who,
  into: string,
): Promise<void> {
  decide({ type: 'MergeAlert', data: { ...who, into } })
  const host = await other(into)
  const known = new Set([host.subject_id, ...host.alert.further_subjects])
  const subject_ids = [subject_id, ...alert.further_subjects]
    .filter((subject) => !known.has(subject))
    // A group of facts has no number that an event could name it by.
    .flatMap((subject) => {
      const read = SubjectIdSchema.safeParse(subject)
      return read.success ? [read.data] : []
    })
  const data = { ...who, alert_id: into, merged_alert: alert.alert_id, subject_ids }
  host.decide({ type: 'AbsorbAlert', data })
}

/** The alert is worked on by itself again. Nothing happens where it is merged into none. */
export async function detachAlert({ alert, decide, other }: Deciding, who: Who): Promise<void> {
  const { merged_into, alert_id } = alert
  if (merged_into === null) return
  decide({ type: 'DetachAlert', data: { ...who, from_alert: merged_into } })
  const host = await other(merged_into)
  const data = { ...who, alert_id: merged_into, merged_alert: alert_id }
  host.decide({
    type: 'SeparateAlert',
    data: { ...data, subject_ids: subjectsBroughtBy(alert_id, host) },
  })
}

/** Whom the host is about only because it took the alert in. */
function subjectsBroughtBy(alertId: string, { events }: OtherAlert): AlertAbsorbed['subject_ids'] {
  const absorbed = events.findLast(
    ({ type, data }) => type === 'AlertAbsorbed' && data['merged_alert'] === alertId,
  )
  // The catalogue parsed it.
  return absorbed === undefined ? [] : (absorbed.data as unknown as AlertAbsorbed).subject_ids
}

export interface Measure {
  readonly kind: MeasureKind
  readonly number: string
  readonly department: string | null
}

/** The same measure of the same alert is the same link. */
export function linkCommand(
  { alert_id, actor }: Pick<Who, 'alert_id' | 'actor'>,
  { kind, number, department }: Measure,
): AlertCommand {
  const link_id = derivedId('alert-link', alert_id, kind, number, department ?? '')
  return {
    type: 'LinkMeasure',
    data: { alert_id, actor, link_id, kind, number, department },
  }
}
