import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SEES_NOTHING } from '@jianwei/events/access/scope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { deskServer, send } from '#/support/desk/desk-bench.ts'
import { DutyBench, stepOf } from '#/support/duties/duty-bench.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { alertIdOf } from '#/support/log/desk-events.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

let bench: DutyBench
let app: FastifyInstance

beforeEach(async () => {
  bench = await DutyBench.at('2026-03-10T02:00:00.000Z')
  app = deskServer({ log: bench.log, now: () => bench.clock.now() })
  bench.start()
  await bench.raise('a')
  const at = bench.clock.now()
  await bench.alert('a', { type: 'SignForAlert', data: stepOf('a'), at })
  await bench.settled()
})
afterEach(async () => {
  await app.close()
  await bench[Symbol.asyncDispose]()
})

interface Shown {
  readonly duty_id: string
  readonly kind: string
  readonly state: string
  readonly revision: number
  readonly limit: { readonly id: string }
}

async function duties(): Promise<readonly Shown[]> {
  const { statusCode, json } = await app.inject(`/v1/alerts/${alertIdOf('a')}/duties`)
  expect(statusCode).toBe(200)
  return json<{ items: readonly Shown[] }>().items
}

async function verifying(): Promise<Shown> {
  const found = (await duties()).find(({ kind }) => kind === 'verify')
  if (found === undefined) throw new TypeError('it was signed for')
  return found
}

const extension = {
  ground: 'complex_case',
  approver: 'wang',
  by: { count: 1, in: 'working_days' },
  reason: '需向两家单位核实',
}

test('the duties of an alert are shown with what is left of them', async () => {
  expect(await duties()).toMatchObject([
    { kind: 'sign_for', state: 'met', remaining: null },
    {
      kind: 'verify',
      state: 'running',
      owner: 'li',
      due_at: '2026-03-11T15:59:59.000Z',
      remaining: { working_days: 1, hours: 37 },
      limit: { id: 'alert.verify.red', version: 1 },
    },
  ])
  bench.clock.moveTo('2026-03-16T02:00:00.000Z' as Instant)
  expect((await duties())[1]).toMatchObject({ remaining: { working_days: -3, hours: -106 } })
})

describe('a step with a duty', () => {
  test('is taken once under a key, and shows where the duty is then', async () => {
    const { duty_id, revision } = await verifying()
    const url = `/v1/duties/${duty_id}/extend`
    const order = { as: 'li', seen: revision, key: 'one', body: extension }
    const first = await send(app, url, order)
    expect(first.json()).toMatchObject({ due_at: '2026-03-12T15:59:59.000Z', extensions: 1 })
    const again = await send(app, url, order)
    expect([again.statusCode, again.body]).toEqual([200, first.body])
    const seen = await app.inject(`/v1/duties/${duty_id}`)
    expect(seen.headers['etag']).toBe(`"${revision + 1}"`)
  })

  test('pauses and resumes the clock', async () => {
    const { duty_id, revision } = await verifying()
    const pause = { ground: 'testing', reason: '样品送检' }
    const paused = await send(app, `/v1/duties/${duty_id}/pause`, {
      as: 'li',
      seen: revision,
      body: pause,
    })
    expect(paused.json()).toMatchObject({ state: 'paused' })
    bench.clock.moveTo('2026-03-13T02:00:00.000Z' as Instant)
    const resumed = await send(app, `/v1/duties/${duty_id}/resume`, {
      as: 'li',
      seen: revision + 1,
      body: { reason: '报告已出' },
    })
    expect(resumed.json()).toMatchObject({ state: 'running', due_at: '2026-03-13T15:59:59.000Z' })
  })

  test('is refused with what somebody else did, or with what the limit says', async () => {
    const { duty_id, revision } = await verifying()
    const url = `/v1/duties/${duty_id}/extend`
    const ask = async (as: string, seen: number | undefined, body: object) => {
      const { statusCode, json } = await send(app, url, {
        as,
        body,
        ...(seen === undefined ? {} : { seen }),
      })
      return [statusCode, json<{ code: string }>().code]
    }
    expect(await ask('li', undefined, extension)).toEqual([428, 'IF_MATCH_MISSING'])
    expect(await ask('wang', revision, extension)).toEqual([409, 'DUTY_APPROVER_SAME'])
    const long = { ...extension, by: { count: 9, in: 'working_days' } }
    expect(await ask('li', revision, long)).toEqual([409, 'DUTY_EXTENSION_REFUSED'])
    expect((await ask('li', revision, extension))[0]).toBe(200)
    const late = await send(app, url, { as: 'zhao', seen: revision, body: extension })
    expect(late.json()).toMatchObject({ code: 'DUTY_CHANGED', changes: ['DutyExtended'] })
  })

  test('is not there for whoever may not see the alert', async () => {
    const { duty_id } = await verifying()
    const closed = deskServer({
      log: bench.log,
      now: () => bench.clock.now(),
      may_see_alert: async () => SEES_NOTHING.length > 0,
    })
    const { statusCode } = await closed.inject(`/v1/duties/${duty_id}`)
    expect(statusCode).toBe(404)
    await closed.close()
  })
})

test('the due queue lists what is open by when it is due, with what is left', async () => {
  await using opened = await openWarehouse()
  for (const [name, level] of [
    ['b', 'blue'],
    ['c', 'orange'],
  ] as const)
    await bench.raise(name, level)
  await bench.settled()
  await project(opened.warehouse, await eventsOf(bench.log))
  const listing = deskServer({
    log: bench.log,
    now: () => bench.clock.now(),
    warehouse: opened.warehouse,
  })
  const asked = async (query: string) => {
    const { statusCode, json } = await listing.inject(`/v1/duties${query}`)
    expect(statusCode).toBe(200)
    const { items, next } = json<{ items: readonly Shown[]; next: string | null }>()
    return { kinds: items.map(({ limit }) => limit.id), next }
  }
  const all = ['alert.sign_for.orange', 'alert.verify.red', 'alert.sign_for.blue']
  expect(await asked('')).toEqual({ kinds: all, next: null })
  const first = await asked('?limit=2')
  expect(first.kinds).toEqual(all.slice(0, 2))
  expect(await asked(`?limit=2&cursor=${first.next}`)).toMatchObject({ kinds: all.slice(2) })
  expect((await asked('?due_before=2026-03-12T00:00:00Z')).kinds).toEqual(all.slice(0, 2))
  expect((await asked('?owner=li')).kinds).toEqual(['alert.verify.red'])
  expect((await asked('?state=met')).kinds).toEqual(['alert.sign_for.red'])
  expect((await asked('?unit=nobody')).kinds).toEqual([])
  await listing.close()
})
