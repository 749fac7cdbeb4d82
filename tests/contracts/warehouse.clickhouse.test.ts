import { createClient } from '@clickhouse/client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  clickHouseCapabilities,
  ClickHouseWarehouse,
  type ClickHouseServer,
} from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { identifier, sql, textList } from '@jianwei/projections/sql.ts'
import { noteEngine } from '#/support/runner/engine-notes.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'
import { clickHouseForTests } from '#/support/warehouse/clickhouse-for-tests.ts'
import { warehouseContract } from './warehouse.contract.ts'

// As for chDB: a host whose zone is far from UTC and changes with summer.
process.env['TZ'] = 'Pacific/Auckland'

const real = await clickHouseForTests(process.env)
if (real.server === null)
  console.warn(`SKIPPED: the contract on a ClickHouse server (${real.refusals.join('; ')})`)
else noteEngine(real.note)
const ask = { purpose: 'contract:http' }

describe.skipIf(real.server === null)('a ClickHouse server', () => {
  const database = `jianwei_contract_${process.pid}`
  // What skips the suite is that there is no server.
  const server = (): ClickHouseServer => ({ ...(real.server as ClickHouseServer), database })
  warehouseContract('ClickHouseWarehouse', () => ClickHouseWarehouse.open(server()))

  afterAll(async () => {
    if (real.server === null) return
    await using warehouse = await ClickHouseWarehouse.open(server())
    await warehouse.execute(sql`DROP DATABASE ${identifier(database)} SYNC`, ask)
    await real.stop()
  })
})

