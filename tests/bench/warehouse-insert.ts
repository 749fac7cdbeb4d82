/**
 * Rows per second into the warehouse: what the projector's insert costs with every view that hangs
 * on it, beside the raw limit of the engine in the same run (the same rows, bare chDB, the plain
 * table without views), and view by view. Each is measured in several rounds, taking turns, and the
 * best round counts: others use the machine too. Run: `UV_THREADPOOL_SIZE=16 node
 * tests/bench/warehouse-insert.ts [--events N] [--batch N] [--rounds N]`
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { ChdbEngine, defaultEngineLimits } from '@jianwei/infra/warehouse/chdb-engine.ts'
import { migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { eventsProjection } from '@jianwei/projections/events/projection.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { recordedInspections } from '#/support/log/recorded-inspections.ts'
import { identifier, joined, sql, type Sql } from '@jianwei/projections/sql.ts'

/** Folders whose tables are filled from the events by views. */
const VIEWS_OF_EVENTS = new Set([
  'events-by-type',
  'fact-ends',
  'daily-counts',
  'subjects',
  'sources',
  'clock',
])

const { options } = readCommandLine({
  call: 'UV_THREADPOOL_SIZE=16 node tests/bench/warehouse-insert.ts',
  does: 'Measures rows a second into the warehouse, view by view, beside a bare table.',
  options: {
    events: ['events whose rows are written', '200000'],
    batch: ['events of one insert', '20000'],
    rounds: ['rounds, of which the best counts', '2'],
  },
})
const eventsCount = Number(options.events)
const batchEvents = Number(options.batch)
const rounds = Number(options.rounds)

interface Cost {
  readonly seconds: number
  /** Of the whole process: this thread, the engine's threads, merges. */
  readonly cpuSeconds: number
}

const events = recordedInspections(eventsCount)
const rowsStarted = performance.now()
const batches = Array.from({ length: Math.ceil(eventsCount / batchEvents) }, (_, index) =>
  bodyOf(index),
)
const rowsSeconds = (performance.now() - rowsStarted) / 1000
process.stdout.write(`row mapping: ${((rowsSeconds * 1e6) / eventsCount).toFixed(2)} µs an event\n`)

const views = allTableFiles.map((file) => file.name).filter((name) => VIEWS_OF_EVENTS.has(name))
const measurements: ReadonlyMap<string, () => Promise<Cost>> = new Map([
  ['bare chDB, plain table', bareInserts],
  ['warehouse, events_v2 alone', () => warehouseInserts(['events'])],
  ...views.map(
    (name) => [`events_v2 + ${name}`, () => warehouseInserts(['events', name])] as const,
  ),
  ['events_v2 + all views', () => warehouseInserts(['events', ...views])],
])
const best = new Map<string, Cost>()
for (let round = 0; round < rounds; round += 1) {
  for (const [name, measure] of measurements)
    best.set(name, cheaper(best.get(name), await measure()))
}
const bareSeconds = best.get('bare chDB, plain table')?.seconds ?? 0
for (const [name, cost] of best) {
  const rate = Math.round(eventsCount / cost.seconds).toLocaleString('en')
  const ratio = (bareSeconds / cost.seconds).toFixed(2)
  const cpu = ((cost.cpuSeconds * 1e6) / eventsCount).toFixed(1)
  process.stdout.write(
    `${name.padEnd(30)} ${rate.padStart(8)} rows/s  ${ratio} of bare  ${cpu} µs CPU a row\n`,
  )
}

function cheaper(known: Cost | undefined, cost: Cost): Cost {
  if (known === undefined) return cost
  return {
    seconds: Math.min(known.seconds, cost.seconds),
    cpuSeconds: Math.min(known.cpuSeconds, cost.cpuSeconds),
  }
}

function bodyOf(batch: number): string {
  const start = batch * batchEvents
  let body = ''
  for (const event of events.slice(start, start + batchEvents)) body += eventsProjection.rows(event)
  return body
}

/** Fills the table and its views through the port; seconds for all batches. */
async function warehouseInserts(names: readonly string[]): Promise<Cost> {
  return inFolder(async (folder) => {
    await using warehouse = await ChdbWarehouse.open({ folder })
    await migrate(
      warehouse,
      allTableFiles.filter((file) => names.includes(file.name)),
    )
    const cost = await timed(async () => {
      for (const [index, body] of batches.entries()) await insertBatch(warehouse, index, body)
    })
    const [row] = await warehouse.query<{ n: string }>(sql`SELECT count() AS n FROM events_v2`, {
      purpose: 'bench',
    })
    if (Number(row?.n) !== eventsCount) throw new Error(`inserted ${eventsCount}, found ${row?.n}`)
    return cost
  })
}

async function insertBatch(warehouse: Warehouse, index: number, body: string): Promise<void> {
  const { table, columns } = eventsProjection
  await warehouse.insert({ table, columns, body, token: `bench:${index}` })
}

/**
 * The engine's own speed: the same rows on one bare connection, into a table without views, indexes
 * or tokens.
 */
async function bareInserts(): Promise<Cost> {
  return inFolder(async (folder) => {
    await using engine = await ChdbEngine.open(folder, defaultEngineLimits())
    const connection = await engine.connect('bench')
    const columns = eventsProjection.columns
    const types = columns.map((name) => sql`${identifier(name)} ${typeOf(name)}`)
    await connection.execute(
      sql`
CREATE TABLE plain (${joined(types)})
ENGINE = MergeTree
ORDER BY (subject_id, occurred_at)`,
    )
    const cost = await timed(async () => {
      for (const [index, body] of batches.entries()) {
        await connection.insert({ table: 'plain', columns, body, token: `bench:${index}` })
      }
    })
    await connection.close()
    return cost
  })
}

function typeOf(column: string): Sql {
  if (column.endsWith('_at')) return sql`DateTime64(3, 'UTC')`
  if (column === 'event_id' || column === 'fact_id') return sql`UUID`
  return column === 'position' || column === 'schema_version' ? sql`UInt64` : sql`String`
}

async function timed(work: () => Promise<void>): Promise<Cost> {
  const started = performance.now()
  const cpuStarted = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(cpuStarted)
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 }
}

async function inFolder(work: (folder: string) => Promise<Cost>): Promise<Cost> {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
