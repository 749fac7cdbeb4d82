import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { BookedJob } from '#/backtest/backtest-book.ts'
import { dropTablesOfDead, dropTablesOfDeadCommands } from '#/backtest/left-tables.ts'
import { keyOfCommand, keyOfJob } from '#/backtest/table-keys.ts'

const NOW = '2026-03-20T02:00:00.000Z' as Instant
const YESTERDAY = '2026-03-19T02:00:00.000Z' as Instant
const BEFORE = '2026-03-19T01:59:59.999Z' as Instant
const { signal } = new AbortController()

const idOf = (digit: string): string =>
  '00000000-0000-4000-8000-00000000000'.replaceAll('0', digit) + digit
const tableOf = (id: string, name: string): string => `backtest_${keyOfJob(id)}_${name}`
const ofCommand = (began_at: Instant, digit: string): string =>
  `backtest_${keyOfCommand(began_at, idOf(digit))}_here`

const OPEN = idOf('1')
const DONE = idOf('2')
const FAILED = idOf('3')
const UNKNOWN = idOf('5')

const jobOf = (backtest_id: string, state: BookedJob['state'], table?: string): BookedJob => ({
  backtest_id,
  state,
  progress: 0,
  rule_id: 'a',
  rule_version: 1,
  asked_by: 'chen',
  asked_at: NOW,
  error: null,
  owner: 'other',
  warnings: table === undefined ? null : { table, rows: 1, span: { from_ms: 0, to_ms: 1 } },
})
const JOBS = [
  jobOf(OPEN, 'running'),
  jobOf(DONE, 'done', tableOf(DONE, 'here')),
  jobOf(FAILED, 'failed'),
]

/** A warehouse that has these tables. */
function warehouseWith(...given: readonly string[]) {
  const tables = new Set(given)
  const warehouse: Warehouse = {
    // The only question is which tables there are.
    query: async <Row>() => [...tables].map((name) => ({ name }) as Row),
    execute: async ({ text }) => void tables.delete(text.replace('DROP TABLE IF EXISTS ', '')),
    stream: () => expect.unreachable(),
    blocks: () => expect.unreachable(),
    file: () => expect.unreachable(),
    insert: () => expect.unreachable(),
    [Symbol.asyncDispose]: async () => {},
  }
  return { warehouse, tables }
}

test('tables of jobs that are unknown or have ended are dropped; what is in use or kept stays', async () => {
  const { warehouse, tables } = warehouseWith(
    tableOf(OPEN, 'here'),
    tableOf(DONE, 'here'),
    tableOf(DONE, 'outcomes'),
    tableOf(FAILED, 'here'),
    tableOf(UNKNOWN, 'here'),
  )
  await dropTablesOfDead(warehouse, async () => JOBS, NOW, signal)
  expect([...tables]).toEqual([tableOf(OPEN, 'here'), tableOf(DONE, 'here')])
})

test('a job that begins while one looks keeps its tables', async () => {
  const { warehouse, tables } = warehouseWith(tableOf(UNKNOWN, 'here'))
  const begun = tableOf(idOf('7'), 'here')
  const jobs = async () => {
    tables.add(begun)
    return JOBS
  }
  await dropTablesOfDead(warehouse, jobs, NOW, signal)
  expect([...tables]).toEqual([begun])
})

test('tables of commands are dropped a day after these began, by servers and by commands', async () => {
  const names = [ofCommand(BEFORE, '1'), 'backtest_cli_here']
  const kept = [ofCommand(YESTERDAY, '2'), ofCommand(NOW, '3'), tableOf(OPEN, 'here')]
  const byServer = warehouseWith(...names, ...kept)
  await dropTablesOfDead(byServer.warehouse, async () => JOBS, NOW, signal)
  expect([...byServer.tables]).toEqual(kept)
  const others = [...kept, tableOf(UNKNOWN, 'here')]
  const byCommand = warehouseWith(...names, ...others)
  await dropTablesOfDeadCommands(byCommand.warehouse, NOW, signal)
  expect([...byCommand.tables]).toEqual(others)
})
