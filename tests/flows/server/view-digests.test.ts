import { afterAll, beforeAll, expect, test } from 'vitest'
import { streamOf } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { PresentEndpoint } from '@jianwei/events/notice/endpoint.ts'
import type { NoticeName } from '@jianwei/events/notice/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { isWanted, lineOf } from '@jianwei/services/notices/message.ts'
import { Notices } from '@jianwei/services/notices/notice-of-event.ts'
import { makeDigests, viewsFor } from '@jianwei/services/server/digests/view-digests.ts'
import { newSqliteLog, type AdapterData, type Opened } from '#/support/log/sqlite-place.ts'
import { somebody, TIP } from '#/support/desk/desk-bench.ts'
import { emptyWarehouse, serverWithoutData } from '#/support/server/server-without-data.ts'
import { catchUp } from '#/support/warehouse/catch-up.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * Li works in one region and Chen in another; both subscribe to a view that everyone may use.
 */

const VIEW = derivedId('view', 'open ones')
const ENDPOINT = {
  endpoint_id: derivedId('endpoint', 'of li'),
  name: '值班',
  kind: 'webhook',
  host: 'hooks.example.gov.cn',
  address_hash: 'a'.repeat(64),
  purpose: '值班接收',
  // Neither narrows what a person's own scope shows.
  level_at_least: 'red',
  region: '330200',
  unit: null,
  paused: null,
  paused_because: null,
} as const
let place: AdapterData<EventLog>
let opened: Opened<EventLog>
let warehouse: WarehouseInFolder
let log: EventLog
let app: ReturnType<typeof serverWithoutData>
let now = '2026-03-20T02:00:00.000Z' as Instant

const people = new Map([
  ['li', somebody('regulator', '330200', 'li')],
  ['chen', somebody('regulator', '110100', 'chen')],
])
const NOBODY: Principal = { actor: 'nobody', kind: 'anonymous', grants: [] }

beforeAll(async () => {
  place = await newSqliteLog()
  opened = await place.open()
  log = opened.port
  warehouse = await openWarehouse()
  app = serverWithoutData({
    warehouse: warehouse.warehouse,
    log,
    now: () => now,
    authenticate: async ({ headers }) => people.get(String(headers['x-as'])) ?? NOBODY,
  })
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
  await warehouse[Symbol.asyncDispose]()
})

async function order(as: string, method: 'PUT' | 'POST', url: string, payload: object) {
  const answer = await app.inject({ method, url, headers: { 'x-as': as }, payload })
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  await catchUp(warehouse.warehouse, log)
  return answer
}

let tips = 0
function tip(as: string, region: string, level: string) {
  tips += 1
  const body = { ...TIP, subject_id: `test:shop-${tips}`, region, level }
  return order(as, 'POST', '/v1/alerts', body)
}

/** A process that has just begun looks at the log by this time. */
async function lookAt(
  clock: string,
  asked: Warehouse = warehouse.warehouse,
  told: unknown[] = [],
): Promise<number> {
  const parts = {
    log,
    warehouse: asked,
    rules: { current: async () => ({ versions: [] }) },
    principal_of: (account: string) => people.get(account),
    logger: { debug() {}, info() {}, error: (said: unknown) => void told.push(said) },
  }
  now = clock as Instant
  const made = await makeDigests(parts, viewsFor(parts), now)
  await catchUp(warehouse.warehouse, log)
  return made
}

async function digests() {
  const events = await Array.fromAsync(log.read(streamOf('view', VIEW)))
  return events.filter(({ type }) => type === 'ViewDigestMade')
}

