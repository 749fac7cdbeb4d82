import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOCAL_ADMINISTRATOR, type Principal } from '@jianwei/services/access/principal.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { idOf, penalty, RULE, warning } from '#/support/log/bureau-log.ts'
import { correction, recordedLog, retraction, type TestEvent } from '#/support/log/recorded-log.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

const cited = {
  warning_id: '6ba7b810-9dad-51d1-80b4-00c04fd430c8',
  anchor: '2026-03-01T00:00:00.000Z',
  anchor_at: '2026-03-01T00:00:00.000Z',
  evidence: ['a', 'b'].map(idOf),
}
const complaint = (id: string, more: Partial<TestEvent> = {}): TestEvent => ({
  id,
  type: 'ComplaintReceived',
  subject_id: 'test:stall',
  region: '330203001',
  occurred_at: '2026-02-28T16:00:00.000Z',
  data: { title: 'smoke', content: 'smoke again' },
  ...more,
})

/** In the order of the log: a, b, c, d are penalties, e to h complaints. */
const LOG: readonly TestEvent[] = [
  penalty('a', '2026-01-05'),
  penalty('b', '2026-02-05'),
  penalty('c', '2026-03-05', { region: null }),
  penalty('d', '2026-03-06', { region: '110101', source: 'urn:other' }),
  complaint('e'),
  complaint('f', { region: 'tw-epa:north' }),
  complaint('g', { region: '330200' }),
  complaint('h'),
  retraction('h-r', 'h', { subject_id: 'test:stall' }),
  warning('w', 'WarningRaised', cited),
  {
    id: 'name',
    type: 'SubjectRegistered',
    subject_id: 'test:stall',
    region: '110101',
    occurred_at: '2020-01-01T00:00:00.000Z',
    data: { name: '余姚早点铺', subject_type: 'enterprise' },
  },
]

let opened: WarehouseInFolder
let app: FastifyInstance
let asker: Principal = LOCAL_ADMINISTRATOR
beforeAll(async () => {
  opened = await openWarehouse()
  await project(opened.warehouse, recordedLog(LOG))
  app = serverWithoutData({
    warehouse: opened.warehouse,
    rules: shelfOf([RULE]),
    authenticate: async () => asker,
  })
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
})

interface Page {
  readonly items: readonly {
    readonly event_id: string
    readonly fact_id: string
    readonly cited_by: readonly object[]
  }[]
  readonly next: string | null
}

const NAMES = new Map(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'name'].map((id) => [idOf(id), id]))
NAMES.set(idOfOther('d'), 'd')
function idOfOther(id: string): string {
  return recordedLog([penalty(id, '2026-03-06', { source: 'urn:other' })])[0]?.event_id ?? ''
}

async function post<Answer>(url: string, payload: object): Promise<Answer> {
  const answer = await app.inject({ method: 'POST', url, payload })
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json<Answer>()
}
const search = (body: object) => post<Page>('/v1/facts/search', body)
const found = async (body: object): Promise<string> =>
  (await search(body)).items.map(({ fact_id }) => NAMES.get(fact_id) ?? '?').join(' ')

test.each<[object, string]>([
  [{}, 'name g f e d c b a'],
  [{ event_type: 'PenaltyDecided' }, 'd c b a'],
  [{ event_type: ['PenaltyDecided', 'SubjectRegistered'], region: ['110000'] }, 'name d'],
  [{ source: ['urn:other'] }, 'd'],
  [{ region: ['330200'] }, 'g e b a'],
  [{ region: ['330200'], region_itself: true }, 'g'],
  [{ region: ['', 'tw-epa:north'] }, 'f c'],
  [{ department: [''] }, 'name g f e d c b a'],
  [{ subject_id: 'test:bakery' }, 'd c b a'],
  [{ occurred_since: '2026-03-01T00:00:00+08:00' }, 'g f e d c'],
  [{ occurred_until: '2026-02-01T00:00:00Z' }, 'name a'],
  [{ recorded_since: '2026-06-01T00:00:05Z', recorded_until: '2026-06-01T00:00:07Z' }, 'f e'],
  [{ text: '早点' }, 'name g f e'],
  [{ text: 'BAKE' }, 'd c b a'],
  [{ text: 'smoke' }, ''],
])('%j finds %s', async (body, expected) => {
  asker = LOCAL_ADMINISTRATOR
  expect(await found(body)).toBe(expected)
})

test('somebody with limits finds what lies there', async () => {
  asker = somebody('regulator', '330000')
  expect(await found({})).toBe('g e b a')
  asker = somebody('department', null)
  const refused = await app.inject({ method: 'POST', url: '/v1/facts/search', payload: {} })
  expect(refused.statusCode).toBe(403)
})

test('each fact says which warnings rest on it', async () => {
  asker = LOCAL_ADMINISTRATOR
  const { items } = await search({ event_type: 'PenaltyDecided' })
  const citing = { warning_id: cited.warning_id, rule_id: RULE.id, rule_version: 1, standing: true }
  expect(items.map(({ cited_by }) => cited_by)).toEqual([[], [], [citing], [citing]])
})

interface Facets {
  readonly facts: number
  readonly facets: Readonly<
    Record<
      string,
      { readonly values: readonly { readonly value: string; readonly facts: number }[] }
    >
  >
}

test('facets count each value without what the filter says of the facet itself', async () => {
  asker = LOCAL_ADMINISTRATOR
  const body = { event_type: 'ComplaintReceived', region: '330000' }
  const { facts, facets } = await post<Facets>('/v1/facts/facets', body)
  const counted = (facet: string) =>
    facets[facet]?.values.map(({ value, facts: n }) => `${value || '-'} ${n}`)
  expect(facts).toBe(2)
  expect(counted('event_type')).toEqual(['ComplaintReceived 2', 'PenaltyDecided 2'])
  expect(counted('region')).toEqual(['330200 1', '330203 1', 'tw-epa:north 1'])
  expect(counted('month')).toEqual(['2026-03 2'])
  expect(counted('department')).toEqual(['- 2'])
})

test('pages hold to what was known when the first was asked for', async () => {
  asker = LOCAL_ADMINISTRATOR
  const first = await search({ limit: 3 })
  const later = [complaint('z'), correction('a-c', 'a', penalty('a', '2026-01-06'))]
  await project(opened.warehouse, recordedLog(later, LOG.length + 1))
  const seen = [...first.items]
  for (let { next } = first; next !== null;) {
    const page: Page = await search({ limit: 3, cursor: next })
    seen.push(...page.items)
    next = page.next
  }
  expect(seen.map(({ event_id }) => NAMES.get(event_id)).join(' ')).toBe('name g f e d c b a')
})
