import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { statementsFor, tableStatements } from '@jianwei/infra/warehouse/table-statements.ts'
import { ClickHouseWarehouse } from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'
import { identifier, sql } from '@jianwei/projections/sql.ts'

const cluster = { name: 'province', database: 'jianwei' }
const ask = { purpose: 'golden:cluster' }

let facade: ClickHouseFacade
let warehouse: ClickHouseWarehouse
beforeAll(async () => {
  facade = await ClickHouseFacade.start({ cluster: cluster.name })
  warehouse = await ClickHouseWarehouse.open(facade.server)
})
afterAll(async () => {
  await warehouse[Symbol.asyncDispose]()
  await facade[Symbol.asyncDispose]()
})

const statements = (
  await Promise.all(
    allTableFiles.map(async ({ path }) => {
      const file = await readFile(
        new URL(import.meta.resolve(`@jianwei/projections/${path}`)),
        'utf8',
      )
      return tableStatements(file)
    }),
  )
).flat()
const clustered = statements.flatMap((statement) => statementsFor(cluster, statement))

test('a single node gets every statement as it stands in its file', () => {
  expect(statements.length).toBeGreaterThan(15)
  expect(
    statements.flatMap((statement) => statementsFor(null, statement)).map(({ text }) => text),
  ).toEqual(statements.map(({ sql }) => sql))
})

test('a cluster gets these tables and views', async () => {
  await expect(`${clustered.join(';\n\n')};\n`).toMatchFileSnapshot('./cluster-tables.sql')
})

test('each of them is SQL to the engine that will read it', async () => {
  for (const statement of clustered) {
    const [first] = await warehouse.query<{ explain: string }>(sql`EXPLAIN AST ${statement}`, ask)
    expect(first?.explain, statement.text).toMatch(/^CreateQuery /)
  }
})

test('what the engine understands of them says on which cluster, replicated where, and sharded by what', async () => {
  const tables = statements.filter(({ kind }) => kind === 'table')
  const formatted = await Promise.all(
    clustered.map(async ({ text }) => {
      const [row] = await warehouse.query<{ sql: string }>(
        sql`SELECT formatQuerySingleLine(${text}) AS sql`,
        ask,
      )
      return row?.sql ?? ''
    }),
  )
  expect(formatted.every((sql) => / ON CLUSTER province /.test(sql))).toBe(true)
  const replicated = formatted.filter((sql) => /ENGINE = Replicated\w*MergeTree[ (]/.test(sql))
  const distributed = formatted.filter((sql) =>
    /ENGINE = Distributed\(province, jianwei, \w+_local[,)]/.test(sql),
  )
  expect([replicated.length, distributed.length]).toEqual([tables.length, tables.length])
  for (const sql of replicated)
    expect(sql).toMatch(/replicated_deduplication_window = 1000, .*window_seconds = 2592000/)
  const shards = Object.fromEntries(
    distributed.map((sql) => [
      /EXISTS (\w+)/.exec(sql)?.[1],
      /_local(?:, (.*))?\)$/.exec(sql)?.[1],
    ]),
  )
  expect(shards).toMatchObject({
    events_v2: 'subject_key',
    subject_facts_v3: 'subject_key',
    subject_lookup_v1: 'subject_key',
    warnings_v1: 'subject_key',
    alert_events_v1: 'subject_key',
    alerts_v1: 'subject_key',
    fact_ends_v2: 'subject_key',
    // Filled by views, from events of all subjects: each shard has its part of every row.
    daily_counts_v3: undefined,
    source_activity_v3: undefined,
    source_refusals_v3: undefined,
    clock_v2: undefined,
  })
})

test('the migrator makes them once, and drops all of them for a rebuild', async () => {
  const capabilities = { cluster }
  const everyFile = allTableFiles.map(({ name, version }) => `${name} v${version}`)
  expect(await migrate(warehouse, allTableFiles, capabilities)).toEqual({ made: everyFile })
  expect(await migrate(warehouse, allTableFiles, capabilities)).toEqual({ made: [] })
  facade.requests.length = 0
  await dropAll(warehouse, capabilities)
  const drops = facade.requests.filter(({ sql }) => sql.includes('DROP TABLE'))
  expect(drops.every(({ sql }) => sql.endsWith(' ON CLUSTER province SYNC'))).toBe(true)
  const left = sql`SELECT name FROM system.tables WHERE database = currentDatabase()`
  expect(await warehouse.query(left, ask)).toEqual([])
  expect(await migrate(warehouse, allTableFiles, capabilities)).toEqual({ made: everyFile })
})

test('a row that comes in by the whole table lies in the local one and in every view of it', async () => {
  const times = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z']
  await warehouse.insert({
    table: 'events_v2',
    columns: ['position', 'subject_id', 'event_type', 'version_kind', 'occurred_at', 'recorded_at'],
    body: `${JSON.stringify([1, 'reg:1', 'ComplaintReceived', 'original', ...times])}\n`,
    token: 'one',
  })
  const tables = [
    'events_v2',
    'events_v2_local',
    'events_by_type_v3',
    'daily_counts_v3',
    'clock_v2_local',
  ]
  for (const table of tables) {
    expect(
      await warehouse.query(sql`SELECT toUInt32(count()) AS n FROM ${identifier(table)}`, ask),
      table,
    ).toEqual([{ n: 1 }])
  }
})
