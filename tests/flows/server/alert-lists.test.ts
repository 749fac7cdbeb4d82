import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { Instant } from '@jianwei/events/instant.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { apiSchemas, type ApiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { alertIdOf, raisedForTest, stepForTest } from '#/support/log/desk-events.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/* One filter for lists, searches, facets, counts and neighbours, over HTTP. */

const NAMES = ['a', 'b', 'c', 'd', 'e']
let opened: WarehouseInFolder
let app: FastifyInstance
let schemas: ApiSchemas
beforeAll(async () => {
  opened = await openWarehouse()
  await project(
    opened.warehouse,
    recordedLog([
      ...NAMES.map((name, index) =>
        raisedForTest(name, {
          level: index % 2 === 0 ? 'red' : 'blue',
          due_at: `2026-03-${25 - index}T00:00:00.000Z`,
        }),
      ),
      stepForTest('b', 'AlertClaimed', { until: '2026-03-20T04:00:00.000Z', from: null }),
      stepForTest('c', 'AlertSignedFor', { actor: 'wang' }),
      stepForTest('d', 'AlertSignedFor', { actor: 'zhao' }),
    ]),
  )
  app = serverWithoutData({
    warehouse: opened.warehouse,
    now: () => '2026-03-22T12:00:00.000Z' as Instant,
    authenticate: async () => ({ ...LOCAL_ADMINISTRATOR, actor: 'wang' }),
  })
  schemas = apiSchemas((await app.inject('/openapi.json')).json())
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
})

interface Listed {
  readonly items: readonly {
    readonly alert_id: string
    readonly place: string
    readonly waiting_days: number | null
    readonly overdue: boolean
  }[]
  readonly next: string | null
  readonly up_to: number
}

async function get<Answer>(path: string, url = path): Promise<Answer> {
  const answer = await app.inject(url)
  expect(answer.statusCode, answer.body).toBe(200)
  expect(schemas.misfitsOf(path, answer)).toEqual([])
  return answer.json()
}

const names = ({ items }: Pick<Listed, 'items'>): string =>
  items.map(({ alert_id }) => NAMES.find((name) => alertIdOf(name) === alert_id)).join('')

test('a query may name several values, an order, and people only as who asks', async () => {
  const of = async (query: string) => names(await get<Listed>('/v1/alerts', `/v1/alerts?${query}`))
  expect(await of('order=due')).toBe('edcba')
  expect(await of('state=raised&level=red&level=orange&order=waiting')).toBe('ae')
  expect(await of('owner=me')).toBe('c')
  expect(await of('owner=nobody&claimed=nobody&order=waiting')).toBe('abe')
  expect(await of('overdue=true&order=waiting')).toBe('de')
  expect((await app.inject('/v1/alerts?owner=zhao')).statusCode).toBe(400)
  expect((await app.inject('/v1/alerts?text=zhao')).statusCode).toBe(400)
})

test('rows say how long they have waited, and whether their limit is over', async () => {
  const { items } = await get<Listed>('/v1/alerts', '/v1/alerts?order=due&limit=3')
  expect(items.map(({ waiting_days, overdue }) => [waiting_days, overdue])).toEqual([
    [21, true],
    [21, true],
    [21, false],
  ])
})

test('a search in a body names persons and texts, and goes on with its own cursor only', async () => {
  const search = (payload: object) =>
    app.inject({ method: 'POST', url: '/v1/alerts/search', payload })
  expect(names((await search({ owner: { account: 'zhao' } })).json())).toBe('d')
  expect(names((await search({ text: 'TEST:B' })).json())).toBe('b')
  const told = { alert_id: [alertIdOf('e'), alertIdOf('c'), alertIdOf('none')] }
  expect(names((await search(told)).json())).toBe('ec')
  expect(names((await search({ ...told, owner: 'me' })).json())).toBe('c')
  const body = { text: 'test:', order: 'waiting', limit: 2 }
  const first = await search(body)
  const { next } = first.json<Listed>()
  const second = (await search({ ...body, cursor: next })).json<Listed>()
  expect([names(first.json()), names(second)]).toEqual(['ab', 'cd'])
  const elsewhere = await search({ ...body, text: 'test', cursor: next })
  expect([elsewhere.statusCode, elsewhere.json().code]).toEqual([400, 'CURSOR_UNREADABLE'])
})

test('neighbours are those of the list that was opened', async () => {
  const query = 'order=due&open=true'
  const list = await get<Listed>('/v1/alerts', `/v1/alerts?${query}`)
  for (const [index, { alert_id, place }] of list.items.entries()) {
    const path = '/v1/alerts/{alert_id}/neighbours'
    const url = `/v1/alerts/${alert_id}/neighbours?${query}&up_to=${list.up_to}&place=${place}`
    expect(await get(path, url)).toEqual({
      previous: list.items[index - 1]?.alert_id ?? null,
      next: list.items[index + 1]?.alert_id ?? null,
      before: index,
      behind: NAMES.length - 1 - index,
      up_to: list.up_to,
    })
  }
  const none = await app.inject(`/v1/alerts/${alertIdOf('none')}/neighbours`)
  expect([none.statusCode, none.json().code]).toEqual([404, 'ALERT_UNKNOWN'])
})

test('facets and counts take the same filter', async () => {
  const facets = await get<{ level: object }>('/v1/alerts/facets', '/v1/alerts/facets?level=red')
  expect(facets.level).toEqual({
    values: [
      { value: 'red', title: null, alerts: 3 },
      { value: 'blue', title: null, alerts: 2 },
    ],
    more_values: 0,
    more_alerts: 0,
  })
  const counts = await get('/v1/alerts/counts', '/v1/alerts/counts?level=red')
  expect(counts).toMatchObject({ alerts: 3, open: 3, overdue: 1, unclaimed: 2, mine: 1 })
})
