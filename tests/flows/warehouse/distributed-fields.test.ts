import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drainPending, Session } from 'chdb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addColumns, fillColumns } from '@jianwei/projections/kept-columns.ts'
import type { QueryOptions } from '@jianwei/projections/ports/warehouse.ts'
import { sql, type Sql } from '@jianwei/projections/sql.ts'
import { withoutKeeper } from '#/support/warehouse/one-node-cluster.ts'
import { shardsHere } from '#/support/warehouse/two-shard-cluster.ts'

/*
 * A table of a cluster that sends what it is given to shares of it, as the engine does it: the
 * stand-ins spread rows by views of their own.
 */

const CLUSTER = 'here'
const ask: QueryOptions = { purpose: 'test:distributed' }
const VALUE = {
  name: 'data_n',
  type: sql`Nullable(Float64)`,
  value: sql`JSONExtract(payload, 'n', 'Nullable(Float64)')`,
}
const LIST = {
  name: 'data_l',
  type: sql`Array(String)`,
  value: sql`JSONExtract(payload, 'l', 'Array(String)')`,
}

let folder: string
let session: Session
const run = async (statement: Sql): Promise<string> => {
  const answer = await session.queryAsync(withoutKeeper(statement.text, CLUSTER), {
    format: 'JSONEachRow',
  })
  return answer.text()
}
const engine = {
  query: async <Row>(statement: Sql): Promise<readonly Row[]> =>
    (await run(statement))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Row),
  execute: async (statement: Sql): Promise<void> => void (await run(statement)),
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-distributed-'))
  const config = join(folder, 'engine.xml')
  await writeFile(config, shardsHere(CLUSTER))
  session = new Session(join(folder, 'engine'), { connectionArgs: [`--config-file=${config}`] })
  for (const statement of [
    sql`CREATE DATABASE jianwei ENGINE = Atomic`,
    sql`USE jianwei`,
    sql`SET distributed_foreground_insert = 1`,
    sql`CREATE TABLE x_local (k UInt64, payload String) ENGINE = MergeTree ORDER BY k`,
    sql`CREATE TABLE x AS x_local ENGINE = Distributed('here', 'jianwei', 'x_local', k)`,
  ])
    await engine.execute(statement)
})
afterAll(async () => {
  session.close()
  await drainPending()
  await rm(folder, { recursive: true, force: true })
})

const insert = (k: number): Promise<void> =>
  engine.execute(
    sql`INSERT INTO x (k, payload) SELECT ${k}, ${JSON.stringify({ n: k / 2, l: [`${k}`] })}`,
  )

/** Both shards are the same table here, so each row comes twice. */
const values = () => engine.query(sql`SELECT DISTINCT k, data_n, data_l FROM x ORDER BY k`)
const expected = (ks: readonly number[]) => ks.map((k) => ({ k, data_n: k / 2, data_l: [`${k}`] }))

describe('columns of fields in a table over shares', () => {
  test('are worked out by the share that gets a row, before they are filled and afterwards', async () => {
    await insert(1)
    await addColumns(engine, 'x', [VALUE, LIST], ask)
    await insert(2)
    expect(await values()).toEqual(expected([1, 2]))
    await addColumns(engine, 'x', [VALUE, LIST], ask, { anew: true })
    await insert(3)
    expect(await values()).toEqual(expected([1, 2, 3]))
  })

  test('a share that lacks one gets it again, and no other type is taken for it', async () => {
    await engine.execute(sql`ALTER TABLE x_local DROP COLUMN data_n`)
    await expect(values()).rejects.toThrow()
    await insert(4)
    await addColumns(engine, 'x', [VALUE], ask)
    await expect(values()).rejects.toThrow()
    await addColumns(engine, 'x', [VALUE], ask, { anew: true })
    expect(await values()).toEqual(expected([1, 2, 3, 4]))
    const text = { ...VALUE, type: sql`Nullable(String)` }
    await expect(addColumns(engine, 'x', [text], ask)).rejects.toThrow(/is Nullable\(Float64\)/)
  })

  test('of a table that is not there nothing is altered, and it is tried again', async () => {
    await engine.execute(
      sql`CREATE TABLE y_local (payload String) ENGINE = MergeTree ORDER BY tuple()`,
    )
    await expect(addColumns(engine, 'y', [VALUE], ask)).rejects.toMatchObject({ retryable: true })
    await expect(fillColumns(engine, 'y', ['data_n'], ask)).rejects.toMatchObject({
      retryable: true,
    })
  })
})
