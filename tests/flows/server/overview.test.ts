import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import type { DutyTerms } from '@jianwei/events/duty/terms.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import { LOCAL_ADMINISTRATOR, type Principal } from '@jianwei/services/access/principal.ts'
import type { CountedList, OverviewView } from '@jianwei/services/server/views/overview-view.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { dutyToOpen } from '#/support/duties/duty-to-open.ts'
import { penalty, RULE, RULE_INPUT } from '#/support/log/bureau-log.ts'
import { alertIdOf, raisedForTest, stepForTest } from '#/support/log/desk-events.ts'
import { recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * Each region of the list has an alert, a warning and an overdue duty, by two rules and in all
 * levels: provinces, a city's counties, towns, cells of the grid, the whole country, places in the
 * numbering of a source, counties whose city no table has, and no region at all. Whatever number
 * the overview says, the list that it names has as many, for whoever asks.
 */

type Overview = z.infer<typeof OverviewView>

const NOW = '2026-03-20T02:00:00.000Z' as Instant
const CLOSED = { reason_code: 'benign', despite_open_parts: null, proposed_by: null }
const TERMS: DutyTerms = {
  within: { count: 5, in: 'calendar_days' },
  until: null,
  warning_before: null,
  red_card_after: null,
  extension: null,
  pauses: [],
  utc_offset_minutes: 480,
}

const parsed = parseRule({ ...RULE_INPUT, id: 'transport-rule', owner: 'transport' })
if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems))
const TRANSPORT = parsed.rule

const REGIONS = [
  '330000',
  '330200',
  '330203',
  '330203001',
  'grid:330203001001001',
  'grid:1000001001',
  '330300',
  '110101',
  '110000',
  '500381',
  '469001',
  '710000',
  '100000',
  'tw-epa:north',
  'tw-epa:south',
  null,
] as const
const LEVELS = ['red', 'orange', 'yellow', 'blue'] as const
/** The last is none that can be read. */
const RULES = [RULE.id, TRANSPORT.id, 'gone'] as const
const SHIFTS = ['2026-03-19T15:59:59.999Z', '2026-03-19T16:00:00.000Z', '2026-02-01T00:00:00.000Z']

function lifeIn(region: string | null, index: number): readonly TestEvent[] {
  const name = `n${index}`
  const rule_id = RULES[index % RULES.length] ?? ''
  const level = LEVELS[index % LEVELS.length] ?? 'red'
  const time = SHIFTS[index % SHIFTS.length] ?? NOW
  const common = { subject_id: `test:${name}`, region }
  const warned = (id: string, type: string, recorded_at: string): TestEvent => ({
    ...common,
    id,
    type,
    occurred_at: time,
    recorded_at,
    data: {
      rule_id,
      rule_version: 1,
      level,
      warning_id: derivedId('warning', name),
      anchor: time,
      anchor_at: time,
      evidence: [derivedId('fact', name)],
      seen_position: 1,
      clock: time,
    },
  })
  const owed = (about: 'alert' | 'fact'): readonly TestEvent[] => {
    const duty = {
      ...dutyToOpen(`${name}-${about}`, time as Instant, TERMS),
      about,
      about_id: about === 'alert' ? alertIdOf(name) : derivedId('fact', name),
    }
    const { duty_id } = duty
    const due = { due_at: time, marks_at: [], calendar_missing: null }
    const breach = { duty_id, due_at: time, noticed_at: time }
    const at = { ...common, occurred_at: time }
    return [
      { ...at, id: `${about}-${name}`, type: 'DutyOpened', data: { ...duty, ...due } },
      { ...at, id: `${about}-${name}-b`, type: 'DutyBreached', data: breach },
    ]
  }
  return [
    raisedForTest(name, { ...common, rule_id, level, occurred_at: time }),
    warned(`${name}-w`, 'WarningRaised', time),
    // A second time, elsewhere in time: it is not new again.
    ...(index % 2 === 0
      ? [
          warned(`${name}-x`, 'WarningWithdrawn', NOW),
          { ...warned(`${name}-y`, 'WarningRaised', NOW), region: REGIONS[index + 1] ?? null },
        ]
      : []),
    ...owed('alert'),
    ...(index % 3 === 0 ? owed('fact') : []),
  ]
}