describe('the facade', () => {
  let facade: ClickHouseFacade
  beforeAll(async () => {
    facade = await ClickHouseFacade.start()
  })
  afterAll(() => facade[Symbol.asyncDispose]())

  warehouseContract('ClickHouseWarehouse on the facade', () =>
    ClickHouseWarehouse.open(facade.server),
  )

  describe('over HTTP', () => {
    let warehouse: ClickHouseWarehouse
    beforeAll(async () => {
      warehouse = await ClickHouseWarehouse.open(facade.server)
      await warehouse.execute(
        sql`
CREATE TABLE numbers_sent (n UInt64)
ENGINE = MergeTree
ORDER BY n
SETTINGS non_replicated_deduplication_window = 100`,
        ask,
      )
    })
    afterEach(() => (facade.dropped_next = 0))
    afterAll(() => warehouse[Symbol.asyncDispose]())
    const sent = async (): Promise<unknown> =>
      warehouse.query(sql`SELECT toUInt32(count()) AS n FROM numbers_sent`, ask)
    const insert = (token: string): Promise<void> =>
      warehouse.insert({ table: 'numbers_sent', columns: ['n'], body: '[1]\n[2]\n', token })

    test('many processes may use one server', () => {
      expect(clickHouseCapabilities(facade.server)).toEqual({ many_processes: true, cluster: null })
    })

    test('settings and tokens travel with their own request, rows and answers are compressed', async () => {
      facade.requests.length = 0
      await insert('first')
      await warehouse.query(sql`SELECT 1`, { ...ask, lane: 'rules' })
      const [inserted, asked] = facade.requests
      expect(inserted?.sql).toMatch(/^\/\* insert:numbers_sent q:\w+\.\d+ \*\/ INSERT INTO/)
      expect(inserted).toMatchObject({ content_encoding: 'zstd', accept_encoding: 'zstd' })
      expect(Object.fromEntries(inserted?.settings ?? [])).toMatchObject({
        insert_deduplication_token: 'first',
        async_insert: '0',
        cancel_http_readonly_queries_on_client_close: '1',
      })
      expect(asked?.settings.get('max_execution_time')).toBe('3600')
      expect(asked?.settings.has('insert_deduplication_token')).toBe(false)
    })

    test('a long list of ids travels in the body', async () => {
      facade.requests.length = 0
      const ids = Array.from({ length: 20_000 }, (_, index) => `urn:example:${index}:见微`)
      expect(
        await warehouse.query(sql`SELECT 'urn:example:7:见微' IN ${textList(ids)} AS found`, ask),
      ).toEqual([{ found: 1 }])
      expect(facade.requests[0]?.sql.length).toBeGreaterThan(400_000)
      expect(facade.requests[0]?.url_characters).toBeLessThan(2_000)
    })

    test('a lost connection is an error that may be tried again, and the repeated insert counts once', async () => {
      const before = await sent()
      await insert('lost')
      facade.dropped_next = 1
      const lost = await insert('lost').catch((error: unknown) => error)
      expect(lost).toMatchObject({ code: 'WAREHOUSE_ERROR', engineCode: 210, retryable: true })
      await insert('lost')
      expect(await sent()).toEqual([{ n: (before as [{ n: number }])[0].n + 2 }])
    })

    test('a server that is away, and a password that is wrong, are told apart by code', async () => {
      const away = ClickHouseWarehouse.open({ ...facade.server, url: 'http://127.0.0.1:1' })
      await expect(away).rejects.toMatchObject({ engineCode: 210, retryable: true })
      const wrong = await ClickHouseWarehouse.open({ ...facade.server, password: 'gu3ss' }).catch(
        (error: unknown) => error,
      )
      expect(wrong).toMatchObject({ engineCode: 516, retryable: false })
      expect(String(wrong)).not.toContain('gu3ss')
    })

    test('of two processes that ask the same, an abort stops only the one that aborted', async () => {
      await using other = await ClickHouseWarehouse.open(facade.server)
      const slow = { purpose: 'contract:same', lane: 'rules' as const }
      const goesOn = other.query(
        sql`SELECT sum(sleepEachRow(0.05)) AS n FROM numbers(20) SETTINGS max_block_size = 1`,
        slow,
      )
      const stop = new AbortController()
      const aborted = warehouse.query(
        sql`SELECT sum(sleepEachRow(0.05)) FROM numbers(1000) SETTINGS max_block_size = 1`,
        {
          ...slow,
          signal: stop.signal,
        },
      )
      setTimeout(() => stop.abort(), 200)
      await expect(aborted).rejects.toMatchObject({ code: 'QUERY_ABORTED' })
      expect(await goesOn).toEqual([{ n: '0' }])
    })

    test('when the asking process goes away, what it asked ends', async () => {
      const gone = new AbortController()
      const { url, username, password } = facade.server
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
      const endless = 'SELECT number AS left_alone FROM numbers(100000000000)'
      const answer = await fetch(url, {
        method: 'POST',
        body: endless,
        headers: { authorization },
        signal: gone.signal,
      })
      await answer.body?.getReader().read()
      gone.abort()
      const alive = sql`
SELECT count() AS n FROM system.processes WHERE startsWith(query, 'SELECT number AS left_alone')`
      await expect.poll(() => warehouse.query(alive, ask)).toEqual([{ n: '0' }])
    })

    test('parameters that the client binds reach the engine, in the address and beside it', async () => {
      const { url, username, password } = facade.server
      const client = createClient({
        url,
        username,
        password,
        use_multipart_params_auto: true,
        compression: { response: true },
      })
      const bound = async (
        query: string,
        query_params: Record<string, unknown>,
      ): Promise<unknown> =>
        (await client.query({ query, query_params, format: 'JSONEachRow' })).json()
      const text = "it's \\ 见微\n; DROP TABLE numbers_sent"
      const at = new Date('2026-01-01T00:00:00.123Z')
      expect(
        await bound(
          'SELECT {text:String} AS text, toUnixTimestamp64Milli({at:DateTime64(3)}) AS at',
          { text, at },
        ),
      ).toEqual([{ text, at: at.getTime() }])
      const ids = Array.from({ length: 5_000 }, (_, index) => `urn:example:${index}`)
      expect(await bound('SELECT length({ids:Array(String)}) AS n', { ids })).toEqual([
        { n: 5_000 },
      ])
      await client.close()
    })
  })
})
