import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LightMyRequestResponse } from 'fastify'
import { streamOf } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Principal, RoleGrant } from '@jianwei/services/access/principal.ts'
import { newSqliteLog } from '#/support/log/sqlite-place.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { catchUp } from '#/support/warehouse/catch-up.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'

const VIEW = derivedId('view', 'red ones')
const RED = { name: 'Red ones', filters: { level: ['red', 'orange'], open: ['true'] } }
const grant = (role: RoleGrant['role'], department: string | null): RoleGrant => ({
  role,
  region: null,
  domain: null,
  department,
})
const PEOPLE: Readonly<Record<string, Principal>> = {
  li: { actor: 'li', kind: 'person', grants: [grant('regulator', 'market')] },
  wang: { actor: 'wang', kind: 'person', grants: [grant('regulator', 'market')] },
  zhao: { actor: 'zhao', kind: 'person', grants: [grant('supervisor', 'fire')] },
}

const NOBODY: Principal = { actor: 'nobody', kind: 'anonymous', grants: [] }

describe('saved views', () => {
  const opening = openWarehouse()
  const place = newSqliteLog()
  const opened = place.then((data) => data.open())
  let log: EventLog
  let app: ReturnType<typeof serverWithoutData>
  beforeAll(async () => {
    log = (await opened).port
    app = serverWithoutData({
      warehouse: (await opening).warehouse,
      log,
      now: () => '2026-03-20T02:00:00.000Z' as Instant,
      authenticate: async ({ headers }) => PEOPLE[String(headers['x-as'])] ?? NOBODY,
    })
  })
  afterAll(async () => {
    await app.close()
    await (await opening)[Symbol.asyncDispose]()
    await (await opened)[Symbol.asyncDispose]()
    await (await place)[Symbol.asyncDispose]()
  })

  /** The order is carried out, and the warehouse has heard of it. */
  const order = async (
    as: string,
    method: 'PUT' | 'POST',
    url: string,
    payload: object,
    revision?: number,
  ): Promise<LightMyRequestResponse> => {
    const seen = revision === undefined ? {} : { 'if-match': `"${revision}"` }
    const answer = await app.inject({ method, url, headers: { 'x-as': as, ...seen }, payload })
    await catchUp((await opening).warehouse, log)
    return answer
  }
  const save = (as: string, body: object, revision?: number, view = VIEW) =>
    order(as, 'PUT', `/v1/views/${view}`, body, revision)
  const offered = async (as: string) =>
    (await app.inject({ url: '/v1/views', headers: { 'x-as': as } })).json()
  const names = async (as: string) =>
    (await offered(as)).items.map(({ name }: { name: string }) => name)

  test('are saved once, seen by their owner, and again by others once they are shared', async () => {
    const first = await save('li', RED)
    expect(first.json()).toMatchObject({ ...RED, revision: 0, owner: 'li', is_mine: true })
    expect(first.headers['etag']).toBe('"0"')
    expect((await save('li', RED)).json()).toMatchObject({ revision: 0 })
    expect(await names('li')).toEqual(['Red ones'])
    expect(await names('wang')).toEqual([])

    const shared = { ...RED, shared_with: 'unit', unit: 'market' }
    expect((await save('li', shared, 0)).json()).toMatchObject({ revision: 1 })
    expect(await names('wang')).toEqual(['Red ones'])
    expect(await names('zhao')).toEqual([])
  })

  test('are changed by their owner at the revision that they saw, and by nobody else', async () => {
    const late = await save('li', { ...RED, name: 'Late' }, 0)
    expect([late.statusCode, late.json().code]).toEqual([409, 'VIEW_CHANGED'])
    const theirs = await save('wang', { ...RED, name: 'Mine' }, 1)
    expect([theirs.statusCode, theirs.json().code]).toEqual([409, 'VIEW_NOT_YOURS'])
  })

  test('hold only what the list can be asked, and no free text', async () => {
    for (const [filters, path] of [
      [{ colour: ['red'] }, 'body.filters'],
      [{ level: ['purple'] }, 'body.filters.level'],
      [{ text: ['张三'] }, 'body.filters'],
    ] as const) {
      const refused = await save(
        'li',
        { name: 'Wrong', filters },
        undefined,
        derivedId('view', path),
      )
      expect(refused.statusCode).toBe(400)
      expect(refused.json().reasons).toContainEqual(expect.objectContaining({ path }))
      expect(refused.body).not.toContain('张三')
    }
  })

  test('become what a role sees first only when everyone may use them', async () => {
    const body = { role: 'regulator', reason: 'agreed on Monday' }
    const early = await order('zhao', 'POST', `/v1/views/${VIEW}/default`, body)
    expect([early.statusCode, early.json().code]).toEqual([404, 'VIEW_UNKNOWN'])
    expect((await order('li', 'POST', `/v1/views/${VIEW}/default`, body)).statusCode).toBe(403)
    await save('li', { ...RED, shared_with: 'everyone' }, 1)
    expect((await order('zhao', 'POST', `/v1/views/${VIEW}/default`, body)).statusCode).toBe(200)
    expect((await offered('wang')).default_view_id).toBe(VIEW)
    expect((await offered('zhao')).default_view_id).toBeNull()
  })

  test('are subscribed to, and offered no more once they are retired', async () => {
    const subscribe = await order('wang', 'POST', `/v1/views/${VIEW}/subscribe`, { every: 'day' })
    expect(subscribe.json()).toMatchObject({ digest: { every: 'day', hour: 8 }, is_mine: false })
    expect((await offered('li')).items[0]).toMatchObject({ digest: null })
    const reason = { reason: 'not used' }
    const { revision } = (await offered('li')).items[0]
    const retired = await order('li', 'POST', `/v1/views/${VIEW}/retire`, reason, revision)
    expect(retired.statusCode).toBe(200)
    expect(await offered('wang')).toEqual({ items: [], default_view_id: null })
  })
  test('are unknown to others, also when retired and before lists have them', async () => {
    const fresh = derivedId('view', 'fresh')
    const steps = [
      ['subscribe', { every: 'day' }],
      ['unsubscribe', {}],
      ['retire', { reason: 'not mine' }],
    ] as const
    const told = (view: string) =>
      Promise.all(
        steps.map(async ([name, payload]) => {
          const url = `/v1/views/${view}/${name}`
          const headers = { 'x-as': 'zhao' }
          const answer = await app.inject({ method: 'POST', url, headers, payload })
          return [answer.statusCode, answer.json().code]
        }),
      )
    const unknown = steps.map(() => [404, 'VIEW_UNKNOWN'])
    const url = `/v1/views/${fresh}`
    const saved = await app.inject({ method: 'PUT', url, headers: { 'x-as': 'li' }, payload: RED })
    expect(saved.statusCode).toBe(200)
    expect(await told(fresh)).toEqual(unknown)
    await order('li', 'POST', `${url}/retire`, { reason: 'not used' }, 0)
    expect(await told(fresh)).toEqual(unknown)
    const events = await Array.fromAsync(log.read(streamOf('view', fresh)))
    expect(events.map(({ type }) => type)).toEqual(['ViewSaved', 'ViewRetired'])
  })
})
