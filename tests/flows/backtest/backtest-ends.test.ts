import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DomainError } from '@jianwei/events/errors.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { sql } from '@jianwei/projections/sql.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { BacktestBook, type BookedJob } from '@jianwei/services/backtest/backtest-book.ts'
import { BacktestJobs, type BacktestJob } from '@jianwei/services/backtest/backtest-jobs.ts'
import { inLanguage } from '@jianwei/services/language/translation.ts'
import { supervisedLoops } from '@jianwei/services/lifecycle/loops.ts'
import { eventually } from '#/support/hang.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import { complaintRuleText } from '#/support/rules/rule-text.ts'
import { emptyLog } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * Backtests of a server whose warehouse or whose disk fails meanwhile: each ends, says why, and
 * leaves nothing for ever.
 */

const SUBJECTS = 5
const START_MS = Date.parse('2026-01-05T00:00:00.000Z')
const LOG = recordedLog(
  Array.from({ length: SUBJECTS * 3 }, (_, index) => ({
    id: `c${index}`,
    type: 'ComplaintReceived',
    subject_id: `test:${Math.floor(index / 3)}`,
    occurred_at: instantFromMs(START_MS + (index % 3) * 86_400_000),
    reported_at: instantFromMs(START_MS + (index % 3) * 86_400_000),
    data: {},
  })),
)
const REQUEST = { rule: complaintRuleText({ id: 'three-complaints' }), by: 'source' } as const

class DiskFull extends DomainError {
  override readonly name = 'DiskFull'
  readonly code = 'LOG_UNAVAILABLE'
  override readonly retryable = true
}

let opened: WarehouseInFolder
let database: SqliteDatabase
let checkpoints: SqliteCheckpointStore
let jobs: BacktestJobs
let stopping: AbortController
let running: Promise<void>
let told: string[]
/** What a statement of a purpose throws, where it does not run. */
let failureOf: (purpose: string) => Error | undefined
/** Whether what would be written finds no room. */
let isFull: () => boolean

beforeEach(async () => {
  opened = await openWarehouse()
  await project(opened.warehouse, LOG)
  database = SqliteDatabase.open(':memory:')
  checkpoints = new SqliteCheckpointStore(database)
  told = []
  failureOf = () => undefined
  isFull = () => false
  jobs = new BacktestJobs({
    warehouse: failing(opened.warehouse),
    log: emptyLog,
    checkpoints: {
      load: (name) => checkpoints.load(name),
      save: async (...saved) => {
        if (isFull()) throw new DiskFull('the disk is full')
        return checkpoints.save(...saved)
      },
      remove: (name) => checkpoints.remove(name),
    },
    owner: 'this',
    is_alone: true,
    head: async () => LOG.length,
    newId: randomUUID,
    now: () => '2026-03-20T02:00:00.000Z' as Instant,
    onError: (error) => void told.push(error instanceof Error ? error.message : String(error)),
  })
  stopping = new AbortController()
  const { signal } = stopping
  running = supervisedLoops(() => {}).run('backtests', () => jobs.run(signal), signal)
})

afterEach(async () => {
  failureOf = () => undefined
  isFull = () => false
  stopping.abort()
  await running
  await jobs[Symbol.asyncDispose]()
  const left = await scratchTables()
  await opened[Symbol.asyncDispose]()
  database[Symbol.dispose]()
  expect(left, 'scratch tables are dropped').toEqual([])
})

function failing(warehouse: Warehouse): Warehouse {
  const refuse = ({ purpose }: { readonly purpose: string }): void => {
    const failure = failureOf(purpose)
    if (failure !== undefined) throw failure
  }
  return {
    query: async (statement, options) => {
      refuse(options)
      return warehouse.query(statement, options)
    },
    execute: async (statement, options) => {
      refuse(options)
      return warehouse.execute(statement, options)
    },
    stream: warehouse.stream.bind(warehouse),
    blocks: warehouse.blocks.bind(warehouse),
    file: warehouse.file.bind(warehouse),
    insert: warehouse.insert.bind(warehouse),
    [Symbol.asyncDispose]: async () => {},
  }
}

/** From the first statement of a purpose on the warehouse is away, until it is back. */
function awayFrom(first: string): { back: () => void } {
  let isAway = false
  failureOf = (purpose) => {
    if (purpose === first) isAway = true
    return isAway ? new WarehouseError(`${purpose}: away`, 210, { retryable: true }) : undefined
  }
  return { back: () => (failureOf = () => undefined) }
}