const LOG: readonly TestEvent[] = [
  {
    ...penalty('old', '2026-01-01'),
    source: 'urn:silent',
    recorded_at: '2026-03-01T00:00:00.000Z',
  },
  { ...penalty('week', '2026-01-01'), source: 'urn:late', recorded_at: '2026-03-15T00:00:00.000Z' },
  { ...penalty('new', '2026-01-01'), source: 'urn:fresh', recorded_at: '2026-03-19T23:00:00.000Z' },
  ...[...REGIONS, ...REGIONS].flatMap(lifeIn),
  stepForTest('n1', 'AlertClosed', CLOSED),
  { ...stepForTest('n2', 'AlertClosed', CLOSED), occurred_at: '2026-03-10T02:00:00.000Z' },
  { ...stepForTest('n4', 'AlertClosed', CLOSED), occurred_at: '2026-03-10T02:00:00.000Z' },
  { ...stepForTest('n4', 'AlertReopened'), occurred_at: '2026-03-11T02:00:00.000Z' },
  { ...stepForTest('n5', 'AlertClosed', CLOSED), occurred_at: '2025-03-10T02:00:00.000Z' },
]

let opened: WarehouseInFolder
let app: FastifyInstance
let asker: Principal = LOCAL_ADMINISTRATOR

beforeAll(async () => {
  opened = await openWarehouse()
  await project(opened.warehouse, recordedLog(LOG))
  app = serverWithoutData({
    warehouse: opened.warehouse,
    now: () => NOW,
    rules: shelfOf([RULE, TRANSPORT]),
    authenticate: async () => asker,
  })
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
})

