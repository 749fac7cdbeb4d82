import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { FieldsKept } from '@jianwei/projections/evaluation/fields-kept.ts'
import { warningsInProcess } from '@jianwei/projections/evaluation/warnings-in-process.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { FactRule } from '@jianwei/projections/rules/rule.ts'
import { sql } from '@jianwei/projections/sql.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * Columns that cannot be added: a statement that names them has its answer all the same, and what
 * people type names none.
 */

const FULL = { disk: 'default', free_mb: 1.5, needed_mb: 64 }

let isFull = true
let folder: WarehouseInFolder

/** Its disk is nearly full while `isFull` says so. */
function onSmallDisk(engine: Warehouse): Warehouse {
  return {
    query: <Row>(...asked: Parameters<Warehouse['query']>) =>
      isFull && asked[0].text.includes('system.disks')
        ? // What the statement asks for.
          Promise.resolve([FULL] as readonly unknown[] as readonly Row[])
        : engine.query<Row>(...asked),
    execute: engine.execute.bind(engine),
    insert: engine.insert.bind(engine),
    stream: engine.stream.bind(engine),
    blocks: engine.blocks.bind(engine),
    file: engine.file.bind(engine),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

const complaint = (id: string) => ({
  id,
  type: 'ComplaintReceived',
  subject_id: 'test:a',
  occurred_at: '2026-03-01T00:00:00.000Z' as Instant,
  data: { complaint_number: `data_content ${id}`, channel: { code: '12315' }, is_repeated: false },
})

beforeAll(async () => {
  folder = await openWarehouse(onSmallDisk)
  await project(folder.warehouse, recordedLog([complaint('a'), complaint('b')]))
})
afterAll(() => folder[Symbol.asyncDispose]())

const ask = { purpose: 'test:fields' }

async function added(): Promise<readonly string[]> {
  const rows = await folder.warehouse.query<{ name: string }>(
    sql`
SELECT DISTINCT name FROM system.columns
WHERE database = currentDatabase() AND comment = 'computed' ORDER BY name`,
    ask,
  )
  return rows.map(({ name }) => name)
}

const STATEMENT = sql`
SELECT s.data_complaint_number AS number, t.data_channel__code AS channel
FROM events_v2 AS s
JOIN events_by_type_v3 AS t ON t.fact_id = s.fact_id AND NOT t.data_is_repeated
WHERE s.subject_id = 'test:a' AND s.data_complaint_number != 'FROM events_v2 data_content'
ORDER BY number`

test('what names a field has its answer where no column can be added, and the same afterwards', async () => {
  isFull = true
  const without = await folder.warehouse.query(STATEMENT, ask)
  expect(without).toEqual([
    { number: 'data_content a', channel: '12315' },
    { number: 'data_content b', channel: '12315' },
  ])
  expect((await Array.fromAsync(folder.warehouse.stream(STATEMENT, ask))).flat()).toEqual(without)
  expect(await added()).toEqual([])
  isFull = false
  expect(await folder.warehouse.query(STATEMENT, ask)).toEqual(without)
  expect(await added()).toEqual(['data_channel__code', 'data_complaint_number', 'data_is_repeated'])
})

test('a new rule on a disk that is nearly full is judged, and takes no other rule with it', async () => {
  isFull = true
  const parameters = { of: { events: ['ComplaintReceived'] }, at_least: 2, window: '1 day' }
  const old = ruleWith({ id: 'old', kind: 'count', parameters })
  const more = ruleWith({
    id: 'more',
    kind: 'count',
    parameters: { ...parameters, distinct: 'data.content' },
  })
  const where = { field: 'data.place', exists: false }
  const of = { events: ['ComplaintReceived'], where }
  const also = ruleWith({ id: 'also', kind: 'count', parameters: { ...parameters, of } })
  const rules = [old, more, also] as readonly FactRule[]
  const fields = new FieldsKept(folder.warehouse, () => 0)
  await fields.follow(rules)
  expect(fields.view.problem).toBe(
    'no columns are added while 1.5 MB are free on the disk default: 64 MB are needed',
  )
  const view = {
    scope: { of: 'subjects', subject_ids: ['test:a'] },
    known: { by: 'platform' },
    clock: '2026-03-02T00:00:00.000Z' as Instant,
  } as const
  const found = await warningsInProcess(folder.warehouse, rules, view, NOTHING_STATED)
  expect(rules.map((rule) => found.get(rule)?.found.length)).toEqual([1, 0, 1])
})

test('what somebody types is no name of a column', async () => {
  isFull = false
  const before = await added()
  const typed = 'data_fine_cents'
  await folder.warehouse.query(
    sql`SELECT count() FROM events_v2 WHERE subject_id = ${typed} /* data_case_number */`,
    ask,
  )
  expect(await added()).toEqual(before)
})
