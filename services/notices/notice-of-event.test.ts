import { expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import opened from '@jianwei/tests/golden/DutyOpened.v1.json' with { type: 'json' }
import marked from '@jianwei/tests/golden/DutyMarked.v1.json' with { type: 'json' }
import { lineOf } from '#/notices/message.ts'
import { Notices } from '#/notices/notice-of-event.ts'

const ALERT = derivedId('alert', 'of a duty')
const DUTY = derivedId('duty', 'of an alert')
const at = { subject_id: 'test:shop', occurred_at: '2026-06-01T00:00:00.000Z' }
const [raised, dutyOpened, dutyMarked] = recordedLog([
  {
    ...at,
    id: 'raised',
    type: 'AlertRaised',
    schema_version: 2,
    data: {
      alert_id: ALERT,
      actor: 'jianwei:sentinel',
      reason: 'a warning',
      rule_id: 'three-complaints',
      rule_version: 1,
      level: 'orange',
      warning_ids: [derivedId('warning')],
      due_at: null,
      lead: null,
      further_subjects: [],
    },
  },
  {
    ...at,
    id: 'opened',
    type: 'DutyOpened',
    data: { ...opened.data, duty_id: DUTY, about: 'alert', about_id: ALERT },
  },
  { ...at, id: 'marked', type: 'DutyMarked', data: { ...marked.data, duty_id: DUTY } },
])

/** The stream of the alert, and of the duty. */
async function* read(stream: string): AsyncGenerator<RecordedEvent> {
  const wanted = stream === raised?.stream ? raised : dutyOpened
  if (wanted !== undefined) yield wanted
}

test('a mark of a duty of an alert is told with the number and the level of the alert', async () => {
  if (dutyMarked === undefined) throw new Error('three were recorded')
  const notice = await new Notices({ read }).of(dutyMarked)
  expect(notice).toMatchObject({ notice: 'duty_marked', number: ALERT, level: 'orange' })
  expect(notice?.mark).toBe(marked.data.mark)
  if (notice === undefined) throw new Error('it is told')
  expect(lineOf({ ...notice, mark: 'red_card' })).toBe(`办理时限亮牌 橙色 红牌 ${ALERT}`)
})