test('digests are made once a day, at the hour, of what each subscriber may see then', async () => {
  const view = { name: 'Open', filters: { open: ['true'] }, shared_with: 'everyone' }
  await order('li', 'PUT', `/v1/views/${VIEW}`, view)
  for (const who of ['li', 'chen'])
    await order(who, 'POST', `/v1/views/${VIEW}/subscribe`, { every: 'working_day', hour: 9 })
  await tip('li', '330203', 'red')
  await tip('li', '330203', 'blue')
  await tip('chen', '110105', 'orange')

  // Friday's hour is over; Saturday and Sunday are no working days.
  for (const clock of ['2026-03-20T03:00:00Z', '2026-03-22T12:00:00Z', '2026-03-23T00:59:59Z'])
    expect([clock, await lookAt(clock)]).toEqual([clock, 0])
  expect(await lookAt('2026-03-23T01:00:00.000Z')).toBe(2)
  // Another process, and later on the same day.
  expect(await lookAt('2026-03-23T01:00:00.000Z')).toBe(0)
  expect(await lookAt('2026-03-23T09:00:00.000Z')).toBe(0)
  const made = await digests()
  expect(made.map(({ data }) => data)).toMatchObject([
    {
      subscriber: 'li',
      day: '2026-03-23',
      alerts: 2,
      new_alerts: 2,
      by_level: { red: 1, orange: 0, yellow: 0, blue: 1 },
    },
    { subscriber: 'chen', alerts: 1, by_level: { red: 0, orange: 1, yellow: 0, blue: 0 } },
  ])
})

test('after days on which nobody ran there is one digest, with all that is new', async () => {
  now = '2026-03-24T05:00:00.000Z' as Instant
  await tip('li', '330203', 'yellow')
  expect(await lookAt('2026-03-27T08:00:00.000Z')).toBe(2)
  const [ofLi, ofChen] = (await digests()).slice(-2)
  expect(ofLi?.data).toMatchObject({ day: '2026-03-27', alerts: 3, new_alerts: 1 })
  expect(ofChen?.data).toMatchObject({ alerts: 1, new_alerts: 0, sample: [] })
})

test('what came behind the hour of a digest that was made late is new once', async () => {
  const view_id = derivedId('view', 'late')
  now = '2026-03-21T00:00:00.000Z' as Instant
  const view = { name: 'Late', filters: { region: ['330212'] } }
  await order('li', 'PUT', `/v1/views/${view_id}`, view)
  await order('li', 'POST', `/v1/views/${view_id}/subscribe`, { every: 'day', hour: 9 })
  now = '2026-03-28T03:00:00.000Z' as Instant
  await tip('li', '330212', 'red')
  expect(await lookAt('2026-03-28T06:00:00.000Z')).toBe(1)
  expect(await lookAt('2026-03-29T01:00:00.000Z')).toBe(1)
  const events = await Array.fromAsync(log.read(streamOf('view', view_id)))
  const made = events.filter(({ type }) => type === 'ViewDigestMade').map(({ data }) => data)
  expect(made).toMatchObject([
    { alerts: 1, new_alerts: 0, sample: [] },
    { alerts: 1, new_alerts: 1, sample: [expect.any(String)] },
  ])
  await order('li', 'POST', `/v1/views/${view_id}/unsubscribe`, {})
})

test('a digest is numbers, told to an endpoint of the subscriber and to no other', async () => {
  const [event] = (await digests()).slice(-2)
  if (event === undefined) throw new TypeError('two were made')
  const notice = await new Notices(log).of(event)
  if (notice === undefined) throw new TypeError('it is told')
  expect(lineOf(notice)).toBe(`视图摘要 预警单 3，新增 1，红色 1，黄色 1，蓝色 1 ${VIEW}`)
  const endpoint = (person: string | null, notices: readonly NoticeName[] = ['view_digest']) =>
    ({ ...ENDPOINT, notices, person }) satisfies PresentEndpoint
  expect(isWanted(endpoint('li'), notice)).toBe(true)
  expect(isWanted(endpoint('chen'), notice)).toBe(false)
  expect(isWanted(endpoint(null), notice)).toBe(false)
  expect(isWanted(endpoint('li', ['alert_raised']), notice)).toBe(false)
})

test('who subscribed sees when digests come, and whether anything takes them', async () => {
  const mine = async (as: string) =>
    (await app.inject({ url: '/v1/views', headers: { 'x-as': as } })).json().items[0].digest
  expect(await mine('li')).toEqual({
    every: 'working_day',
    hour: 9,
    weekday: null,
    first_day: '2026-03-21',
    last_day: '2026-03-27',
    reaches: 'nobody',
  })
})

