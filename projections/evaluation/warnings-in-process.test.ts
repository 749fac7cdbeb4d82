import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { HeldFacts } from '#/evaluation/held-facts.ts'
import { warningsInProcess } from '#/evaluation/warnings-in-process.ts'
import { NOTHING_STATED } from '#/rules/feeds/statements-as-known.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { isSnapshotRule } from '#/rules/rule.ts'

const rule = ruleWith({
  id: 'two-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 2, window: '30 days' },
})

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
  const complaints = ['a', 'b'].map((id) => ({
    id,
    type: 'ComplaintReceived',
    subject_id: 'test:with',
    occurred_at: '2026-03-01T04:00:00.000Z',
    data: { complaint_number: id, channel: { code: '12315' }, is_repeated: false },
  }))
  await project(opened.warehouse, recordedLog(complaints))
})
afterAll(() => opened[Symbol.asyncDispose]())

test('who was looked at is not asked for again, also where there are no facts', async () => {
  if (isSnapshotRule(rule)) throw new TypeError('a count is judged by facts')
  const held = new HeldFacts(1_000_000)
  held.follow({ after: 0, up_to: 2, news: 'by position', types: ['ComplaintReceived'] })
  const asked: string[] = []
  const warehouse: Warehouse = Object.assign(Object.create(opened.warehouse) as Warehouse, {
    stream: (...[statement, options]: Parameters<Warehouse['stream']>) => {
      asked.push(options.purpose)
      return opened.warehouse.stream(statement, options)
    },
  })
  const view = {
    scope: { of: 'subjects', subject_ids: ['test:with', 'test:without'] },
    known: { by: 'platform' },
    clock: '2026-06-01T00:00:00.000Z' as Instant,
  } as const
  const found = async () => {
    const warnings = await warningsInProcess(warehouse, [rule], view, NOTHING_STATED, { held })
    return warnings.get(rule)?.found.map(({ subject_id }) => subject_id)
  }
  expect(await found()).toEqual(['test:with'])
  expect(asked).toHaveLength(1)
  expect(await found()).toEqual(['test:with'])
  expect(asked).toHaveLength(1)
})
