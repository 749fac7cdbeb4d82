import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { makeScratchTable, scratchTableName } from '@jianwei/projections/scratch-tables.ts'
import { sql } from '@jianwei/projections/sql.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { openStores, type Stores } from '@jianwei/services/all-in-one/stores.ts'
import { keyOfCommand } from '@jianwei/services/backtest/table-keys.ts'
import { loadProjectorRecord } from '@jianwei/services/projector/progress.ts'
import { eventually } from '#/support/hang.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { someEvent } from '#/support/log/events.ts'
import { appendsOf } from '#/support/log/province-events.ts'
import { runJianwei } from '#/support/program/run-jianwei.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { complaintRuleText, complaints } from '#/support/rules/rule-text.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'

/*
 * `npx jianwei backtest` over a log on a server and a warehouse that several use (their stand-ins):
 * what one makes there is its own.
 */

const SUBJECTS = 20
const TWO_DAYS_MS = 2 * 86_400_000
const ASKS = { purpose: 'test:scratch' }
const MADE = /CREATE TABLE (backtest_\w+)/

let facade: ClickHouseFacade
let log: KurrentStandIn
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let stores: Stores
beforeAll(async () => {
  facade = await ClickHouseFacade.start()
  log = await KurrentStandIn.start('@kurrent/kurrentdb-client')
  folder = await temporaryFolder('commands-side-by-side')
  stores = await openStores(readConfig(envOf('test')), { tables: 'complete' })
  // Each has a complaint a day for three days.
  const facts = Array.from({ length: SUBJECTS * 3 }, (_, index) =>
    someEvent({
      subject_id: `test:${Math.floor(index / 3)}`,
      occurred_at: new Date(Date.UTC(2026, 0, 1 + (index % 3))).toISOString() as Instant,
    }),
  )
  await stores.log.append(appendsOf(facts))
  const head = await stores.log.head()
  await using _projector = new ServiceProcess('projector', envOf('projector'))
  await eventually(
    async () => {
      const { record } = await loadProjectorRecord(stores.checkpoints)
      return record.committed_position >= head ? true : undefined
    },
    () => 'the warehouse is not complete',
  )
})
afterAll(async () => {
  await stores[Symbol.asyncDispose]()
  await facade[Symbol.asyncDispose]()
  await log[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function envOf(name: string): Readonly<Record<string, string>> {
  return {
    JIANWEI_DATA: join(folder.path, name),
    LOG_URL: `kurrentdb://127.0.0.1:${log.port}?tls=false`,
    WAREHOUSE_URL: facade.warehouseUrl,
  }
}

/** Backtests a rule that warns from so many complaints on. */
async function backtest(at_least: number): Promise<string> {
  const name = `complaints-${at_least}`
  const rule = join(folder.path, `${name}.yaml`)
  await writeFile(rule, complaintRuleText({ id: name, ...complaints(at_least) }))
  const { code, output } = await runJianwei(['backtest', rule], envOf(name))
  expect(code, output).toBe(0)
  return output
}

test('two commands at once make tables of their own, and each finds what it finds alone', async () => {
  facade.requests.length = 0
  const [three, four] = await Promise.all([backtest(3), backtest(4)])
  expect(three).toContain(`${SUBJECTS} warnings for ${SUBJECTS} subjects`)
  expect(four).toContain('0 warnings for 0 subjects')
  const made = facade.requests.flatMap((request) => MADE.exec(request.sql)?.[1] ?? [])
  expect(made.length).toBeGreaterThan(0)
  expect(new Set(made).size, made.join()).toBe(made.length)
  expect(await scratchTables()).toEqual([])
})

test('a command drops what one left that was killed, and nothing of one that may run', async () => {
  const now = systemClock().now()
  const long_ago = instantFromMs(Date.parse(now) - TWO_DAYS_MS)
  const running = `backtest_${keyOfCommand(now, randomUUID())}_here`
  const ofServer = `backtest_${randomUUID().replaceAll('-', '')}_here`
  const killed = `backtest_${keyOfCommand(long_ago, randomUUID())}_here`
  for (const name of [running, ofServer, killed, 'backtest_cli_here'])
    await makeScratchTable(stores.warehouse, scratchTableName(name), { rows: sql`SELECT 1` }, ASKS)
  await backtest(3)
  expect(await scratchTables()).toEqual([running, ofServer].toSorted())
})

async function scratchTables(): Promise<readonly string[]> {
  const tables = await stores.warehouse.query<{ name: string }>(
    sql`
SELECT name FROM system.tables
WHERE database = currentDatabase() AND startsWith(name, 'backtest_') ORDER BY name`,
    ASKS,
  )
  return tables.map(({ name }) => name)
}
