import { expect, test } from 'vitest'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ScratchTables } from '#/backtest/scratch-tables.ts'
import { sql } from '@jianwei/projections/sql.ts'

/** A warehouse in which every table has so many rows, and what it was told. */
function warehouseOf(rows: number) {
  const statements: string[] = []
  const warehouse: Warehouse = {
    // The only question is how many rows there are.
    query: async <Row>() => [{ rows: String(rows) } as Row],
    execute: async (statement) => void statements.push(String(statement)),
    stream: () => expect.unreachable(),
    blocks: () => expect.unreachable(),
    file: () => expect.unreachable(),
    insert: () => expect.unreachable(),
    [Symbol.asyncDispose]: async () => {},
  }
  return { warehouse, statements }
}

test('a table may have as many rows as the limit, and not one more', async () => {
  const { signal } = new AbortController()
  await using full = new ScratchTables({ ...warehouseOf(3), lane: 'backtests', signal }, 'a1')
  const made = await full.make('subjects', sql`SELECT 1`, 3)
  expect(made.text).toBe('backtest_a1_subjects')
  await expect(full.make('subjects', sql`SELECT 1`, 2)).rejects.toMatchObject({
    code: 'BACKTEST_TOO_LARGE',
  })
})

test('tables are dropped with the others or, where they are kept, later; also after an abort', async () => {
  const { warehouse, statements } = warehouseOf(1)
  const stopping = new AbortController()
  const dropped = (): readonly string[] =>
    statements.filter((statement) => statement.startsWith('DROP')).slice(2)
  const scratch = new ScratchTables({ warehouse, lane: 'backtests', signal: stopping.signal }, 'a1')
  const kept = scratch.keep(await scratch.make('warnings', sql`SELECT 1`, 1))
  await scratch.make('subjects', sql`SELECT 1`, 1)
  stopping.abort()
  await scratch[Symbol.asyncDispose]()
  expect(dropped()).toEqual(['DROP TABLE IF EXISTS backtest_a1_subjects'])
  await kept[Symbol.asyncDispose]()
  expect(dropped()).toEqual([
    'DROP TABLE IF EXISTS backtest_a1_subjects',
    'DROP TABLE IF EXISTS backtest_a1_warnings',
  ])
})
