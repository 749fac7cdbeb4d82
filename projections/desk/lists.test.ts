import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { alertIdOf, raisedForTest, stepForTest } from '@jianwei/tests/support/log/desk-events.ts'
import { recordedLog, type TestEvent } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { alertCounts, alertFacets } from '#/desk/facets.ts'
import type { AlertsFilter } from '#/desk/filter.ts'
import { neighbours } from '#/desk/neighbours.ts'
import { ALERT_ORDERS, type AlertOrder } from '#/desk/order-sql.ts'
import { alerts } from '#/desk/queries.ts'

const NOW = '2026-03-20T00:00:00.000Z' as Instant
const AFTER = '2026-03-20T01:00:00.000Z'
const BEFORE = '2026-03-19T23:00:00.000Z'

const DOMAINS = [{ rule_id: 'other', rule_version: 1, domain: 'transport' }]

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']

const LOG: readonly TestEvent[] = [
  raisedForTest('a', { level: 'red', due_at: '2026-03-10T00:00:00.000Z' }),
  raisedForTest('b', { level: 'orange', due_at: '2026-03-20T12:00:00.000Z', region: '330300' }),
  raisedForTest('c', { rule_id: 'other', region: 'tw-epa:north' }),
  raisedForTest('d', { level: 'red', due_at: '2026-04-01T00:00:00.000Z', region: null }),
  raisedForTest('e', { level: 'blue', due_at: '2026-03-10T00:00:00.000Z' }),
  raisedForTest('f', { level: 'orange', region: '330203001' }),
  raisedForTest('g'),
  raisedForTest('h'),
  raisedForTest('i'),
  raisedForTest('j'),
  stepForTest('b', 'AlertRouted', { unit: 'u-1', from_unit: null, routing_version: 1 }),
  stepForTest('b', 'AlertViewed'),
  stepForTest('b', 'AlertSignedFor'),
  stepForTest('c', 'AlertClaimed', { until: AFTER, from: null }),
  stepForTest('d', 'AlertClaimed', { until: BEFORE, from: null }),
  stepForTest('e', 'AlertClosed', {
    reason_code: 'benign',
    despite_open_parts: null,
    proposed_by: null,
  }),
  stepForTest('f', 'AlertTagged', { tag: '油烟' }),
  stepForTest('f', 'AlertWatched', { actor: 'wang' }),
  stepForTest('g', 'AlertUrged'),
  stepForTest('h', 'AlertMerged', { into: alertIdOf('g') }),
  stepForTest('i', 'AlertGatheredUnder', { parent_alert: alertIdOf('a') }),
  stepForTest('j', 'AlertSubjectAdded', { further_subject: 'test:further' }),
  {
    id: 'name',
    type: 'SubjectRegistered',
    subject_id: 'test:g',
    occurred_at: '2020-01-01T00:00:00.000Z',
    data: { name: '余姚早点铺' },
  },
]

let opened: WarehouseInFolder
let position = 1
const happen = async (events: readonly TestEvent[]): Promise<void> => {
  await project(opened.warehouse, recordedLog(events, position))
  position += events.length
}
beforeAll(async () => {
  opened = await openWarehouse()
  await happen(LOG)
})
afterAll(async () => opened[Symbol.asyncDispose]())

const nameOf = (id: string | null): string =>
  NAMES.concat('k', 'l').find((name) => alertIdOf(name) === id) ?? String(id)

async function listed(filter: AlertsFilter, order: AlertOrder = 'waiting'): Promise<string> {
  const { items } = await alerts(opened.warehouse, { ...filter, order, limit: 100 })
  return items.map(({ alert_id }) => nameOf(alert_id)).join('')
}

