import { expect, test } from 'vitest'
import type { Quarantine } from '@jianwei/events/ports/quarantine.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { carryOutOrders } from '@jianwei/services/intake/quarantine-orders.ts'
import { cloudEvent, ndjson } from '#/support/intake/cloud-events.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import {
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
} from '#/support/intake/intake-server.ts'
import {
  BOTH_DAYS,
  daysMapping,
  daysNamed,
  importDays,
  ordersDone,
  STRICT_DAYS,
} from '#/support/intake/refused-register.ts'

/* Refused input ends in groups: it is sent again after a repair, or dismissed. */

const ENGINEER = { ...LOCAL_ADMINISTRATOR, actor: 'engineer.li' }
const ROWS = ['a,3/7/2024,', 'b,3/8/2024,', 'c,2024-03-09,', 'd,no day,']

interface Group {
  readonly group_id: string
  readonly code: string
  readonly path: string
  readonly mapping: string | null
  readonly counts: Record<string, number>
}

async function groups({ app }: IntakeServer, state = 'held'): Promise<readonly Group[]> {
  return (await app.inject(`/v1/quarantine/groups?state=${state}`)).json().items
}

async function onlyGroup(server: IntakeServer): Promise<Group> {
  const [group, ...others] = await groups(server)
  expect(others).toEqual([])
  if (group === undefined) throw new TypeError('there is a group')
  return group
}

async function post({ app }: IntakeServer, url: string, payload: object) {
  const answer = await app.inject({ method: 'POST', url: `/v1/quarantine/${url}`, payload })
  return { status: answer.statusCode, body: answer.json() }
}

async function order({ app }: IntakeServer, id: string) {
  return (await app.inject(`/v1/quarantine/orders/${id}`)).json()
}

async function recorded({ log }: IntakeServer, ...types: readonly string[]) {
  return (await eventsOf(log))
    .filter(({ type }) => types.includes(type))
    .map(({ type, data }) => ({ type, ...data }))
}

