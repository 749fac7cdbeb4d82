import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStores, type Stores } from '@jianwei/services/all-in-one/stores.ts'
import { assertNothingLost } from '@jianwei/services/composition/warehouse-in-order.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'
import { someEvents } from '#/support/log/events.ts'
import { eventually } from '#/support/hang.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { appendTo, projectAll } from '#/support/warehouse/projected-folder.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { sql } from '@jianwei/projections/sql.ts'

/*
 * An event store that is restored from a backup, as the stand-in for KurrentDB plays it; positions
 * are offsets there, with gaps.
 */

const EVENTS = 20
const LOST = 7

let facade: ClickHouseFacade
let server: KurrentStandIn
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  facade = await ClickHouseFacade.start()
})
afterAll(() => facade[Symbol.asyncDispose]())
beforeEach(async () => {
  server = await KurrentStandIn.start('@kurrent/kurrentdb-client')
  folder = await temporaryFolder('log-server')
  const LOG_URL = `kurrentdb://127.0.0.1:${server.port}?tls=false`
  env = { JIANWEI_DATA: folder.path, LOG_URL, WAREHOUSE_URL: facade.warehouseUrl }
})
afterEach(async () => {
  await folder[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/**
 * Back to before the last events of departments; the projector's own record goes back with them.
 */
function setBack(): void {
  const events = server.log.all
  const lost = events
    .filter(({ stream }) => stream.startsWith('jianwei.journal-fact-'))
    .slice(-LOST)
  server.setBack(events.findIndex((event) => event === lost[0]))
}

async function emptied(stores: Stores): Promise<void> {
  await stores.recreateWarehouse()
}

test('what the warehouse has seen and the restored server lacks is named, also when the server has grown again', async () => {
  await using stores = await openStores(readConfig(env))
  await emptied(stores)
  await appendTo(stores, someEvents(EVENTS))
  await projectAll(stores)
  const said: string[] = []
  await assertNothingLost(stores, (line) => said.push(line))
  expect(said).toEqual([])

  setBack()
  await using after = await openStores(readConfig(env))
  const missing = { code: 'LOG_LOST', loss: { events: LOST, facts: LOST } }
  await expect(assertNothingLost(after, () => {})).rejects.toMatchObject(missing)
  server.writeSystemEvents(3)
  await appendTo(after, someEvents(EVENTS))
  await expect(assertNothingLost(after, () => {})).rejects.toMatchObject(missing)
})

test('a projector that runs meanwhile ends and says so, and so does the next one; the warehouse keeps what it has', async () => {
  await using stores = await openStores(readConfig(env))
  await emptied(stores)
  await using projector = new ServiceProcess('projector', env)
  await appendTo(stores, someEvents(EVENTS))
  const rows = async (): Promise<number> => {
    const [row] = await stores.warehouse.query<{ n: number }>(
      sql`SELECT toUInt32(count()) AS n FROM events_v2`,
      {
        purpose: 'test',
      },
    )
    return row?.n ?? 0
  }
  await eventually(
    async () => {
      if (!projector.isRunning) throw new Error('the projector ended')
      return (await rows()) === EVENTS ? true : undefined
    },
    () => JSON.stringify(projector.lines),
  )

  setBack()
  await projector.ended()
  const said = JSON.stringify(projector.lines)
  expect(said).toMatch(/LOG_REWOUND|LOG_LOST|LogRewound|LogLost/)
  await using next = new ServiceProcess('projector', env)
  await next.ended()
  expect(JSON.stringify(next.lines)).toContain(`Missing: ${LOST} events`)
  expect(await rows()).toBe(EVENTS)
})