/** The engine refuses what is asked for a view of a level. */
function refusing(level: string, error: Error): Warehouse {
  const { warehouse: whole } = warehouse
  return {
    ...emptyWarehouse,
    query: (statement, options) =>
      statement.text.includes(`'${level}'`)
        ? Promise.reject(error)
        : whole.query(statement, options),
  }
}

test.each([
  ['that passes', true],
  ['that stays', false],
])('a failure %s of one digest keeps back no other', async (_, retryable) => {
  const clock = retryable ? '2026-03-27T08:30:00.000Z' : '2026-03-28T08:30:00.000Z'
  const view_id = derivedId('view', String(retryable))
  const other_id = derivedId('view', `other ${retryable}`)
  now = '2026-03-27T00:00:00.000Z' as Instant
  for (const [id, level] of [
    [view_id, 'orange'],
    [other_id, 'yellow'],
  ] as const) {
    await order('li', 'PUT', `/v1/views/${id}`, { name: level, filters: { level: [level] } })
    await order('li', 'POST', `/v1/views/${id}/subscribe`, { every: 'day', hour: 9 })
  }
  const error = new WarehouseError('no', 241, { retryable })
  const told: unknown[] = []
  const made = lookAt(clock, refusing('orange', error), told)
  if (retryable) await expect(made).rejects.toBe(error)
  else await made
  expect(told).toHaveLength(retryable ? 0 : 1)
  const madeOf = async (id: string) =>
    (await Array.fromAsync(log.read(streamOf('view', id)))).filter(
      ({ type }) => type === 'ViewDigestMade',
    ).length
  expect([await madeOf(view_id), await madeOf(other_id)]).toEqual([0, 1])
  await catchUp(warehouse.warehouse, log)
  await lookAt(clock)
  expect([await madeOf(view_id), await madeOf(other_id)]).toEqual([1, 1])
  for (const id of [view_id, other_id]) await order('li', 'POST', `/v1/views/${id}/unsubscribe`, {})
})

test('a view that is shared no more, as the log alone says by then, ends no digest', async () => {
  const view_id = derivedId('view', 'withdrawn')
  const view = { name: 'Mine', filters: { open: ['true'] } }
  now = '2026-03-28T09:00:00.000Z' as Instant
  const shared = { ...view, shared_with: 'everyone' }
  await order('li', 'PUT', `/v1/views/${view_id}`, shared)
  const subscribed = await order('chen', 'POST', `/v1/views/${view_id}/subscribe`, {
    every: 'day',
    hour: 9,
  })
  const withdrawn = await app.inject({
    method: 'PUT',
    url: `/v1/views/${view_id}`,
    headers: { 'x-as': 'li', 'if-match': String(subscribed.headers['etag']) },
    payload: view,
  })
  expect(withdrawn.statusCode, withdrawn.body).toBe(200)
  // The warehouse is behind.
  const told: unknown[] = []
  expect(await lookAt('2026-03-29T02:00:00.000Z', warehouse.warehouse, told)).toBe(0)
  expect(told).toEqual([])
})

test('digests end with the subscription, the account, and the view', async () => {
  await order('li', 'POST', `/v1/views/${VIEW}/unsubscribe`, {})
  const chen = people.get('chen')
  people.delete('chen')
  expect(await lookAt('2026-03-30T01:00:00.000Z')).toBe(0)
  if (chen !== undefined) people.set('chen', chen)
  expect(await lookAt('2026-03-31T01:00:00.000Z')).toBe(1)
  const { revision } = (await app.inject({ url: '/v1/views', headers: { 'x-as': 'li' } })).json()
    .items[0]
  const retired = await app.inject({
    method: 'POST',
    url: `/v1/views/${VIEW}/retire`,
    headers: { 'x-as': 'li', 'if-match': `"${revision}"` },
    payload: { reason: 'not used' },
  })
  expect(retired.statusCode).toBe(200)
  await catchUp(warehouse.warehouse, log)
  expect(await lookAt('2026-04-01T01:00:00.000Z')).toBe(0)
})
