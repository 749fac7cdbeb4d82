import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  correction,
  recordedLog,
  retraction,
  type TestEvent,
} from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { dailyCounts } from '#/daily-counts/queries.ts'

function complaint(id: string, day: string, region: string | null): TestEvent {
  return {
    id,
    type: 'SeriousViolationListed',
    occurred_at: `${day}T12:00:00.000Z`,
    region,
    data: {},
  }
}

function moved(id: string, of: string, day: string, region: string | null): TestEvent {
  return correction(id, of, complaint('', day, region))
}

describe('daily counts', () => {
  let opened: WarehouseInFolder
  beforeAll(async () => {
    opened = await openWarehouse()
    await project(
      opened.warehouse,
      recordedLog([
        complaint('kept', '2026-01-01', '330203'),
        complaint('also kept', '2026-01-01', '330203'),
        complaint('moved', '2026-01-01', '330203'),
        moved('moved by', 'moved', '2026-01-02', '330204'),
        moved('moved on by', 'moved', '2026-01-03', '110101'),
        complaint('retracted', '2026-01-03', '110101'),
        retraction('retracted by', 'retracted'),
        complaint('revived', '2026-01-04', null),
        retraction('retracted too by', 'revived'),
        moved('revived by', 'revived', '2026-01-04', null),
        moved('before its original', 'late original', '2026-01-05', '330203'),
        complaint('late original', '1955-01-05', '330203'),
      ]),
    )
  })
  afterAll(async () => opened[Symbol.asyncDispose]())
  const range = { from: '1950-01-01', to: '2026-12-31' }

  test('count each fact once, where and when its version in force says it happened', async () => {
    const event_type = 'SeriousViolationListed'
    expect(await dailyCounts(opened.warehouse, range)).toEqual([
      { event_type, region: '', day: '2026-01-04', facts: 1 },
      { event_type, region: '110101', day: '2026-01-03', facts: 1 },
      { event_type, region: '330203', day: '2026-01-01', facts: 2 },
      { event_type, region: '330203', day: '2026-01-05', facts: 1 },
    ])
  })

  test('are given for types, a region with all within it, and days', async () => {
    const counts = await dailyCounts(opened.warehouse, {
      event_types: ['SeriousViolationListed', 'PenaltyDecided'],
      region: '33',
      from: '2026-01-02',
      to: '2026-01-05',
    })
    expect(counts.map(({ day, facts }) => [day, facts])).toEqual([['2026-01-05', 1]])
    expect(
      await dailyCounts(opened.warehouse, { ...range, event_types: ['PenaltyDecided'] }),
    ).toEqual([])
  })
})
