import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHDB_CAPABILITIES, ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { BATCH_ROWS } from '#/support/warehouse/killed-batches.ts'
import { warehouseContract } from './warehouse.contract.ts'
import { sql } from '@jianwei/projections/sql.ts'

// The whole contract runs on a host whose zone is far from UTC and changes with summer.
process.env['TZ'] = 'Pacific/Auckland'

const KILLS = 10
const KILLED_BATCHES = 55
const folder = await mkdtemp(join(tmpdir(), 'jianwei-warehouse-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

warehouseContract('ChdbWarehouse', () => ChdbWarehouse.open({ folder: join(folder, 'contract') }))

describe('a chDB folder', () => {
  const shared = join(folder, 'contract')
  let warehouse: ChdbWarehouse
  beforeAll(async () => {
    warehouse = await ChdbWarehouse.open({ folder: shared })
  })
  afterAll(() => warehouse[Symbol.asyncDispose]())
  const ask = { purpose: 'contract:folder' }

  test('belongs to a host in another zone, so that the contract proves that zones do not matter', async () => {
    expect(await warehouse.query(sql`SELECT serverTimezone() AS zone`, ask)).toEqual([
      { zone: 'Pacific/Auckland' },
    ])
  })

  test('still has its rows after it was closed and opened', async () => {
    expect(await warehouse.query(sql`SELECT count() > 0 AS some FROM readings`, ask)).toEqual([
      { some: 1 },
    ])
  })

  test('is refused to a second process, and the first is unharmed', async () => {
    expect(CHDB_CAPABILITIES.many_processes).toBe(false)
    const second = run('open', shared)
    expect(await said(second)).toBe('WAREHOUSE_LOCKED\n')
    expect(await warehouse.query(sql`SELECT 1 AS n`, ask)).toEqual([{ n: 1 }])
  })

  test('is the only one that a process may open', async () => {
    const second = ChdbWarehouse.open({ folder: join(folder, 'second') })
    await expect(second).rejects.toMatchObject({
      code: 'WAREHOUSE_ERROR',
      message: expect.stringContaining('one active data directory per process'),
    })
    expect(await warehouse.query(sql`SELECT 1 AS n`, ask)).toEqual([{ n: 1 }])
  })

  test('waits for what runs when it closes, and answers nothing afterwards', async () => {
    const slow = warehouse.query(sql`SELECT sleep(1) AS n`, ask)
    await warehouse[Symbol.asyncDispose]()
    expect(await slow).toEqual([{ n: 0 }])
    await expect(warehouse.query(sql`SELECT 1`, ask)).rejects.toMatchObject({
      code: 'WAREHOUSE_ERROR',
    })
  })
})

test('after every kill −9 during inserts, the same tokens again leave each row once, also in the views', async () => {
  const killed = join(folder, 'killed')
  const progress = join(folder, 'progress')
  await createKilledTables(killed)
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const child = run('insert', killed, progress, String(KILLED_BATCHES))
    await reached(progress, (kill * KILLED_BATCHES) / (KILLS + 1))
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  expect(await said(run('insert', killed, progress, String(KILLED_BATCHES)))).toBe('done\n')
  await using warehouse = await ChdbWarehouse.open({ folder: killed })
  const rows = KILLED_BATCHES * BATCH_ROWS
  expect(
    await warehouse.query(
      sql`
SELECT (SELECT count() FROM killed) AS n, (SELECT uniqExact(id) FROM killed) AS ids,
(SELECT sum(n) FROM killed_by_day) AS counted, (SELECT count() FROM killed_copy) AS copied`,
      { purpose: 'contract:killed' },
    ),
  ).toEqual([{ n: String(rows), ids: String(rows), counted: String(rows), copied: String(rows) }])
})

async function createKilledTables(path: string): Promise<void> {
  await using warehouse = await ChdbWarehouse.open({ folder: path })
  const window = sql`SETTINGS non_replicated_deduplication_window = 1000`
  for (const statement of [
    sql`
CREATE TABLE killed (id UInt64, at DateTime64(3, 'UTC')) ENGINE = MergeTree PARTITION BY toYear(at)
ORDER BY id ${window}`,
    sql`
CREATE TABLE killed_by_day (day Date, n UInt64) ENGINE = SummingMergeTree ORDER BY day ${window}`,
    sql`CREATE TABLE killed_copy (id UInt64) ENGINE = MergeTree ORDER BY id ${window}`,
    sql`
CREATE MATERIALIZED VIEW killed_by_day_view TO killed_by_day AS SELECT toDate(at) AS day,
count() AS n
FROM killed
GROUP BY day`,
    sql`CREATE MATERIALIZED VIEW killed_copy_view TO killed_copy AS SELECT id FROM killed`,
  ]) {
    await warehouse.execute(statement, { purpose: 'contract:killed', lane: 'control' })
  }
}

/** Waits until the process has begun the batch; the kill then falls somewhere into its inserts. */
async function reached(progress: string, batch: number): Promise<void> {
  for (;;) {
    const begun = await readFile(progress, 'utf8').catch(() => '0')
    if (Number(begun) >= batch) return
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

function run(...args: readonly string[]): ChildProcess {
  const script = fileURLToPath(
    import.meta.resolve('@jianwei/tests/support/warehouse/warehouse-process.ts'),
  )
  return spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** What the process printed until it ended. */
async function said(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await once(child, 'close')
  return text
}