/** As it is, until the method is called: the process dies then. */
function dyingAt(quarantine: Quarantine, method: keyof Quarantine): Quarantine {
  return new Proxy(quarantine, {
    get(target, name) {
      if (name === method) return async () => Promise.reject(new Error('killed'))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

async function registerServer(folder: string): Promise<IntakeServer> {
  const server = await intakeServer(folder, daysNamed(STRICT_DAYS), ENGINEER)
  await importDays(server, folder, 'days.csv', ROWS)
  return server
}

test('rows that were refused for one reason in one column are one group, with what they say', async () => {
  using folder = temporaryFolder()
  await using server = await registerServer(folder.path)
  const group = await onlyGroup(server)
  expect(group).toMatchObject({
    source: 'urn:example:days',
    mapping: 'days',
    code: 'DATE_UNREADABLE',
    path: 'day',
    counts: { held: 3, redriven: 0, superseded: 0, dismissed: 0 },
  })
  const { items } = (
    await server.app.inject(`/v1/quarantine/groups/${group.group_id}/rows?limit=2`)
  ).json()
  expect(items.map(({ cells }: { cells: object }) => cells)).toEqual([
    [
      { column: 'id', text: 'a', is_masked: false },
      { column: 'day', text: '3/7/2024', is_masked: false },
      { column: 'found_by', text: '', is_masked: false },
    ],
    [
      { column: 'id', text: 'b', is_masked: false },
      { column: 'day', text: '3/8/2024', is_masked: false },
      { column: 'found_by', text: '', is_masked: false },
    ],
  ])
})

test('a preview says what a repaired mapping would take, and writes nothing', async () => {
  using folder = temporaryFolder()
  await using server = await registerServer(folder.path)
  const { group_id } = await onlyGroup(server)
  const before = await eventsOf(server.log)
  const { status, body } = await post(server, 'preview', {
    selection: { group_id },
    mapping: daysMapping(BOTH_DAYS),
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    inputs: 3,
    has_more: false,
    outcomes: { accepted: 2, refused: 1 },
    refusals: [{ code: 'DATE_UNREADABLE', path: 'day', inputs: 1 }],
    examples: [
      { line: 2, outcome: 'accepted', events: [{ type: 'ViolationFound', id: 'a' }] },
      { line: 3, outcome: 'accepted' },
      { line: 5, outcome: 'refused', events: [] },
    ],
  })
  expect(await eventsOf(server.log)).toEqual(before)
  expect((await onlyGroup(server)).counts).toMatchObject({ held: 3 })
})

test('a group is sent again by the mapping that is given; what is refused again stays', async () => {
  using folder = temporaryFolder()
  await using server = await registerServer(folder.path)
  const { group_id } = await onlyGroup(server)
  const given = {
    kind: 'redrive',
    selection: { group_id },
    reason: '日期格式',
    mapping: daysMapping(BOTH_DAYS),
    order_id: '0f0c86ae-8a3e-4f9b-9d5e-3a2b1c0d9e8f',
  }
  const { status, body } = await post(server, 'orders', given)
  expect(status).toBe(202)
  expect(body).toMatchObject({ inputs: 3, left: 3, state: 'under_way', actor: 'engineer.li' })
  await ordersDone(server)
  expect(await order(server, body.order_id)).toMatchObject({
    state: 'complete',
    left: 0,
    outcomes: { accepted: 2, refused: 1 },
  })
  expect((await onlyGroup(server)).counts).toMatchObject({ held: 1, redriven: 2 })
  const results = `/v1/quarantine/orders/${body.order_id}/results?outcome=refused`
  expect((await server.app.inject(results)).json().items).toHaveLength(1)
  expect(await recorded(server, 'RedriveStarted', 'RedriveEnded')).toMatchObject([
    {
      type: 'RedriveStarted',
      actor: 'engineer.li',
      reason: '日期格式',
      count: 3,
      selection: { of_source: 'urn:example:days', mapping: 'days', code: 'DATE_UNREADABLE' },
    },
    { type: 'RedriveEnded', how: 'complete', taken: 2, refused: 1, gone: 0, left: 0 },
  ])
  // The same order again is the same; another one does not take its id.
  expect((await post(server, 'orders', given)).body.state).toBe('complete')
  expect((await post(server, 'orders', { ...given, reason: 'else' })).status).toBe(422)
})

test('an order that was stopped half-way by a kill goes on, and no input is sent twice', async () => {
  using folder = temporaryFolder()
  await using server = await registerServer(folder.path)
  const { group_id } = await onlyGroup(server)
  const mapping = daysMapping(BOTH_DAYS)
  const given = { kind: 'redrive', selection: { group_id }, reason: 'r', mapping }
  const { order_id } = (await post(server, 'orders', given)).body
  // The first entry is taken, and the process dies before it notes so.
  const quarantine = dyingAt(server.quarantine, 'noteOutcome')
  const parts = { ...server, quarantine, mappingNamed: () => undefined }
  await expect(carryOutOrders(parts, new AbortController().signal)).rejects.toThrow('killed')
  expect(await order(server, order_id)).toMatchObject({ state: 'under_way', left: 3 })
  await ordersDone(server)
  expect(await order(server, order_id)).toMatchObject({
    state: 'complete',
    outcomes: { accepted: 2, refused: 1 },
  })
  expect(await recorded(server, 'ViolationFound')).toHaveLength(3)
  expect(await recorded(server, 'RedriveStarted', 'RedriveEnded')).toHaveLength(2)
})

test('a stopped order ends, and what it had not reached waits as before', async () => {
  using folder = temporaryFolder()
  await using server = await registerServer(folder.path)
  const { group_id } = await onlyGroup(server)
  const given = { kind: 'redrive', selection: { group_id }, reason: 'r' }
  const { order_id } = (await post(server, 'orders', given)).body
  expect((await post(server, `orders/${order_id}/stop`, {})).body.state).toBe('stopping')
  await ordersDone(server)
  expect(await order(server, order_id)).toMatchObject({ state: 'stopped', left: 3 })
  expect(await recorded(server, 'RedriveEnded')).toMatchObject([{ how: 'stopped', left: 3 }])
  expect((await onlyGroup(server)).counts).toMatchObject({ held: 3 })
})

test('a dismissed group waits no longer, is counted as dismissed, and can be taken back', async () => {
  using folder = temporaryFolder()
  await using server = await registerServer(folder.path)
  const { group_id } = await onlyGroup(server)
  const dismissal = { kind: 'dismiss', selection: { group_id }, reason: '测试数据' }
  const { order_id } = (await post(server, 'orders', dismissal)).body
  await ordersDone(server)
  expect(await groups(server)).toEqual([])
  const [dismissed] = await groups(server, 'dismissed')
  expect(dismissed?.counts).toMatchObject({ held: 0, dismissed: 3 })
  expect((await server.app.inject('/v1/quarantine/held')).json()).toMatchObject({ inputs: 0 })
  const { items } = (await server.app.inject('/v1/quarantine?state=dismissed')).json()
  expect(items).toMatchObject([1, 2, 3].map(() => ({ outcome: 'dismissed', order_id })))

  // Nobody sends it by mistake, and the same rows do not wait again.
  const url = `${items[0].quarantine_id}/redrive`
  expect(await post(server, url, {})).toMatchObject({
    status: 409,
    body: { code: 'INPUT_DISMISSED' },
  })
  await importDays(server, folder.path, 'days.csv', [...ROWS, 'e,2024-03-10,'])
  expect(await groups(server)).toEqual([])

  const back = { kind: 'restore', selection: { dismissal_id: order_id }, reason: '误操作' }
  await post(server, 'orders', back)
  await ordersDone(server)
  expect((await onlyGroup(server)).counts).toMatchObject({ held: 3, dismissed: 0 })
  expect(await recorded(server, 'RefusedInputDismissed', 'RefusedInputRestored')).toMatchObject([
    { actor: 'engineer.li', reason: '测试数据', count: 3, selection: { code: 'DATE_UNREADABLE' } },
    { actor: 'engineer.li', reason: '误操作', count: 3, selection: { dismissal_id: order_id } },
  ])
})

test('a group of events is named in the log without names that nobody knows', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  const data = { case_number: 'c', 张三: 1 }
  const headers = { 'content-type': 'application/x-ndjson' }
  const payload = ndjson([cloudEvent(1, { data })])
  await server.app.inject({ method: 'POST', url: '/v1/events', payload, headers })
  const { group_id, path } = await onlyGroup(server)
  expect(path).toContain('张三')
  await post(server, 'orders', { kind: 'dismiss', selection: { group_id }, reason: 'r' })
  await ordersDone(server)
  const [told] = await recorded(server, 'RefusedInputDismissed')
  expect(told).toMatchObject({ count: 1, selection: { code: 'FIELD_UNKNOWN', path: 'data' } })
  expect(JSON.stringify(told)).not.toContain('张三')
})

test('a mapping that cannot be used, or is another one, is refused with all that is wrong', async () => {
  using folder = temporaryFolder()
  await using server = await registerServer(folder.path)
  const selection = { group_id: (await onlyGroup(server)).group_id }
  const other = daysMapping(BOTH_DAYS).replace('mapping: days', 'mapping: other')
  const wrong = daysMapping(BOTH_DAYS).replace('as: instant', 'as: instan')
  for (const [mapping, told] of [
    [other, 'other'],
    [wrong, 'events.0.occurred_at'],
  ] as const) {
    const { status, body } = await post(server, 'preview', { selection, mapping })
    expect([status, body.code]).toEqual([422, 'MAPPING_REFUSED'])
    expect(body.detail).toContain(told)
  }
  expect((await post(server, 'preview', { selection: { group_id: '99' } })).status).toBe(404)
})

test('who is shown no texts sees no cell of a column that the mapping does not read', async () => {
  using folder = temporaryFolder()
  let asker = somebody('department')
  await using server = await intakeServer(folder.path, daysNamed(STRICT_DAYS), () => asker)
  await importDays(server, folder.path, 'days.csv', ['x,no day,张三'])
  const { group_id } = await onlyGroup(server)
  for (const role of ['department', 'supervisor'] as const) {
    asker = somebody(role)
    const { items } = (await server.app.inject(`/v1/quarantine/groups/${group_id}/rows`)).json()
    expect(items[0].cells).toEqual([
      { column: 'id', text: 'x', is_masked: false },
      { column: 'day', text: 'no day', is_masked: false },
      { column: 'found_by', text: '***', is_masked: true },
    ])
  }
})
