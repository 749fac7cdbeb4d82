import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ChdbWarehouse } from '#/warehouse/chdb-warehouse.ts'
import { forgetTokensWithoutPart, notesWithPart } from '#/warehouse/token-notes.ts'
import { identifier, sql } from '@jianwei/projections/sql.ts'

const NOTES = join('deduplication_logs', 'deduplication_log_1.txt')
const ask = { purpose: 'test:tokens', lane: 'control' } as const
const window = sql`SETTINGS non_replicated_deduplication_window = 100`
/** What each table should hold: rows by year, the count of the sums, the copies. */
const whole = { even: '10', odd: '10', counted: '20', copied: '20' }

describe('an insert that was killed between its token and its part', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jianwei-tokens-'))
    await opened(async (warehouse) => {
      for (const statement of [
        sql`
CREATE TABLE r (id UInt64, at DateTime('UTC')) ENGINE = MergeTree PARTITION BY toYear(at)
ORDER BY id ${window}`,
        sql`
CREATE TABLE counts (year UInt16, n UInt64) ENGINE = SummingMergeTree ORDER BY year ${window}`,
        sql`
CREATE MATERIALIZED VIEW counts_view TO counts AS SELECT toYear(at) AS year, count() AS n
FROM r
GROUP BY year`,
        sql`CREATE TABLE copies (id UInt64) ENGINE = MergeTree ORDER BY id ${window}`,
        sql`CREATE MATERIALIZED VIEW copies_view TO copies AS SELECT id FROM r`,
      ]) {
        await warehouse.execute(statement, ask)
      }
    })
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test.each([
    { table: 'r', part: '2021_2_2_0' },
    { table: 'counts', part: 'all_1_1_1' },
    { table: 'copies', part: 'all_1_1_0' },
  ])('is made whole by the same insert again: $part of $table', async ({ table, part }) => {
    await opened((warehouse) => insert(warehouse, 0))
    await rm(join(await tableFolder(table), part), { recursive: true })
    await opened(async (warehouse) => {
      await insert(warehouse, 0)
      expect(await held(warehouse)).toEqual(whole)
    })
  })

  test('is made whole when it happens again to the insert that was to make it whole', async () => {
    await opened((warehouse) => insert(warehouse, 0))
    for (let life = 0; life < 3; life += 1) {
      const parts = (await readdir(await tableFolder('r'))).filter((name) =>
        name.startsWith('2021_'),
      )
      await rm(join(await tableFolder('r'), parts[0] ?? 'none'), { recursive: true })
      await opened((warehouse) => insert(warehouse, 0))
    }
    await opened(async (warehouse) => expect(await held(warehouse)).toEqual(whole))
  })

  test('is made whole after a line of notes that was cut off, and what follows is known at the next start', async () => {
    await appendFile(join(await tableFolder('r'), NOTES), '1\t2021_1_1')
    await opened((warehouse) => insert(warehouse, 0))
    await opened(async (warehouse) => {
      await insert(warehouse, 0)
      expect(await held(warehouse)).toEqual(whole)
    })
  })

  test('counts nothing twice when its parts were merged, and the same inserts come again', async () => {
    await opened(async (warehouse) => {
      for (let batch = 0; batch < 5; batch += 1) await insert(warehouse, batch)
      for (const table of ['r', 'counts', 'copies'])
        await warehouse.execute(sql`OPTIMIZE TABLE ${identifier(table)} FINAL`, ask)
    })
    const parts = (await readdir(await tableFolder('r'))).filter((name) => name.startsWith('2021_'))
    expect(parts).toContain('2021_2_10_1')
    // The engine removes parts that a merge has covered after a while.
    for (const part of parts.filter((name) => name !== '2021_2_10_1'))
      await rm(join(await tableFolder('r'), part), { recursive: true })
    await opened(async (warehouse) => {
      for (let batch = 0; batch < 5; batch += 1) await insert(warehouse, batch)
      expect(await held(warehouse)).toEqual({
        even: '50',
        odd: '50',
        counted: '100',
        copied: '100',
      })
    })
  })

  test('leaves the notes of a warehouse that nobody killed as they are', async () => {
    await opened((warehouse) => insert(warehouse, 0))
    const before = await notes('r')
    expect(before).toMatch(/^1\t2020_1_1_0\t.+\n1\t2021_2_2_0\t.+\n$/)
    expect(await forgetTokensWithoutPart(folder)).toBe(false)
    await opened((warehouse) => insert(warehouse, 0))
    expect(await notes('r')).toBe(before)
  })

  test('is not repeated by the process in which it failed, and is made whole by the next', async () => {
    const rows = { table: 'r', columns: ['id', 'at'], token: 'batch:0' }
    await opened(async (warehouse) => {
      const refused = { ...rows, body: '["none","2020-01-01 00:00:00"]\n' }
      await expect(warehouse.insert(refused)).rejects.toMatchObject({
        message: expect.stringContaining('row 1'),
      })
      await appendFile(join(await tableFolder('r'), NOTES), '1\t2020_1_1_0\t2020_a\n')
      await expect(warehouse.insert(refused)).rejects.toMatchObject({
        code: 'WAREHOUSE_ERROR',
        retryable: false,
        message:
          'insert:r: the engine kept the token of rows that it does not have; it must be ' +
          'opened again',
      })
    })
    await opened(async (warehouse) => {
      await insert(warehouse, 0)
      expect(await held(warehouse)).toEqual(whole)
    })
  })

  async function opened(work: (warehouse: ChdbWarehouse) => Promise<void>): Promise<void> {
    await using warehouse = await ChdbWarehouse.open({ folder })
    await work(warehouse)
  }

  async function tableFolder(table: string): Promise<string> {
    const metadata = await readFile(join(folder, 'metadata', 'jianwei', `${table}.sql`), 'utf8')
    const [, uuid = 'none'] = /UUID '([^']+)'/.exec(metadata) ?? []
    return join(folder, 'store', uuid.slice(0, 3), uuid)
  }

  async function notes(table: string): Promise<string> {
    return readFile(join(await tableFolder(table), NOTES), 'utf8')
  }
})