const FILTERS: readonly (readonly [AlertsFilter, string])[] = [
  [{}, 'abcdefghij'],
  [{ states: ['signed_for', 'closed'] }, 'be'],
  [{ alert_ids: [alertIdOf('d'), alertIdOf('b'), alertIdOf('none')] }, 'bd'],
  [{ alert_ids: [alertIdOf('e'), alertIdOf('b')], open: true }, 'b'],
  [{ open: true }, 'abcdfghij'],
  [{ open: false }, 'e'],
  [{ levels: ['red', 'orange'] }, 'abdf'],
  [{ rule_ids: ['other', 'none'] }, 'c'],
  [{ subject_id: 'test:a' }, 'a'],
  [{ subject_id: 'test:further' }, 'j'],
  [{ units: ['u-1'] }, 'b'],
  [{ units: [''] }, 'acdefghij'],
  [{ regions: ['330203'] }, 'aefghij'],
  [{ regions: ['330300', 'tw-epa:north'] }, 'bc'],
  [{ regions: [''] }, 'd'],
  [{ regions: ['', '330300'] }, 'bd'],
  [{ regions: ['330203'], region_itself: true }, 'aeghij'],
  [{ regions: ['330000', ''], region_itself: true }, 'd'],
  [{ domains: { names: ['transport'], of: DOMAINS } }, 'c'],
  [{ domains: { names: [''], of: DOMAINS } }, 'abdefghij'],
  [{ domains: { names: ['transport', ''], of: DOMAINS } }, 'abcdefghij'],
  [{ domains: { names: ['transport'], of: [] } }, ''],
  [{ closed_since: '2026-03-01T00:00:00.000Z' as Instant }, 'e'],
  [{ closed_until: '2026-03-01T00:00:00.000Z' as Instant }, ''],
  [{ owner: { actor: 'li' } }, 'b'],
  [{ owner: 'anybody' }, 'b'],
  [{ owner: 'nobody', open: true }, 'acdfghij'],
  [{ claimed: { by: 'anybody', at: NOW } }, 'c'],
  [{ claimed: { by: { actor: 'li' }, at: BEFORE as Instant } }, 'c'],
  [{ claimed: { by: 'nobody', at: NOW } }, 'abdefghij'],
  [{ watcher: 'wang' }, 'f'],
  [{ tags: ['油烟', 'x'] }, 'f'],
  [{ overdue: { is: true, at: NOW } }, 'a'],
  [{ overdue: { is: false, at: NOW } }, 'bcdefghij'],
  [{ due_before: '2026-03-21T00:00:00.000Z' as Instant }, 'abe'],
  [{ opened: true }, 'b'],
  [{ urged: true }, 'g'],
  [{ supervised: true }, ''],
  [{ merged: true }, 'h'],
  [{ gathered: true }, 'i'],
  [{ gathered_under: alertIdOf('a') }, 'i'],
  [{ closed_as: ['benign'] }, 'e'],
  [{ findings: ['substantiated'] }, ''],
  [{ text: '早点', names: 'all' }, 'g'],
  [{ text: 'zaodian', names: 'all' }, 'g'],
  [{ text: '早点' }, ''],
  [{ text: 'zd' }, ''],
  [{ text: '油烟' }, 'f'],
  [{ text: alertIdOf('d').slice(0, 8).toUpperCase() }, 'd'],
  [{ text: 'test:' }, 'abcdefghij'],
  [{ raised_up_to: 3 }, 'abc'],
]

test.each(FILTERS)('%j gives %s', async (filter, expected) => {
  expect(await listed(filter)).toBe(expected)
})

test.each<[AlertOrder, string]>([
  ['raised', 'jihgfedcba'],
  ['waiting', 'abcdefghij'],
  ['due', 'aebdcfghij'],
  ['level', 'dafbjihgce'],
  ['changed', 'jihgfedcba'],
])('in the order %s they stand as %s', async (order, expected) => {
  expect(await listed({}, order)).toBe(expected)
})

describe('pages', () => {
  test.each(ALERT_ORDERS)('in the order %s give each alert once', async (order) => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await alerts(opened.warehouse, {
        order,
        limit: 3,
        ...(cursor === undefined ? {} : { cursor }),
      })
      seen.push(...page.items.map(({ alert_id }) => nameOf(alert_id)))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen.join('')).toBe(await listed({}, order))
  })
})

