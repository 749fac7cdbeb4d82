import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { streamOf } from '@jianwei/events/envelope.ts'
import { deskServer, send } from '#/support/desk/desk-bench.ts'
import { DutyBench, stepOf } from '#/support/duties/duty-bench.ts'
import { alertIdOf } from '#/support/log/desk-events.ts'
import { catchUp } from '#/support/warehouse/catch-up.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * Four red alerts are raised at ten on a Tuesday; each is to be signed for within two hours. One is
 * signed for in time, one late, one not at all, one is closed. What was signed for is to be
 * verified by Wednesday: one of these is extended and paused.
 */

let bench: DutyBench
let app: FastifyInstance
let opened: WarehouseInFolder

beforeAll(async () => {
  bench = await DutyBench.at('2026-03-10T02:00:00.000Z')
  opened = await openWarehouse()
  const now = () => bench.clock.now()
  app = deskServer({ log: bench.log, now, warehouse: opened.warehouse })
  bench.start()
  for (const name of ['in-time', 'late', 'never', 'closed']) {
    await bench.raise(name)
    const route = { ...stepOf(name), unit: 'station-1', routing_version: null }
    await bench.alert(name, { type: 'RouteAlert', data: route })
  }
  await signFor('in-time')
  const reason = { reason_code: 'benign', despite_open_parts: null } as const
  const closing = { ...stepOf('closed'), ...reason }
  await bench.alert('closed', { type: 'CloseAlert', data: closing, second_person: false })
  await bench.moveTo('2026-03-10T05:00:00.000Z')
  await signFor('late')
  await bench.settled()
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
  await bench[Symbol.asyncDispose]()
})

async function signFor(name: string): Promise<void> {
  const at = bench.clock.now()
  await bench.alert(name, { type: 'SignForAlert', data: stepOf(name), at })
}

async function upToDate(): Promise<void> {
  await bench.settled()
  await catchUp(opened.warehouse, bench.log)
}

const MARCH = 'from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z'

async function onTime(query: string) {
  await upToDate()
  const answer = await app.inject(`/v1/duties/on-time?${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

const NONE = {
  met_in_time: 0,
  met_late: 0,
  open_late: 0,
  open: 0,
  cancelled: 0,
  extended: 0,
  paused: 0,
  undated: 0,
}

test('it is of duties whose end lies in the period, of the unit and kind that are asked for', async () => {
  const empty = await onTime('from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z')
  expect(empty).toMatchObject({ all: { ...NONE, rate: null }, items: [] })
  expect((await onTime(`${MARCH}&unit=station-2`)).all).toMatchObject(NONE)
  expect((await onTime(`${MARCH}&kind=verify&by=kind`)).items).toMatchObject([
    { unit: null, kind: 'verify', title: { zh: '红色预警单核查' }, open: 2 },
  ])
  // On the tenth only those were due that were to be signed for.
  const theTenth = 'from=2026-03-10T00:00:00Z&to=2026-03-11T00:00:00Z'
  expect((await onTime(theTenth)).all).toMatchObject({ met_in_time: 1, open: 0 })
  const backwards = await app.inject(
    '/v1/duties/on-time?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z',
  )
  expect([backwards.statusCode, backwards.json().code]).toEqual([422, 'PERIOD_REFUSED'])
})

test('the list tells open duties, those due soon and those that are late', async () => {
  await upToDate()
  const asked = async (query: string): Promise<readonly (readonly unknown[])[]> => {
    const { items } = (await app.inject(`/v1/duties?${query}`)).json()
    return items.map((one: Record<string, unknown>) => [one['kind'], one['about_id']])
  }
  const late = ['sign_for', alertIdOf('never')]
  const verifying = [
    ['verify', alertIdOf('in-time')],
    ['verify', alertIdOf('late')],
  ]
  const all = await asked('')
  expect([all[0], new Set(all.slice(1))]).toEqual([late, new Set(verifying)])
  expect(await asked('breached=true')).toEqual([late])
  expect(await asked('breached=true&state=met')).toEqual([['sign_for', alertIdOf('late')]])
  expect(await asked('breached=false&due_before=2026-03-13T00:00:00Z')).toHaveLength(2)
  expect(await asked('mark=yellow_card')).toEqual([late])
  expect(await asked(`kind=verify&about_id=${alertIdOf('late')}`)).toHaveLength(1)
  const [met] = (await app.inject('/v1/duties?state=met&breached=true')).json().items
  expect(met).toMatchObject({
    is_late: true,
    is_breached: true,
    ended_at: '2026-03-10T05:00:00.000Z',
    cancelled_as: null,
  })
  const [cancelled] = (await app.inject('/v1/duties?state=cancelled')).json().items
  expect(cancelled).toMatchObject({ cancelled_as: 'alert_closed', unit: 'station-1' })
})

test('a row of the list is what the stream of the duty says', async () => {
  await upToDate()
  for (const state of ['running', 'met', 'cancelled']) {
    const { items } = (await app.inject(`/v1/duties?state=${state}`)).json()
    expect(items.length).toBeGreaterThan(0)
    for (const item of items) {
      expect((await app.inject(`/v1/duties/${item.duty_id}`)).json()).toEqual(item)
      const stream = streamOf('duty', item.duty_id)
      expect(await Array.fromAsync(bench.log.read(stream))).toHaveLength(item.revision + 1)
    }
  }
})

// It changes what the tests before it read.
test('the share of duties met in time is told by unit and kind, with what is not in it', async () => {
  const items = (await app.inject(`/v1/alerts/${alertIdOf('in-time')}/duties`)).json().items
  const { duty_id, revision } = items.find(({ kind }: { kind: string }) => kind === 'verify')
  const extend = {
    ground: 'complex_case',
    approver: 'wang',
    by: { count: 1, in: 'working_days' },
    reason: '需向两家单位核实',
  }
  await send(app, `/v1/duties/${duty_id}/extend`, { as: 'li', seen: revision, body: extend })
  const pause = { ground: 'testing', reason: '样品送检' }
  await send(app, `/v1/duties/${duty_id}/pause`, { as: 'li', seen: revision + 1, body: pause })
  expect(await onTime(MARCH)).toMatchObject({
    all: { met_in_time: 1, met_late: 1, open_late: 1, open: 2, cancelled: 1, undated: 0 },
    more_rows: 0,
    items: [
      {
        unit: 'station-1',
        kind: 'sign_for',
        met_in_time: 1,
        met_late: 1,
        open_late: 1,
        open: 0,
        cancelled: 1,
        extended: 0,
        rate: 1 / 3,
      },
      // The one that stands still, and the one whose alert was signed for late.
      { unit: 'station-1', kind: 'verify', open: 2, extended: 1, paused: 1, rate: null },
    ],
  })
  // Two days on, the verification that nobody extended is late; the one that stands still is not.
  await bench.moveTo('2026-03-12T02:00:00.000Z')
  expect((await onTime(`${MARCH}&by=unit`)).items).toMatchObject([
    { unit: 'station-1', kind: null, open_late: 2, open: 1, rate: 1 / 4 },
  ])
})
