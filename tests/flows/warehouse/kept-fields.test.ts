import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { keepFields } from '@jianwei/projections/evaluation/keep-fields.ts'
import { columnsNamedBy } from '@jianwei/projections/rules/compiler/asked-fields.ts'
import { remake } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { identifier, joined, sql } from '@jianwei/projections/sql.ts'
import { FieldsKept } from '@jianwei/projections/evaluation/fields-kept.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { HANG_MS } from '#/support/hang.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'

const ask = { purpose: 'test:fields' }
const RULE = ruleWith({
  kind: 'sum',
  parameters: {
    of: {
      events: ['PenaltyDecided'],
      where: { field: 'data.case_number', exists: true },
    },
    amount: 'data.fine_cents',
    at_least: 1,
    window: '1 day',
  },
})
const NAMED = new Set(['data_case_number', 'data_fine_cents'])

let folder: WarehouseInFolder
beforeAll(async () => {
  folder = await openWarehouse()
})
afterAll(() => folder[Symbol.asyncDispose]())

async function insert(from: number): Promise<void> {
  const rows = [from, from + 1].map((position) => {
    const payload = JSON.stringify({ case_number: `见"${position}`, fine_cents: position * 0.5 })
    const at = '2026-01-01 00:00:00.000'
    return `${JSON.stringify([position, 'reg:1', 'PenaltyDecided', 'original', at, payload])}\n`
  })
  await folder.warehouse.insert({
    table: 'events_v2',
    columns: ['position', 'subject_id', 'event_type', 'version_kind', 'occurred_at', 'payload'],
    body: rows.join(''),
    token: `rows ${from}`,
  })
}

const migrateAnew = (): Promise<void> => remake(folder.warehouse, allTableFiles)

const values = (): Promise<readonly unknown[]> =>
  folder.warehouse.query(
    sql`
SELECT toUInt32(position) AS position, ${joined([...NAMED].map((name) => identifier(name)))}
FROM events_by_type_v3 ORDER BY position`,
    ask,
  )

const added = async (): Promise<readonly string[]> => {
  const rows = await folder.warehouse.query<{ name: string }>(
    sql`
SELECT name FROM system.columns
WHERE database = currentDatabase() AND table = 'events_by_type_v3' AND name LIKE 'data\\_%'
ORDER BY name`,
    ask,
  )
  return rows.map(({ name }) => name)
}

const expected = (positions: readonly number[]): readonly unknown[] =>
  positions.map((position) => ({
    position,
    data_case_number: `见"${position}`,
    data_fine_cents: position * 0.5,
  }))

const isFilled = (names: ReadonlySet<string>): Promise<void> =>
  vi.waitFor(
    async () =>
      expect(await keepFields(folder.warehouse, names)).toEqual({
        columns: [],
        parts_left: 0,
        problem: null,
      }),
    { timeout: HANG_MS },
  )

describe('fields that rules name', () => {
  test('are those of its statements', () => {
    expect(new Set(columnsNamedBy(RULE))).toEqual(NAMED)
  })

  test('are right before they are kept, while they are filled, and afterwards', async () => {
    await insert(1)
    expect(await added()).toEqual([])
    expect(await values()).toEqual(expected([1, 2]))
    expect(await added()).toEqual([...NAMED])
    const begun = await keepFields(folder.warehouse, NAMED)
    expect(begun.problem).toBeNull()
    expect(await values()).toEqual(expected([1, 2]))
    await isFilled(NAMED)
    await insert(3)
    expect(await values()).toEqual(expected([1, 2, 3, 4]))
    expect(await added()).toEqual([...NAMED])
    await isFilled(NAMED)
  })

  test('are there for all who ask for them at once, and once only', async () => {
    const given = sql`SELECT toUInt32(sum(length(data_penalty_types))) AS n FROM events_by_type_v3`
    const asked = [1, 2].map(() => folder.warehouse.query(given, ask))
    expect(await Promise.all(asked)).toEqual([[{ n: 0 }], [{ n: 0 }]])
  })

  test('are there again in a table that was made anew meanwhile', async () => {
    await migrateAnew()
    expect(await added()).toEqual([])
    expect(await values()).toEqual([])
    expect(await added()).toEqual([...NAMED])
    await insert(5)
    await migrateAnew()
    const streamed = folder.warehouse.stream(
      sql`SELECT data_case_number FROM events_by_type_v3`,
      ask,
    )
    expect(await Array.fromAsync(streamed)).toEqual([])
  })
})

describe('a process that evaluates rules', () => {
  test('has them filled once, and looks again only where something is left', async () => {
    let asked = 0
    const counting = {
      query: <Row>(...of: Parameters<WarehouseInFolder['warehouse']['query']>) => {
        asked += 1
        return folder.warehouse.query<Row>(...of)
      },
      execute: folder.warehouse.execute.bind(folder.warehouse),
    }
    await isFilled(NAMED)
    const fields = new FieldsKept(counting, () => 0)
    await fields.follow([RULE])
    expect(fields.view).toEqual({ unfilled: 0, parts_left: 0, problem: null })
    const once = asked
    expect(once).toBeGreaterThan(0)
    await fields.follow([RULE])
    expect(asked).toBe(once)
  })

  test('goes on where they cannot be filled, says why, and tries again later', async () => {
    let now = 0
    let refuse = true
    const refusing = {
      query: <Row>(...of: Parameters<WarehouseInFolder['warehouse']['query']>) =>
        refuse
          ? Promise.reject(new WarehouseError('not allowed', 497, { retryable: false }))
          : folder.warehouse.query<Row>(...of),
      execute: folder.warehouse.execute.bind(folder.warehouse),
    }
    const fields = new FieldsKept(refusing, () => now)
    await fields.follow([RULE])
    expect(fields.view).toEqual({ unfilled: NAMED.size, parts_left: 0, problem: 'not allowed' })
    refuse = false
    await fields.follow([RULE])
    expect(fields.view.problem).toBe('not allowed')
    now += 10_000
    await fields.follow([RULE])
    expect(fields.view).toEqual({ unfilled: 0, parts_left: 0, problem: null })
  })

  test('changes no table while the disk is nearly full: its files might have no content', async () => {
    await migrateAnew()
    const full = { disk: 'default', free_mb: 1.5, needed_mb: 64 }
    let now = 0
    let disks = [full]
    const nearlyFull = {
      query: async <Row>(...of: Parameters<WarehouseInFolder['warehouse']['query']>) =>
        of[0].text.includes('system.disks')
          ? // What the statement asks for.
            (disks as readonly unknown[] as readonly Row[])
          : folder.warehouse.query<Row>(...of),
      execute: folder.warehouse.execute.bind(folder.warehouse),
    }
    const fields = new FieldsKept(nearlyFull, () => now)
    await fields.follow([RULE])
    expect(fields.view.problem).toBe(
      'no columns are added while 1.5 MB are free on the disk default: 64 MB are needed',
    )
    expect(await added()).toEqual([])
    now += 10_000
    disks = []
    await fields.follow([RULE])
    expect(fields.view).toEqual({ unfilled: 0, parts_left: 0, problem: null })
    expect(await added()).toEqual([...NAMED])
  })
})
