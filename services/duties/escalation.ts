import type { PresentAlert } from '@jianwei/events/alert/alert.ts'
import type { DutyMarked } from '@jianwei/events/duty/events.ts'
import { DUTIES_SOURCE } from '@jianwei/events/duty/events.ts'
import type { PresentDuty } from '@jianwei/events/duty/duty.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { loadDuty } from '#/duties/duty-aggregate.ts'
import { causeOf, type DutyPage } from '#/duties/duty-page.ts'
import type { StandingTerms } from '#/duties/standing-terms.ts'

/*
 * What follows from a mark. The level of an alert says how grave its matter is, so no mark changes
 * it:
 *
 *  - warning: it is said, and no more.
 *  - yellow card: the alert is urged (催办).
 *  - red card: the alert is supervised (督办), and the mark is brought before the unit above the one
 *    that has the duty, where the directory of organisations knows one.
 */

export async function followMark(
  log: EventLog,
  page: DutyPage,
  event: RecordedEvent,
  terms: StandingTerms,
): Promise<void> {
  // The catalogue parsed the data when the event was read.
  const { duty_id, mark } = event.data as DutyMarked
  if (mark === 'warning') return
  const { stream } = await loadDuty(log, duty_id)
  const duty = stream.state
  if (duty.state === 'absent') return
  const reason = `${duty.opened.title.zh}：${mark === 'red_card' ? '红牌' : '黄牌'}`
  if (duty.opened.about !== 'fact') await press(page, event, duty, reason)
  if (mark !== 'red_card' || duty.unit === null) return
  const to_unit = terms.unitAbove(duty.unit, event.recorded_at)
  if (to_unit === null) return
  const data = { duty_id, actor: DUTIES_SOURCE, reason, mark, from_unit: duty.unit, to_unit }
  await page.decide({ type: 'EscalateDuty', data }, causeOf(event))
}

/** Urges or supervises the alert, once for each mark. */
async function press(
  page: DutyPage,
  event: RecordedEvent,
  duty: PresentDuty,
  reason: string,
): Promise<void> {
  const alert_id = duty.opened.about_id
  const { stream: alert, causes } = await page.alert(alert_id)
  const { subject_id, region, recorded_at: at, event_id: causation_id } = event
  if (causes.has(causation_id) || alert.state.state === 'absent' || isDone(alert.state)) return
  const step = { alert_id, actor: DUTIES_SOURCE, reason }
  alert.decide(
    event.data['mark'] === 'red_card'
      ? { type: 'SuperviseAlert', data: { ...step, answer_by: null } }
      : { type: 'UrgeAlert', data: step },
    { subject_id, region, at, causation_id },
  )
}

function isDone({ state, merged_into }: PresentAlert): boolean {
  return state === 'closed' || merged_into !== null
}
