import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { streamOf } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { deskServer, send, TIP } from '#/support/desk/desk-bench.ts'
import { logWithAppend } from '#/support/log/log-with-append.ts'
import type { AdapterData, Opened } from '#/support/log/sqlite-place.ts'
import { newSqliteLog } from '#/support/log/sqlite-place.ts'
import { catchUp } from '#/support/warehouse/catch-up.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * One step with many alerts, and the next alert that nobody has, over a real log and a warehouse
 * that is filled only when a test says so: in between it is behind, as it may be in life.
 */

let place: AdapterData<EventLog>
let opened: Opened<EventLog>
let warehouse: WarehouseInFolder
let log: EventLog
let app: FastifyInstance
let now = '2026-03-20T02:00:00.000Z' as Instant
let tips = 0

beforeAll(async () => {
  place = await newSqliteLog()
  opened = await place.open()
  log = opened.port
  warehouse = await openWarehouse()
})
afterAll(async () => {
  await opened[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
  await warehouse[Symbol.asyncDispose]()
})
beforeEach(() => {
  app = deskServer({ log, warehouse: warehouse.warehouse, now: () => now })
})

/** Tips about one matter, by the tag that tells this test's alerts from others'. */
async function raise(count: number, tag: string): Promise<readonly string[]> {
  const ids: string[] = []
  for (let number = 0; number < count; number += 1) {
    tips += 1
    const body = { ...TIP, subject_id: `test:${tag}-${tips}` }
    const answer = await send(app, '/v1/alerts', { as: 'li', body })
    expect(answer.statusCode, answer.body).toBe(201)
    const { alert_id } = answer.json()
    ids.push(alert_id)
    await send(app, `/v1/alerts/${alert_id}/tag`, { as: 'li', body: { tag } })
  }
  await catchUp(warehouse.warehouse, log)
  return ids
}

interface Item {
  readonly alert_id: string
  readonly seen_revision: number | null
  readonly outcome: string
  readonly state: string | null
  readonly code: string | null
}

async function preview(as: string, step: object, of: object) {
  const answer = await send(app, '/v1/alerts/bulk/preview', { as, body: { step, of } })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ readonly token: string; readonly items: readonly Item[] }>()
}

const commit = (as: string, token: string, at = app) =>
  send(at, '/v1/alerts/bulk', { as, body: { token } })

/** The log of a process that dies at the append that it is told to. */
const logDyingAt = (diesAt: (appends: readonly StreamAppend[]) => boolean): EventLog =>
  logWithAppend(log, async (appends) => {
    if (diesAt(appends)) throw new Error('the process is gone')
    return log.append(appends)
  })

const outcomes = (items: readonly Item[]) => items.map(({ outcome }) => outcome)
const eventsOf = (id: string) => Array.fromAsync(log.read(streamOf('alert', id)))
const CLOSE = { name: 'close', reason_code: 'benign', reason: 'looked at' }