describe('the notes that are kept', () => {
  const names = [
    'all_1_1_0',
    'all_2_9_3',
    '2021_12_14_1_20',
    'tmp_insert_all_10_10_0',
    'detached',
    'format_version.txt',
  ]

  test.each([
    ['of a part that is there', '1\tall_1_1_0\tall_a\n'],
    ['of a part that was merged', '1\tall_4_4_0\tall_a\n'],
    ['of a part that was merged and mutated', '1\t2021_12_12_0\t2021_a\n'],
    ['of a part that ended', '2\tall_10_10_0\tall_a\n'],
  ])('are those %s', (_, line) => {
    expect(notesWithPart(line, names)).toBe(line)
  })

  test.each([
    ['of a part that never got its name', '1\tall_10_10_0\tall_a\n'],
    ['of another partition', '1\t2020_12_12_0\t2020_a\n'],
    ['of a part that reaches beyond', '1\tall_9_10_0\tall_a\n'],
    ['that were cut off', '1\tall_1_1_0\tall_a'],
    ['that were written behind one that was cut off', '1\tall_1_1_01\tall_4_4_0\tall_a\n'],
    ['of an unknown kind', '11\tall_1_1_0\tall_a\n'],
  ])('are not those %s', (_, line) => {
    const kept = '1\tall_1_1_0\tall_b\n'
    expect(notesWithPart(kept + line, names)).toBe(kept)
  })
})

/** Twenty rows, half of them in each of two years, which are two partitions. */
async function insert(warehouse: ChdbWarehouse, batch: number): Promise<void> {
  const lines = Array.from(
    { length: 20 },
    (_, row) => `[${batch * 20 + row},"${2020 + (row % 2)}-01-01 00:00:00"]\n`,
  )
  await warehouse.insert({
    table: 'r',
    columns: ['id', 'at'],
    body: lines.join(''),
    token: `batch:${batch}`,
  })
}

async function held(warehouse: ChdbWarehouse): Promise<unknown> {
  const [row] = await warehouse.query(
    sql`
SELECT (SELECT count() FROM r WHERE toYear(at) = 2020) AS even,
  (SELECT count() FROM r WHERE toYear(at) = 2021) AS odd,
(SELECT sum(n) FROM counts) AS counted, (SELECT count() FROM copies) AS copied`,
    ask,
  )
  return row
}