test('facets count each value without what the filter says of the facet itself', async () => {
  const filter: AlertsFilter = { levels: ['red'], open: true }
  const facets = await alertFacets(opened.warehouse, filter, { at: NOW, domains: DOMAINS })
  const counted = (facet: keyof typeof facets) =>
    Object.fromEntries(facets[facet].values.map(({ value, alerts: n }) => [value, n]))
  expect(counted('level')).toEqual({ red: 2, orange: 2, yellow: 5 })
  expect(counted('state')).toEqual({ raised: 2 })
  expect(counted('region')).toEqual({ '330203': 1, '': 1 })
  expect(counted('overdue')).toEqual({ true: 1, false: 1 })
  expect(counted('owner')).toEqual({ '': 2 })
  expect(counted('domain')).toEqual({ '': 2 })
  const all = await alertFacets(opened.warehouse, {}, { at: NOW, domains: DOMAINS })
  for (const facet of Object.values(all))
    expect(facet.values.reduce((sum, { alerts: n }) => sum + n, 0)).toBe(NAMES.length)
})

test('counts say how many want what', async () => {
  expect(await alertCounts(opened.warehouse, {}, { at: NOW, actor: 'li' })).toEqual({
    alerts: 10,
    open: 9,
    overdue: 1,
    due_soon: 1,
    unclaimed: 7,
    unopened: 8,
    urged: 1,
    supervised: 0,
    mine: 2,
  })
})

describe('neighbours', () => {
  test.each(ALERT_ORDERS)('in the order %s are those of the whole list', async (order) => {
    const list = (await listed({}, order)).split('')
    for (const [index, name] of list.entries()) {
      const found = await neighbours(opened.warehouse, alertIdOf(name), { filter: {}, order })
      expect([nameOf(found?.previous ?? null), nameOf(found?.next ?? null)]).toEqual([
        list[index - 1] ?? 'null',
        list[index + 1] ?? 'null',
      ])
      expect([found?.before, found?.behind]).toEqual([index, list.length - 1 - index])
    }
  })

  test('of an alert that does not fit any more are those around its place', async () => {
    const found = await neighbours(opened.warehouse, alertIdOf('e'), {
      filter: { open: true },
      order: 'waiting',
    })
    expect([found?.previous, found?.next]).toEqual([alertIdOf('d'), alertIdOf('f')])
  })

  test('of none are none', async () => {
    const unknown = alertIdOf('nobody knows')
    const question = { filter: {}, order: 'due' } as const
    expect(await neighbours(opened.warehouse, unknown, question)).toBeUndefined()
  })
})

// Last, because it changes what the others look at.
test('a list and its neighbours stay as they were while new alerts are raised', async () => {
  const before = await alerts(opened.warehouse, { order: 'level', limit: 4 })
  const place = before.items.find(({ alert_id }) => alert_id === alertIdOf('f'))?.place
  await happen([
    raisedForTest('k', { level: 'red' }),
    raisedForTest('l', { level: 'yellow' }),
    stepForTest('f', 'AlertEscalated', { level: 'red', due_at: null, from_level: 'orange' }),
  ])
  const { items } = await alerts(opened.warehouse, {
    order: 'level',
    limit: 100,
    cursor: before.next ?? '',
  })
  expect(items.map(({ alert_id }) => nameOf(alert_id)).join('')).toBe('jihgce')
  const question = { filter: { raised_up_to: before.up_to }, order: 'level' } as const
  // Who has made it red goes on from where it stood, not from where it stands now.
  const { previous, next } =
    (await neighbours(opened.warehouse, alertIdOf('f'), { ...question, key: place })) ?? {}
  expect([previous, next]).toEqual([alertIdOf('a'), alertIdOf('b')])
  const now = await neighbours(opened.warehouse, alertIdOf('f'), question)
  expect([now?.previous, now?.next]).toEqual([null, alertIdOf('d')])
  expect(await listed({}, 'raised')).toBe('lkjihgfedcba')
})