describe('a step with many alerts', () => {
  test('is previewed without a trace, then taken, and answered the same ever after', async () => {
    const ids = await raise(3, 'sign')
    const before = await Promise.all(ids.map(async (id) => (await eventsOf(id)).length))
    const { token, items } = await preview('wang', { name: 'sign' }, { filter: { tag: 'sign' } })
    expect(items.map(({ alert_id }) => alert_id).toSorted()).toEqual(ids.toSorted())
    expect(outcomes(items)).toEqual(['done', 'done', 'done'])
    expect(await Promise.all(ids.map(async (id) => (await eventsOf(id)).length))).toEqual(before)
    const first = await commit('wang', token)
    expect(outcomes(first.json().items)).toEqual(['done', 'done', 'done'])
    for (const id of ids) expect((await eventsOf(id)).at(-1)?.type).toBe('AlertSignedFor')
    const count = await log.head()
    // Also from another process, and long after it was good.
    now = '2026-03-21T02:00:00.000Z' as Instant
    const elsewhere = deskServer({ log, warehouse: warehouse.warehouse, now: () => now })
    expect((await commit('wang', token, elsewhere)).json()).toEqual(first.json())
    expect(await log.head()).toBe(count)
  })

  test('answers an alert that changed since as changed, and leaves it as it is', async () => {
    const [mine = '', others = ''] = await raise(2, 'changed')
    const of = { alerts: [{ alert_id: mine }, { alert_id: others }] }
    const { token } = await preview('wang', { name: 'sign' }, of)
    await send(app, `/v1/alerts/${others}/sign`, { as: 'zhao', seen: 1 })
    const { items } = (await commit('wang', token)).json()
    expect(items).toMatchObject([
      { alert_id: mine, outcome: 'done', state: 'signed_for' },
      { alert_id: others, outcome: 'changed', code: 'ALERT_CHANGED', revision: 2 },
    ])
    expect((await eventsOf(others)).at(-1)?.data).toMatchObject({ actor: 'zhao' })
  })

  test('closes no alert that nobody has opened', async () => {
    const [seen = '', unseen = ''] = await raise(2, 'close')
    await send(app, `/v1/alerts/${seen}/view`, { as: 'wang' })
    const of = { alerts: [{ alert_id: seen }, { alert_id: unseen }] }
    const { token, items } = await preview('wang', CLOSE, of)
    expect(items).toMatchObject([
      { outcome: 'done', state: 'closed' },
      { outcome: 'refused', code: 'ALERT_NEVER_OPENED' },
    ])
    const answers = (await commit('wang', token)).json().items
    expect(outcomes(answers)).toEqual(['done', 'refused'])
    expect((await eventsOf(unseen)).some(({ type }) => type === 'AlertClosed')).toBe(false)
  })

  test('transfers, escalates each to its next level, and reopens', async () => {
    const [first = '', second = ''] = await raise(2, 'moved')
    const of = { alerts: [{ alert_id: first }, { alert_id: second }] }
    const taken = async (step: object) => {
      const { token, items } = await preview('wang', step, of)
      const answers = (await commit('wang', token)).json().items
      // What was previewed is what happened.
      expect(outcomes(answers)).toEqual(outcomes(items))
      expect(answers.map(({ state }: { state: string }) => state)).toEqual(
        items.map(({ state }) => state),
      )
      return answers
    }
    const transfer = { name: 'transfer', unit: 'station-2', reason: 'their remit' }
    expect(outcomes(await taken(transfer))).toEqual(['done', 'done'])
    expect(outcomes(await taken(transfer))).toEqual(['unchanged', 'unchanged'])
    const nowhere = await preview('wang', { name: 'transfer', reason: 'anywhere' }, of)
    expect(nowhere.items[0]).toMatchObject({ outcome: 'refused', code: 'ALERT_TRANSFER_NOWHERE' })
    await send(app, `/v1/alerts/${second}/escalate`, {
      as: 'li',
      seen: 2,
      body: { level: 'red', reason: 'press' },
    })
    const escalate = { name: 'escalate', reason: 'more of the same' }
    expect(outcomes(await taken(escalate))).toEqual(['done', 'unchanged'])
    expect((await eventsOf(first)).at(-1)).toMatchObject({
      type: 'AlertEscalated',
      data: { level: 'red', from_level: 'orange', actor: 'wang' },
    })
    await send(app, `/v1/alerts/${first}/view`, { as: 'wang' })
    await taken(CLOSE)
    const reopen = { name: 'reopen', reason: 'it goes on' }
    expect(await taken(reopen)).toMatchObject([
      { outcome: 'done', state: 'raised' },
      { outcome: 'unchanged', state: 'raised' },
    ])
    expect((await eventsOf(first)).at(-1)?.type).toBe('AlertReopened')
  })

  test('says what had been so before, what is not allowed and what is not there', async () => {
    const [id = ''] = await raise(1, 'mixed')
    const nowhere = '00000000-0000-4000-8000-000000000000'
    const tagged = { alerts: [{ alert_id: id }, { alert_id: nowhere }] }
    const { token, items } = await preview('wang', { name: 'tag', tag: 'mixed' }, tagged)
    expect(items).toMatchObject([
      { outcome: 'unchanged' },
      { outcome: 'refused', code: 'ALERT_UNKNOWN', seen_revision: null },
    ])
    expect(outcomes((await commit('wang', token)).json().items)).toEqual(['unchanged', 'refused'])
    const stale = { alerts: [{ alert_id: id, revision: 0 }] }
    expect(outcomes((await preview('wang', { name: 'sign' }, stale)).items)).toEqual(['changed'])
  })

  test('is not taken with an alert that its preview could not see', async () => {
    const id = derivedId('alert', 'lead', derivedId('request', 'li', 'comes later'))
    const { token } = await preview('wang', { name: 'sign' }, { alerts: [{ alert_id: id }] })
    const raised = await send(app, '/v1/alerts', { as: 'li', key: 'comes later', body: TIP })
    expect(raised.json()).toMatchObject({ alert_id: id })
    expect((await commit('wang', token)).json().items).toMatchObject([
      { outcome: 'refused', code: 'ALERT_UNKNOWN' },
    ])
    expect(await eventsOf(id)).toHaveLength(1)
  })

  test('goes on where a process died half-way', async () => {
    const ids = await raise(12, 'half')
    const { token } = await preview('wang', { name: 'sign' }, { filter: { tag: 'half' } })
    let appends = 0
    const dying = logDyingAt(() => (appends += 1) > 5)
    const gone = deskServer({ log: dying, warehouse: warehouse.warehouse, now: () => now })
    expect((await commit('wang', token, gone)).statusCode).toBe(500)
    const { items } = (await commit('wang', token)).json()
    expect(outcomes(items)).toEqual(ids.map(() => 'done'))
    for (const id of ids) {
      const signatures = (await eventsOf(id)).filter(({ type }) => type === 'AlertSignedFor')
      expect(signatures).toHaveLength(1)
    }
  })

  test('needs a token of who asks, in time', async () => {
    await raise(1, 'late')
    const { token } = await preview('wang', { name: 'sign' }, { filter: { tag: 'late' } })
    const other = await commit('zhao', token)
    expect([other.statusCode, other.json().code]).toEqual([404, 'BULK_TOKEN_UNKNOWN'])
    now = '2026-03-22T02:00:00.000Z' as Instant
    const late = await commit('wang', token)
    expect([late.statusCode, late.json().code]).toEqual([409, 'BULK_TOKEN_EXPIRED'])
  })

  test('is for 500 alerts at most', async () => {
    const alerts = Array.from({ length: 501 }, () => ({
      alert_id: '00000000-0000-4000-8000-000000000000',
    }))
    const body = { step: { name: 'sign' }, of: { alerts } }
    const answer = await send(app, '/v1/alerts/bulk/preview', { as: 'wang', body })
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'VALIDATION_FAILED'])
  })
})

