import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { ChdbWarehouse } from '#/warehouse/chdb-warehouse.ts'
import { dropAll, migrate, remake, TableChanged, WarehouseNewer } from '#/warehouse/migrator.ts'
import { tableStatements } from '#/warehouse/table-statements.ts'
import { sql } from '@jianwei/projections/sql.ts'

const ask = { purpose: 'migrator:test' }
const everyFile = allTableFiles.map((file) => `${file.name} v${file.version}`)

describe('the migrator', () => {
  let folder: string
  let warehouse: ChdbWarehouse
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jianwei-migrator-'))
    warehouse = await ChdbWarehouse.open({ folder })
  })
  afterAll(async () => {
    await warehouse[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  test('makes every table once', async () => {
    expect(await migrate(warehouse, allTableFiles)).toEqual({ made: everyFile })
    expect(await migrate(warehouse, allTableFiles)).toEqual({ made: [] })
  })

  test('finishes what a death half-way left', async () => {
    await dropAll(warehouse)
    const last = allTableFiles.findIndex(({ name }) => name === 'events-by-type')
    await migrate(warehouse, allTableFiles.slice(0, last + 1))
    await warehouse.execute(sql`DROP TABLE events_by_type_v3_view SYNC`, ask)
    await warehouse.execute(sql`DELETE FROM table_files_v1 WHERE name = 'events-by-type'`, ask)
    expect(await migrate(warehouse, allTableFiles)).toEqual({ made: everyFile.slice(last) })
    expect(
      await warehouse.query(sql`SELECT count() AS n FROM events_by_type_v3_view`, ask),
    ).toEqual([{ n: '0' }])
  })

  test('a warehouse made by a newer program is refused by name, and nothing is made', async () => {
    await dropAll(warehouse)
    const newer = allTableFiles.map((file) =>
      file.name === 'clock' ? { ...file, version: 99 } : file,
    )
    await migrate(warehouse, newer)
    const refused = migrate(warehouse, allTableFiles)
    await expect(refused).rejects.toBeInstanceOf(WarehouseNewer)
    await expect(refused).rejects.toMatchObject({
      code: 'WAREHOUSE_NEWER',
      message: expect.stringContaining('clock v99'),
    })
    await expect(migrate(warehouse, newer.slice(0, -1))).rejects.toBeInstanceOf(WarehouseNewer)
  })

  test('a table file that changed without a new version is refused', async () => {
    await dropAll(warehouse)
    await migrate(warehouse, allTableFiles.slice(0, 1))
    const swapped = allTableFiles.slice(0, 1).map((file) => ({ ...file, path: 'clock/table.sql' }))
    await expect(migrate(warehouse, swapped)).rejects.toBeInstanceOf(TableChanged)
  })

  test('dropping all leaves an empty database that can be made again', async () => {
    await dropAll(warehouse)
    const left = await warehouse.query(
      sql`SELECT name FROM system.tables WHERE database = currentDatabase()`,
      ask,
    )
    expect(left).toEqual([])
    expect(await migrate(warehouse, allTableFiles)).toEqual({ made: everyFile })
  })

  test('remaking also makes what another process records as made meanwhile', async () => {
    const RECORD = 'CREATE TABLE IF NOT EXISTS table_files_v1'
    const stray = sql`
INSERT INTO table_files_v1 (name, version, checksum) SELECT 'events-by-type', 2,
'of another process'`
    const meddledWith = new Proxy(warehouse, {
      get(target, name) {
        if (name === 'execute')
          return async (...[sql, options]: Parameters<ChdbWarehouse['execute']>) => {
            await target.execute(sql, options)
            if (String(sql).startsWith(RECORD)) await target.execute(stray, ask)
          }
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    await remake(meddledWith, allTableFiles)
    expect(
      await warehouse.query(sql`SELECT count() AS n FROM events_by_type_v3_view`, ask),
    ).toEqual([{ n: '0' }])
    await dropAll(warehouse)
  })
})

describe('table statements', () => {
  const file = `-- Why; with a semicolon.
CREATE TABLE IF NOT EXISTS counts_v1
(
    day Date -- a day
)
ENGINE = SummingMergeTree
ORDER BY day
SETTINGS non_replicated_deduplication_window = 1000;

-- The view.
CREATE MATERIALIZED VIEW IF NOT EXISTS counts_v1_view TO counts_v1 AS
SELECT ';' AS x FROM events_v2;
`

  test('are split at semicolons that end a line', () => {
    expect(tableStatements(file).map(({ kind, name }) => [kind, name])).toEqual([
      ['table', 'counts_v1'],
      ['view', 'counts_v1_view'],
    ])
  })

  test('of another kind are refused', () => {
    expect(() => tableStatements('DROP TABLE events_v2;')).toThrow(TypeError)
  })
})
