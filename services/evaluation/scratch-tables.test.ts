import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { isSnapshotRule } from '@jianwei/projections/rules/rule.ts'
import { DueSubjects } from '#/evaluation/due-subjects.ts'
import { WARNINGS_LEDGER } from '#/evaluation/ledger.ts'
import { evaluate } from '#/evaluation/evaluate.ts'
import { dropLeftScratchTables, scratchTable } from '#/evaluation/scratch-tables.ts'
import { NOTHING_EVALUATED } from '#/evaluation/evaluated-since.ts'
import { touchedSubjects } from '#/evaluation/touched-subjects.ts'
import { sql } from '@jianwei/projections/sql.ts'

const rules = ['first', 'second'].map((id) => {
  const rule = ruleWith({
    id,
    kind: 'count',
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: 2, window: '30 days' },
  })
  if (isSnapshotRule(rule)) throw new TypeError('a count is judged by facts')
  return rule
})
const complaints = ['2026-03-01', '2026-03-02'].map((day) => ({
  id: day,
  type: 'ComplaintReceived',
  occurred_at: `${day}T04:00:00.000Z`,
  data: {
    complaint_number: day,
    channel: { code: '12315', text: '12315平台' },
    is_repeated: false,
  },
}))
const into = { ledger: WARNINGS_LEDGER, dues: new DueSubjects() }
const boundary = { position: 2 as Position, clock: '2026-06-01T00:00:00.000Z' as Instant }

let opened: WarehouseInFolder
let warehouse: Warehouse
beforeAll(async () => {
  opened = await openWarehouse()
  warehouse = opened.warehouse
  await project(warehouse, recordedLog(complaints))
})
afterAll(() => opened[Symbol.asyncDispose]())

test('a sentinel that was frozen in the middle of a boundary finds the same after another one evaluated it', async () => {
  const alone = await evaluated()
  expect(alone).toHaveLength(2)
  await using frozen = await touchedSubjects(
    warehouse,
    rules,
    NOTHING_EVALUATED,
    {
      ...boundary,
      authorities: [],
      notices: [],
    },
    { news: 'by position', dues: into.dues },
  )
  const steps = evaluate(warehouse, rules, frozen, boundary, NOTHING_STATED, into)
  const before = await steps.next()
  expect(await evaluated()).toEqual(alone)
  const after = await Array.fromAsync(steps)
  expect([...(before.done === true ? [] : before.value), ...after.flat()]).toEqual(alone)
})

test('nothing is left of an evaluation, also of one that is given up', async () => {
  for await (const _ of evaluation()) break
  expect(await scratchTables()).toEqual([])
})

test('what killed sentinels left is dropped, and nothing else', async () => {
  await scratchTable(warehouse, 'touched', { rows: sql`SELECT 1::UInt64 AS subject_key` })
  await warehouse.execute(
    sql`CREATE TABLE sentinel_notes_v1 (n UInt64) ENGINE = MergeTree ORDER BY n`,
    ask,
  )
  await warehouse.execute(sql`CREATE TABLE other (n UInt64) ENGINE = Memory`, ask)
  expect(await scratchTables()).toHaveLength(3)
  await dropLeftScratchTables(warehouse)
  expect(await scratchTables()).toEqual(['other', 'sentinel_notes_v1'])
})

const ask = { purpose: 'test:scratch' }

async function* evaluation(): AsyncGenerator<readonly StreamAppend[]> {
  await using touched = await touchedSubjects(
    warehouse,
    rules,
    NOTHING_EVALUATED,
    {
      ...boundary,
      authorities: [],
      notices: [],
    },
    { news: 'by position', dues: into.dues },
  )
  yield* evaluate(warehouse, rules, touched, boundary, NOTHING_STATED, into)
}

async function evaluated(): Promise<readonly StreamAppend[]> {
  return (await Array.fromAsync(evaluation())).flat()
}

async function scratchTables(): Promise<readonly string[]> {
  const tables = await warehouse.query<{ name: string }>(
    sql`
SELECT name FROM system.tables
WHERE database = currentDatabase() AND (engine = 'Memory' OR name LIKE 'sentinel%') ORDER BY name`,
    ask,
  )
  return tables.map(({ name }) => name)
}