async function ended(id: string): Promise<BacktestJob> {
  return eventually(
    async () => {
      const job = await jobs.job(id)
      return job === undefined || ['queued', 'running'].includes(job.state) ? undefined : job
    },
    () => `${id} has no end`,
  )
}

async function written(id: string): Promise<BookedJob | undefined> {
  const { jobs: booked } = await new BacktestBook(checkpoints).read()
  return booked.find(({ backtest_id }) => backtest_id === id)
}

async function scratchTables(): Promise<readonly string[]> {
  const tables = await opened.warehouse.query<{ name: string }>(
    sql`SELECT name FROM system.tables WHERE startsWith(name, 'backtest_') ORDER BY name`,
    { purpose: 'test:scratch' },
  )
  return tables.map(({ name }) => name)
}

/** Waits until there are no tables but these. */
async function onlyTables(expected: readonly string[]): Promise<void> {
  let found: readonly string[] = []
  await eventually(
    async () => {
      found = await scratchTables()
      return found.join() === expected.join() ? true : undefined
    },
    () => `tables stay: ${found.join()}`,
  )
}

test('one whose warehouse goes away has failed, and its tables go when the warehouse is back', async () => {
  const warehouse = awayFrom('backtest:rows')
  const { backtest_id: id } = await jobs.start(REQUEST, 'chen')
  expect(await ended(id)).toMatchObject({
    state: 'failed',
    error: { code: 'WAREHOUSE_ERROR', detail: 'the warehouse answered with its error 210' },
  })
  expect(await written(id)).toMatchObject({ state: 'failed' })
  expect((await scratchTables()).length).toBeGreaterThan(0)
  expect(told).toContain('backtest:drop: away')
  warehouse.back()
  await onlyTables([])
})

test('what cannot be dropped of one that is done goes later, and its warnings stay', async () => {
  let isFound = false
  failureOf = (purpose) => {
    isFound ||= purpose === 'backtest:rows'
    return isFound && purpose === 'backtest:drop'
      ? new WarehouseError('no drop', 210, { retryable: true })
      : undefined
  }
  const { backtest_id: id } = await jobs.start(
    { ...REQUEST, outcome: { events: ['ComplaintReceived'], within: '30 days' } },
    'chen',
  )
  expect(await ended(id)).toMatchObject({ state: 'done', error: null })
  expect((await scratchTables()).length).toBeGreaterThan(1)
  expect(told).toEqual(['no drop'])
  failureOf = () => undefined
  const job = await written(id)
  await onlyTables([job?.warnings?.table ?? 'none'])
  const page = await jobs.warnings(id, { limit: 10 }, stopping.signal)
  expect(page?.items).toHaveLength(SUBJECTS)
})

test('one that cannot be begun for want of room has failed, and that is written when there is room', async () => {
  let saved = 0
  isFull = () => ++saved > 1
  const { backtest_id: id } = await jobs.start(REQUEST, 'chen')
  expect(await ended(id)).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } })
  expect(await written(id)).toMatchObject({ state: 'queued' })
  expect(told).toContain('the disk is full')
  isFull = () => false
  const job = await eventually(
    async () => {
      const found = await written(id)
      return found?.state === 'queued' ? undefined : found
    },
    () => `${id} is queued for ever`,
  )
  expect(job).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } })
})

test('one that is cancelled while there is no room ends as cancelled', async () => {
  const looked = Promise.withResolvers<void>()
  failureOf = (purpose) => {
    if (purpose === 'backtest:last-known') looked.resolve()
    return undefined
  }
  const { backtest_id: id } = await jobs.start(REQUEST, 'chen')
  await looked.promise
  isFull = () => true
  await expect(jobs.cancel(id)).rejects.toThrow('the disk is full')
  expect(await ended(id)).toMatchObject({ state: 'cancelled', error: null })
})

test('one that fails for want of space says so, without the words of the engine', async () => {
  failureOf = (purpose) =>
    purpose === 'backtest:watched'
      ? new WarehouseError(`${purpose}: no space in /var/lib/secret`, 243, { retryable: true })
      : undefined
  const { backtest_id: id } = await jobs.start(REQUEST, 'chen')
  const { state, error } = await ended(id)
  expect([state, error?.code]).toEqual(['failed', 'WAREHOUSE_ERROR'])
  expect(error?.detail).toContain('too little space is free on a disk of the warehouse')
  expect(error?.detail).not.toContain('secret')
  expect(inLanguage(error?.detail ?? '', 'zh')).toContain('剩余空间不足')
})
