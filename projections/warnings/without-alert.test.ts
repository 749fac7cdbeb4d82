import { afterAll, beforeAll, expect, test } from 'vitest'
import { derivedId, eventIdOf } from '@jianwei/events/identity.ts'
import {
  correction,
  recordedLog,
  SOURCE,
  type TestEvent,
} from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { warningsWithoutAlert } from '#/warnings/without-alert.ts'

const OTHER = 'urn:example:other'
const ages = [
  { id: 'r', version: 1, alert_anchor_age_days: 90 },
  { id: 'r', version: 2, alert_anchor_age_days: 30 },
]

function fact(id: string, day: string, source = SOURCE): TestEvent {
  return {
    id,
    type: 'ComplaintReceived',
    source,
    subject_id: `test:${id}`,
    occurred_at: `${day}T00:00:00.000Z`,
    data: {},
  }
}

function warning(
  of: string,
  day: string,
  { version = 1, source = SOURCE, turn = 0 } = {},
): TestEvent {
  return {
    id: `w-${of}#${turn}`,
    type: turn % 2 === 0 ? 'WarningRaised' : 'WarningWithdrawn',
    source: 'jianwei:sentinel',
    subject_id: `test:${of}`,
    occurred_at: '2026-06-01T00:00:00.000Z',
    data: {
      warning_id: derivedId('warning', of),
      rule_id: 'r',
      rule_version: version,
      level: 'yellow',
      anchor: `${day}T00:00:00.000Z`,
      anchor_at: `${day}T00:00:00.000Z`,
      evidence: [eventIdOf(source, of)],
      seen_position: 1,
      clock: '2026-06-01T00:00:00.000Z',
    },
  }
}

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
  await project(
    opened.warehouse,
    recordedLog([
      fact('newest', '2026-05-31'),
      fact('edge', '2026-03-02'),
      warning('edge', '2026-03-02'),
      fact('old', '2026-03-01'),
      warning('old', '2026-03-01'),
      fact('second', '2026-04-30'),
      warning('second', '2026-04-30', { version: 2 }),
      fact('gone', '2026-05-01'),
      warning('gone', '2026-05-01'),
      warning('gone', '2026-05-01', { turn: 1 }),
      fact('elsewhere', '2020-01-01', OTHER),
      warning('elsewhere', '2020-01-01', { source: OTHER }),
      correction('corrected', 'never-sent', fact('x', '2026-05-02')),
      warning('never-sent', '2026-05-02'),
      fact('told', '2026-05-03'),
      warning('told', '2026-05-03'),
      {
        id: 'alert',
        type: 'AlertRaised',
        source: 'jianwei:sentinel',
        subject_id: 'test:told',
        occurred_at: '2026-06-01T00:00:00.000Z',
        data: {
          alert_id: derivedId('alert', 'one'),
          actor: 'jianwei:sentinel',
          reason: 'raised',
          rule_id: 'r',
          rule_version: 1,
          level: 'yellow',
          warning_ids: [derivedId('warning', 'told')],
          due_at: null,
        },
      },
    ]),
  )
})
afterAll(async () => opened[Symbol.asyncDispose]())

const counted = { rule_id: 'r', rule_version: 1, source: SOURCE, too_old: 0, waiting: 0, others: 0 }

test('what stands without an alert is too old by the newest fact of its source, or was not dealt with yet', async () => {
  expect(await warningsWithoutAlert(opened.warehouse, { ages, held: [] })).toEqual([
    { ...counted, too_old: 1, others: 2 },
    { ...counted, source: OTHER, others: 1 },
    { ...counted, rule_version: 2, too_old: 1 },
  ])
})

test('of a source that an import holds it waits, and what is too old stays so', async () => {
  expect(await warningsWithoutAlert(opened.warehouse, { ages, held: [SOURCE] })).toEqual([
    { ...counted, too_old: 1, waiting: 2 },
    { ...counted, source: OTHER, others: 1 },
    { ...counted, rule_version: 2, too_old: 1 },
  ])
})

test('only what is held can be asked for', async () => {
  expect(await warningsWithoutAlert(opened.warehouse, { ages, held: [], of: 'held' })).toEqual([])
  expect(await warningsWithoutAlert(opened.warehouse, { ages, held: [OTHER], of: 'held' })).toEqual(
    [{ ...counted, source: OTHER, waiting: 1 }],
  )
})

test('of a rule that is not known nothing is called too old', async () => {
  expect(
    await warningsWithoutAlert(opened.warehouse, { ages: ages.slice(0, 1), held: [] }),
  ).toContainEqual({
    ...counted,
    rule_version: 2,
    others: 1,
  })
})