async function overview(query = ''): Promise<Overview> {
  const answer = await app.inject(`/v1/overview${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

/** Every number of an answer, with where it stands. */
function* numbersIn(value: unknown, path = ''): Generator<readonly [string, CountedList]> {
  if (typeof value !== 'object' || value === null) return
  if ('count' in value && 'list' in value) yield [path, value as CountedList]
  else for (const [name, part] of Object.entries(value)) yield* numbersIn(part, `${path}.${name}`)
}

const asked = new Map<string, Promise<number>>()
async function listed({ list, filter }: CountedList): Promise<number> {
  const query = Object.entries(filter).flatMap(([name, values]) =>
    values.map((value) => `${name}=${encodeURIComponent(value)}`),
  )
  const url = `${list}?limit=500&${query.join('&')}`
  const key = `${asker.actor} ${url}`
  const known = asked.get(key)
  if (known !== undefined) return known
  const found = app.inject(url).then((answer) => {
    expect([url, answer.statusCode, answer.json().next]).toEqual([url, 200, null])
    return answer.json<{ items: readonly unknown[] }>().items.length
  })
  asked.set(key, found)
  return found
}

const DOMAIN: Principal = {
  ...somebody('regulator', '330000', 'domain'),
  grants: [{ role: 'regulator', region: '330000', domain: 'transport', department: null }],
}

test.each<[string, Principal, string]>([
  ['somebody without limits', LOCAL_ADMINISTRATOR, ''],
  ['somebody without limits, by city', LOCAL_ADMINISTRATOR, '?by=prefecture&days=60'],
  ['somebody who asks for a province', LOCAL_ADMINISTRATOR, '?region=330000&days=3'],
  ['somebody who asks for a county', LOCAL_ADMINISTRATOR, '?region=330203&by=province&days=3'],
  ['somebody who asks for a place', LOCAL_ADMINISTRATOR, '?region=tw-epa:north&days=1'],
  ['a regulator of a city', somebody('regulator', '330200'), '?by=prefecture&days=3'],
  ['an analyst of a province', somebody('analyst', '330000'), '?days=3'],
  ['a regulator of a domain', DOMAIN, '?days=3'],
])('each number is that of its list: for %s', async (_who, principal, query) => {
  asker = principal
  const answer = await overview(query)
  const numbers = [...numbersIn(answer)]
  expect(numbers.length).toBeGreaterThan(20)
  const lists = await Promise.all(
    numbers.map(async ([path, number]) => [path, number.filter, await listed(number)] as const),
  )
  expect(lists).toEqual(numbers.map(([path, { count, filter }]) => [path, filter, count]))
  // Nothing is dropped: the parts come to the whole.
  for (const name of ['open_alerts', 'new_warnings', 'overdue_duties'] as const) {
    const total = answer[name].count
    const sum = (rows: readonly { readonly [Name in typeof name]: CountedList }[]) =>
      rows.reduce((all, row) => all + row[name].count, 0)
    expect([name, sum(answer.regions) + answer.more_regions[name]]).toEqual([name, total])
    expect([name, sum(answer.domains)]).toEqual([name, total])
    const about_facts = name === 'overdue_duties' ? answer.duties_about_facts.count : 0
    expect([name, sum(answer.levels) + about_facts]).toEqual([name, total])
  }
  const raised = answer.trend.reduce((all, day) => all + day.warnings_raised.count, 0)
  expect(raised).toBe(answer.new_warnings.count)
})

test('what has no region is counted as such, and regions have their names', async () => {
  asker = LOCAL_ADMINISTRATOR
  const { regions, open_alerts, squares } = await overview()
  expect(squares).toContainEqual({ code: '330000', zh: '浙江', en: 'Zhejiang', row: 6, column: 7 })
  const named = Object.fromEntries(regions.map(({ region, name }) => [region ?? 'none', name]))
  expect(named).toMatchObject({
    none: null,
    '330000': '浙江省',
    '710000': '台湾省',
    '100000': '全国',
    'tw-epa:north': null,
  })
  expect(open_alerts.count).toBe(REGIONS.length * 2 - 3)
  const cities = (await overview('?by=prefecture')).regions
  const rows = cities.map(({ region, name, itself }) => [region, name, itself])
  expect(rows).toEqual(
    expect.arrayContaining([
      ['330200', '宁波市', false],
      ['330000', '浙江省', true],
      ['110100', '北京市市辖区', false],
    ]),
  )
})

test('days are those of China, and the screen can say how old its data are', async () => {
  asker = LOCAL_ADMINISTRATOR
  const { trend, period, data, sources } = await overview('?days=2')
  expect(trend.map(({ day }) => day)).toEqual(['2026-03-19', '2026-03-20'])
  const raised = trend.map(({ alerts_raised }) => alerts_raised.count)
  expect(raised).toEqual(SHIFTS.slice(0, 2).map((_, shift) => countOfShift(shift)))
  expect(period).toEqual({
    days: 2,
    since: '2026-03-18T16:00:00.000Z',
    until: '2026-03-20T16:00:00.000Z',
  })
  expect(data.position).toBe(LOG.length)
  expect(data.newest_fact_recorded_at).toBe('2026-03-19T23:00:00.000Z')
  expect(sources.map(({ health, count }) => [health, count])).toEqual([
    ['fresh', 1],
    ['late', 1],
    ['silent', 1],
  ])
  const month = await overview()
  const closed = month.trend.filter(({ alerts_closed }) => alerts_closed.count > 0)
  expect(closed.map(({ day, alerts_closed }) => [day, alerts_closed.count])).toEqual([
    ['2026-03-01', 1],
    ['2026-03-10', 1],
  ])
})

function countOfShift(shift: number): number {
  return [...REGIONS, ...REGIONS].filter((_, index) => index % SHIFTS.length === shift).length
}

test('facets count alerts by domain', async () => {
  asker = LOCAL_ADMINISTRATOR
  const { domain } = (await app.inject('/v1/alerts/facets')).json()
  const counted = domain.values.map(({ value }: { value: string }) => value)
  expect(counted.toSorted()).toEqual(['', 'test', 'transport'])
})
