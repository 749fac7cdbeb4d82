import { expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import { openWarehouse, project } from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { alertSteps } from '#/alerts/queries.ts'

const alert_id = derivedId('alert', 'told')
const AT = { subject_id: 'test:told', occurred_at: '2026-03-01T00:00:00.000Z' }

test('an alert has a life that can be read step by step', async () => {
  await using opened = await openWarehouse()
  await project(
    opened.warehouse,
    recordedLog([
      {
        ...AT,
        id: 'raised',
        type: 'AlertRaised',
        data: {
          alert_id,
          actor: 'jianwei:sentinel',
          reason: 'because',
          rule_id: 'told',
          rule_version: 1,
          level: 'yellow',
          warning_ids: [derivedId('warning', 'told')],
          due_at: null,
        },
      },
      {
        ...AT,
        id: 'signed',
        type: 'AlertSignedFor',
        data: { alert_id, actor: '李"四"', reason: 'because' },
      },
    ]),
  )
  const steps = await alertSteps(opened.warehouse, alert_id)
  expect(steps.map((row) => [row.event_type, row.actor, row.data['reason']])).toEqual([
    ['AlertRaised', 'jianwei:sentinel', 'because'],
    ['AlertSignedFor', '李"四"', 'because'],
  ])
  expect(await alertSteps(opened.warehouse, derivedId('alert', 'none'))).toEqual([])
})
