import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { openLog, type LogStores } from '@jianwei/services/composition/open-log.ts'
import { openWarehouse } from '@jianwei/services/composition/open-warehouse.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { EXAMPLE_RULES } from '@jianwei/services/rules/draft-packs.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { loadSentinelRecord } from '@jianwei/services/sentinel/sentinel-record.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'
import { allEvents } from '#/support/faults/settling.ts'
import { appendsOf, provinceEvents } from '#/support/log/province-events.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess, type ServiceName } from '#/support/program/service-process.ts'
import { expectWarningsOfBacktest } from '#/support/warehouse/warnings-of-log.ts'
import { sql } from '@jianwei/projections/sql.ts'

/*
 * Processes as they are operated: two projectors and two sentinels over one log and one warehouse.
 * The warehouse is the facade, because the embedded engine serves one process only.
 */

const EVENTS = 6_000
const APPEND_EVENTS = 200
const SEED = Number(process.env['STANDBY_SEED'] ?? Date.now() % 1_000_000)

let facade: ClickHouseFacade
beforeAll(async () => {
  facade = await ClickHouseFacade.start()
})
afterAll(() => facade[Symbol.asyncDispose]())

test(`standbys take over from a projector and a sentinel that are killed under load (STANDBY_SEED=${SEED})`, async () => {
  await using folder = await temporaryFolder('standby')
  const env = { JIANWEI_DATA: folder.path, WAREHOUSE_URL: facade.warehouseUrl }
  const config = readConfig(env)
  await using stores = await openLog(config.log, { clock: systemClock() })
  await using opened = await openWarehouse(config.warehouse)
  await using projectors = pair('projector', env)
  await using sentinels = pair('sentinel', env)

  const appends = appendsOf(provinceEvents(EVENTS, { seed: SEED }))
  await append(stores.log, appends.slice(0, EVENTS / 2))
  await Promise.all([projectors.active(), sentinels.active()])
  const appending = append(stores.log, appends.slice(EVENTS / 2))
  await Promise.all([takeover(projectors), takeover(sentinels)])
  await appending

  const boundary = await settled(stores)
  expect(await rowsOf(opened.warehouse, boundary.position)).toEqual({
    n: boundary.position,
    positions: boundary.position,
  })
  const rules = (await readRuleFiles(shippedRules()))
    .map(({ rule }) => rule)
    .filter(({ id }) => EXAMPLE_RULES.includes(id))
  expect(
    await expectWarningsOfBacktest(opened.warehouse, rules, await allEvents(stores.log), boundary),
  ).toBeGreaterThan(0)

  const [projector, sentinel] = await Promise.all([projectors.active(), sentinels.active()])
  expect(await Promise.all([projector.end('SIGTERM'), sentinel.end('SIGTERM')])).toEqual([0, 0])
  for (const line of [...projector.lines, ...sentinel.lines]) {
    expect(line).toMatchObject({
      level: expect.stringMatching(/^(?:debug|info|warn|error)$/),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: expect.stringMatching(/^(?:projector|sentinel)$/),
      message: expect.any(String),
    })
  }
})

interface Pair extends AsyncDisposable {
  readonly name: ServiceName
  /** The one that works, as soon as one does. */
  active(): Promise<ServiceProcess>
}

function pair(name: ServiceName, env: Readonly<Record<string, string>>): Pair {
  const processes = [new ServiceProcess(name, env), new ServiceProcess(name, env)]
  return {
    name,
    async active() {
      const running = processes.filter(({ isRunning }) => isRunning)
      return Promise.any(
        running.map((one) => one.until(() => (one.role === 'active' ? one : undefined))),
      )
    },
    async [Symbol.asyncDispose]() {
      for (const each of processes) await each[Symbol.asyncDispose]()
    },
  }
}

/** Kills the active one and waits until the other one works. */
async function takeover(processes: Pair): Promise<void> {
  await (await processes.active()).end('SIGKILL')
  await processes.active()
}

async function append(log: EventLog, appends: ReturnType<typeof appendsOf>): Promise<void> {
  for (let from = 0; from < appends.length; from += APPEND_EVENTS) {
    await log.append(appends.slice(from, from + APPEND_EVENTS))
    // A load that lasts, so that the kills fall into it.
    await sleep(40)
  }
}

/** Waits until the sentinel has been at the end of the log with nothing left to say. */
async function settled({ log, checkpoints }: LogStores) {
  for (;;) {
    const { record } = await loadSentinelRecord(checkpoints)
    // What a round appends is in the log before its record is saved, so a record at the end has
    // nothing behind it.
    if (record.clock !== null && record.evaluated === (await log.head()))
      return { position: record.evaluated, clock: record.clock }
    await sleep(50)
  }
}

async function rowsOf(warehouse: Warehouse, upTo: Position) {
  const [rows] = await warehouse.query(
    sql`
SELECT toUInt32(count()) AS n, toUInt32(uniqExact(position)) AS positions
FROM events_v2
WHERE position <= ${upTo}`,
    { purpose: 'test:rows' },
  )
  return rows
}
