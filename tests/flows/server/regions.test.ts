import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { RegionCodeSchema } from '@jianwei/events/identifiers/region-code.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { withdrawRegion } from '@jianwei/services/regions/region-steps.ts'
import { deskServer, send, TIP } from '#/support/desk/desk-bench.ts'
import { newSqliteLog, type AdapterData, type Opened } from '#/support/log/sqlite-place.ts'
import { apiSchemas, type ApiSchemas } from '#/support/server/api-document.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'

/* The table of regions over HTTP: searched by anybody who is signed in, added to by an office. */

let place: AdapterData<EventLog>
let openedLog: Opened<EventLog>
let opened: WarehouseInFolder
let app: FastifyInstance
let schemas: ApiSchemas

beforeAll(async () => {
  place = await newSqliteLog()
  openedLog = await place.open()
  opened = await openWarehouse()
  app = deskServer({ log: openedLog.port, warehouse: opened.warehouse })
  schemas = apiSchemas((await app.inject('/openapi.json')).json())
})
afterAll(async () => {
  await app?.close()
  await opened?.[Symbol.asyncDispose]()
  await openedLog?.[Symbol.asyncDispose]()
  await place?.[Symbol.asyncDispose]()
})

interface Page {
  readonly items: readonly {
    readonly code: string
    readonly parent: string | null
    readonly is_added: boolean
    readonly notice: string | null
    readonly names: readonly { readonly name: string }[]
  }[]
}

async function search(query: Readonly<Record<string, string>>): Promise<Page['items']> {
  const answer = await app.inject({ url: '/v1/regions', query })
  expect(schemas.misfitsOf('/v1/regions', answer)).toEqual([])
  return answer.json<Page>().items
}

const add = (body: object) =>
  send(app, '/v1/regions', { as: 'office', body: { reason: '新设', notice: '通知一号', ...body } })

const HEADER = 'code,name,kind,valid_from,valid_to'

test('a region is found by its code, its name, where it lies and the day', async () => {
  expect(await search({ text: '370171' })).toMatchObject([
    { code: '370171', parent: '370100', is_added: false },
  ])
  const named = await search({ text: '崇文区', within: '110000' })
  expect(named).toMatchObject([{ code: '110103', names: [{ name: '崇文区' }] }])
  expect(await search({ text: '崇文区', as_of: '2009-06-01' })).toHaveLength(1)
  expect(await search({ text: '崇文区', as_of: '2020-06-01' })).toHaveLength(0)
})

test('a file adds regions once, after a dry run that writes nothing', async () => {
  const csv = `${HEADER}\n370199,济南示例开发区,development_zone,2018-01-01,\n`
  expect((await add({ csv, dry_run: true })).json()).toMatchObject({ changed: ['370199'] })
  expect(await search({ text: '370199' })).toEqual([])
  expect((await add({ csv })).json()).toEqual({ dry_run: false, changed: ['370199'], same: [] })
  expect((await add({ csv })).json()).toMatchObject({ changed: [], same: ['370199'] })
  expect(await search({ text: '示例', within: '370100' })).toMatchObject([
    { code: '370199', parent: '370100', is_added: true, notice: '通知一号' },
  ])
  expect(await search({ text: '370199', as_known_at: '2000-01-01T00:00:00Z' })).toEqual([])
})

test('a file that cannot hold is refused with all that is wrong', async () => {
  const csv = `${HEADER}\n379905,无处区,division,,\n370198,早终区,other,2020-01-01,2019-01-01\n`
  const refused = await add({ csv })
  expect(refused.statusCode).toBe(422)
  expect(refused.json()).toMatchObject({
    code: 'REGIONS_REFUSED',
    reasons: [{ code: 'REGION_DAYS' }, { code: 'REGION_PARENT_UNKNOWN' }],
  })
})

test('an unknown region is refused in filters and in what is laid down, with how to add it', async () => {
  const unknown = {
    code: 'REGION_UNKNOWN',
    message: expect.stringContaining('jianwei region add'),
  }
  const filtered = await app.inject('/v1/alerts?region=330203&region=330299001')
  expect(filtered.statusCode).toBe(400)
  expect(filtered.json()).toMatchObject({
    code: 'VALIDATION_FAILED',
    reasons: [{ ...unknown, path: 'query.region[1]' }],
  })
  const row = {
    region: '330299',
    domain: null,
    rule_id: null,
    levels: null,
    unit: 'u1',
    note: null,
  }
  const ROW_PATH = 'body.draft.rows[0].region'
  const orders = {
    '/v1/alerts/search': [{ region: '330299' }, 'body.region[0]'],
    '/v1/routing/dry-run': [{ draft: { rows: [row], default_unit: 'u1' } }, ROW_PATH],
    '/v1/alerts': [{ ...TIP, region: '330299' }, 'body.region'],
  } as const
  for (const [url, [body, path]] of Object.entries(orders)) {
    const refused = await send(app, url, { as: 'office', body })
    expect(refused.statusCode, url).toBe(400)
    expect(refused.json(), url).toMatchObject({ reasons: [{ ...unknown, path }] })
  }
  const chinese = await app.inject({
    url: '/v1/overview?region=330299',
    headers: { 'accept-language': 'zh-CN' },
  })
  expect(chinese.json().reasons[0].message).toContain('不在增补的表中')
})

test('a region that the log knows is taken, also when it was withdrawn', async () => {
  const csv = `${HEADER}\n330299,宁波示例开发区,development_zone,2018-01-01,\n`
  expect((await add({ csv })).statusCode).toBe(200)
  expect((await app.inject('/v1/alerts?region=330299001')).statusCode).toBe(200)
  const code = RegionCodeSchema.parse('330299')
  const by = { actor: 'office', reason: '误录' }
  await withdrawRegion(openedLog.port, { code, ...by, now: '2026-03-20T02:00:00.000Z' as Instant })
  expect((await app.inject('/v1/alerts?region=330299')).statusCode).toBe(200)
  expect((await app.inject('/v1/alerts?region=330298')).statusCode).toBe(400)
})