describe('the next alert', () => {
  const next = (as: string, tag: string, at = app) =>
    send(at, '/v1/alerts/next', { as, body: { tag, minutes: 30, order: 'waiting' } })

  test('is another one for each who asks at once, over two servers', async () => {
    const ids = await raise(6, 'next')
    // Each server reads the log through a connection of its own.
    await using second = await place.open()
    const other = deskServer({ log: second.port, warehouse: warehouse.warehouse, now: () => now })
    const answers = await Promise.all(
      ids.map((_, index) => next(`person-${index}`, 'next', index % 2 === 0 ? app : other)),
    )
    const taken = answers.map((answer) => String(answer.json().taken?.alert_id))
    expect(taken.toSorted()).toEqual(ids.toSorted())
    const late = await next('late', 'next')
    expect(late.json()).toEqual({ taken: null, passed_over: 6 })
  })

  test('asked for again is another one, and one whose claim ran out comes back', async () => {
    const ids = await raise(2, 'lapse')
    const one = (await next('wang', 'lapse')).json().taken.alert_id
    const two = (await next('wang', 'lapse')).json().taken.alert_id
    expect([one, two]).toEqual(ids)
    await catchUp(warehouse.warehouse, log)
    expect((await next('zhao', 'lapse')).json()).toEqual({ taken: null, passed_over: 0 })
    now = '2026-03-22T03:00:00.000Z' as Instant
    expect((await next('zhao', 'lapse')).json().taken.alert_id).toBe(one)
  })

  test('under one key is the same one', async () => {
    await raise(2, 'keyed')
    const body = { tag: 'keyed' }
    const once = await send(app, '/v1/alerts/next', { as: 'wang', key: 'k', body })
    const again = await send(app, '/v1/alerts/next', { as: 'wang', key: 'k', body })
    expect(again.json()).toEqual(once.json())
  })

  const sign = async (alert_id: string): Promise<void> => {
    const seen = (await eventsOf(alert_id)).length - 1
    const { statusCode } = await send(app, `/v1/alerts/${alert_id}/sign`, { as: 'wang', seen })
    expect(statusCode).toBe(200)
  }
  test.each<[string, (claimed: string) => Promise<unknown>]>([
    ['lists behind', async () => {}],
    ['lists up to date', () => catchUp(warehouse.warehouse, log)],
    ['signed for since', sign],
    [
      'signed for since, lists up to date',
      async (claimed) => {
        await sign(claimed)
        await catchUp(warehouse.warehouse, log)
      },
    ],
  ])(
    'under one key is the same one where the process died before it answered, %s',
    async (name, meanwhile) => {
      const tag = `died-${name.replaceAll(/\W+/g, '-')}`
      const [first = '', second = ''] = await raise(2, tag)
      const order = { as: 'wang', key: tag, body: { tag, order: 'waiting' } }
      const answer = streamOf('request', derivedId('request', 'wang', tag))
      const dying = logDyingAt((appends) => appends.some(({ stream }) => stream === answer))
      const gone = deskServer({ log: dying, warehouse: warehouse.warehouse, now: () => now })
      expect((await send(gone, '/v1/alerts/next', order)).statusCode).toBe(500)
      const [claim] = (await eventsOf(first)).slice(-1)
      expect(claim?.type).toBe('AlertClaimed')
      await meanwhile(first)
      const sent = now
      now = '2026-03-22T03:10:00.000Z' as Instant
      const { taken } = (await send(app, '/v1/alerts/next', order)).json()
      now = sent
      const { until: claimed_until } = claim?.data ?? {}
      expect(taken).toMatchObject({ alert_id: first, position: claim?.position, claimed_until })
      expect((await eventsOf(second)).some(({ type }) => type === 'AlertClaimed')).toBe(false)
    },
  )
})
