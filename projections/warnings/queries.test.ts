import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import { recordedLog, type TestEvent } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import {
  entriesOfWarning,
  standingWarnings,
  warningLedger,
  warningsByRule,
} from '#/warnings/queries.ts'

const TIME = '2026-06-01T00:00:00.000Z'
const FACTS = ['f1', 'f2'].map((name) => derivedId('fact', name))
const idOf = (name: string): string => derivedId('warning', name)

function entry(
  type: 'WarningRaised' | 'WarningWithdrawn',
  name: string,
  turn: number,
  rule = 'r1',
): TestEvent {
  return {
    id: `${name}#${turn}`,
    type,
    subject_id: `test:${name}`,
    occurred_at: TIME,
    data: {
      warning_id: idOf(name),
      rule_id: rule,
      rule_version: 2,
      level: 'orange',
      anchor: TIME,
      anchor_at: TIME,
      evidence: FACTS,
      seen_position: 7,
      clock: TIME,
    },
  }
}

const log = recordedLog([
  entry('WarningRaised', 'stands', 0),
  entry('WarningRaised', 'left', 0),
  entry('WarningWithdrawn', 'left', 1),
  entry('WarningRaised', 'back', 0),
  entry('WarningWithdrawn', 'back', 1),
  entry('WarningRaised', 'back', 2),
  entry('WarningRaised', 'other', 0, 'r2'),
  {
    id: 'alert',
    type: 'AlertRaised',
    subject_id: 'test:stands',
    occurred_at: TIME,
    data: {
      alert_id: derivedId('alert', 'one'),
      actor: 'jianwei:sentinel',
      reason: 'raised',
      rule_id: 'r1',
      rule_version: 2,
      level: 'orange',
      warning_ids: [idOf('stands')],
      due_at: null,
    },
  },
])

describe('warnings', () => {
  let opened: WarehouseInFolder
  const positions = async (filter: object): Promise<readonly number[]> =>
    (await standingWarnings(opened.warehouse, { limit: 10, ...filter })).items.map(
      (row) => row.position,
    )
  beforeAll(async () => {
    opened = await openWarehouse()
    await project(opened.warehouse, log)
  })
  afterAll(async () => opened[Symbol.asyncDispose]())

  test('stand while their last entry raised them', async () => {
    const { items, next } = await standingWarnings(opened.warehouse, { limit: 10 })
    expect([items.map((row) => [row.subject_id, row.position]), next]).toEqual([
      [
        ['test:other', 7],
        ['test:back', 6],
        ['test:stands', 1],
      ],
      null,
    ])
    expect(items[2]).toEqual({
      position: 1,
      event_id: log[0]?.event_id,
      movement: 'raised',
      warning_id: idOf('stands'),
      rule_id: 'r1',
      rule_version: 2,
      level: 'orange',
      subject_id: 'test:stands',
      anchor: TIME,
      anchor_at: TIME,
      evidence: FACTS,
      seen_position: 7,
      clock: TIME,
      recorded_at: log[0]?.recorded_at,
    })
  })

  test('are chosen by subject, rule, level and id', async () => {
    expect(await positions({ subject_id: 'test:back' })).toEqual([6])
    expect(await positions({ rule_id: 'r1', rule_version: 2 })).toEqual([6, 1])
    expect(await positions({ rule_version: 1 })).toEqual([])
    expect(await positions({ level: 'red' })).toEqual([])
    expect(await positions({ warning_ids: [idOf('left'), idOf('other')] })).toEqual([7])
    expect(await positions({ warning_ids: [] })).toEqual([])
  })

  test('leave every entry in the ledger', async () => {
    const first = await warningLedger(opened.warehouse, { limit: 5 })
    const rest = await warningLedger(opened.warehouse, { limit: 5, cursor: first.next ?? '' })
    expect([...first.items, ...rest.items].map((row) => row.position)).toEqual([
      7, 6, 5, 4, 3, 2, 1,
    ])
    const told = await entriesOfWarning(opened.warehouse, idOf('back'))
    expect(told.map((row) => row.movement)).toEqual(['raised', 'withdrawn', 'raised'])
  })

  test('are counted by rule, also those that no alert has gathered', async () => {
    expect(await warningsByRule(opened.warehouse)).toEqual([
      { rule_id: 'r1', rule_version: 2, raised: 4, withdrawn: 2, standing: 2, without_alert: 1 },
      { rule_id: 'r2', rule_version: 2, raised: 1, withdrawn: 0, standing: 1, without_alert: 1 },
    ])
  })
})
