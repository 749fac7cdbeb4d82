import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { latestVersion } from '@jianwei/events/catalogue.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import { LOCAL_ADMINISTRATOR, type Principal } from '@jianwei/services/access/principal.ts'
import type { SimilarAlertsView } from '@jianwei/services/server/views/similar-alerts-view.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { idOf, RULE, RULE_INPUT } from '#/support/log/bureau-log.ts'
import { alertIdOf } from '#/support/log/desk-events.ts'
import { correction, recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { apiSchemas, type ApiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

type Similar = z.infer<typeof SimilarAlertsView>

const PATH = '/v1/alerts/{alert_id}/similar'
const DAY_MS = 86_400_000
const NOW = '2026-05-01T00:00:00.000Z' as Instant
const daysAgo = (days: number): Instant => instantFromMs(msOfInstant(NOW) - days * DAY_MS)

/** Looks at penalties too, and warns of two. */
const parsed = parseRule({
  ...RULE_INPUT,
  id: 'two-penalties',
  parameters: { ...RULE_INPUT.parameters, at_least: 2 },
})
if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems))
const KINDRED = parsed.rule

interface Given {
  readonly name: string
  readonly days_ago: number
  readonly subject?: string
  readonly rule?: string
  readonly region?: string
  readonly level?: string
  readonly facts?: number
  /** What people did, each a day after the other. */
  readonly steps?: readonly (readonly [type: string, data?: object])[]
}

function lifeOf(given: Given): readonly TestEvent[] {
  const { name, days_ago, subject = `test:${name}`, rule = RULE.id, facts = 1 } = given
  const { region = '110101', level = 'yellow', steps = [] } = given
  const warning_id = derivedId('warning', name)
  const at = daysAgo(days_ago)
  const common = { subject_id: subject, region }
  const raised = {
    rule_id: rule,
    rule_version: 1,
    level,
    warning_ids: [warning_id],
    due_at: null,
    lead: null,
    further_subjects: [],
  }
  const entry = {
    rule_id: rule,
    rule_version: 1,
    level,
    warning_id,
    anchor: at,
    anchor_at: at,
    evidence: Array.from({ length: facts }, (_, fact) => idOf(`${name}-fact-${fact}`)),
    seen_position: 5,
    clock: at,
  }
  const step = { alert_id: alertIdOf(name), actor: 'li', reason: 'because' }
  const life: TestEvent[] = [['AlertRaised', raised] as const, ...steps].map(
    ([type, data = {}], index) => ({
      ...common,
      id: `${name}-${index}`,
      type,
      schema_version: latestVersion(type) ?? 1,
      occurred_at: daysAgo(days_ago - index),
      data: { ...step, ...data },
    }),
  )
  const warned: TestEvent = {
    ...common,
    id: `${name}-warned`,
    type: 'WarningRaised',
    occurred_at: at,
    data: entry,
  }
  return [warned, ...life]
}

const closed = (reason_code: string): readonly [string, object] => [
  'AlertClosed',
  { reason_code, despite_open_parts: null, proposed_by: null },
]

function registered(subject: string, industry_code: string, more: Partial<TestEvent> = {}) {
  return {
    id: `${subject}-${industry_code}`,
    type: 'SubjectRegistered',
    subject_id: subject,
    region: '330203',
    occurred_at: daysAgo(2000),
    data: { name: subject, industry_code },
    ...more,
  } satisfies TestEvent
}

const SHOP = 'test:shop'
const COUNTY = '330203'
const log: readonly TestEvent[] = [
  registered(SHOP, 'F52'),
  registered('test:trade', 'F5212'),
  registered('test:was-trade', 'F52'),
  registered('test:moved-on', 'F52'),
  // Was never in the trade, and is not any more.
  correction('corrected', 'test:was-trade-F52', registered('test:was-trade', 'A01')),
  registered('test:moved-on', 'A01', { occurred_at: daysAgo(900) }),
  ...lifeOf({ name: 'long-ago', days_ago: 1000, subject: SHOP, steps: [closed('benign')] }),
  ...lifeOf({
    name: 'own',
    days_ago: 300,
    subject: SHOP,
    rule: 'another',
    steps: [
      ['AlertDisposed', { measure: 'fined' }],
      [
        'AlertMeasureLinked',
        { link_id: derivedId('link', '1'), kind: 'penalty', number: 'P-1', department: null },
      ],
      [
        'AlertMeasureLinked',
        { link_id: derivedId('link', '2'), kind: 'case', number: 'C-1', department: null },
      ],
      ['AlertLinkClosed', { link_id: derivedId('link', '1'), fact_id: idOf('fined') }],
      ['AlertLinkRemoved', { link_id: derivedId('link', '2') }],
      closed('false_rule'),
      ['AlertReopened'],
      closed('true_and_handled'),
    ],
  }),
  ...lifeOf({
    name: 'trade',
    days_ago: 200,
    subject: 'test:trade',
    facts: 10,
    steps: [closed('false_data')],
  }),
  ...lifeOf({ name: 'was-trade', days_ago: 190, subject: 'test:was-trade' }),
  ...lifeOf({ name: 'moved-on', days_ago: 189, subject: 'test:moved-on' }),
  ...lifeOf({ name: 'cell', days_ago: 150, region: 'grid:330203001001001' }),
  ...lifeOf({ name: 'weight', days_ago: 120, level: 'orange', facts: 6, steps: [closed('other')] }),
  ...lifeOf({ name: 'too-light', days_ago: 119, level: 'orange', facts: 1 }),
  ...lifeOf({ name: 'kindred', days_ago: 100, rule: KINDRED.id, region: COUNTY }),
  ...lifeOf({ name: 'unlike', days_ago: 90, rule: 'another', region: COUNTY }),
  ...lifeOf({
    name: 'all-but-subject',
    days_ago: 80,
    subject: 'test:trade',
    region: COUNTY,
    level: 'orange',
    facts: 3,
    steps: [closed('true_and_handled')],
  }),
  ...lifeOf({
    name: 'merged',
    days_ago: 70,
    subject: SHOP,
    steps: [['AlertMerged', { into: alertIdOf('own') }]],
  }),
  ...lifeOf({
    name: 'now',
    days_ago: 10,
    subject: SHOP,
    region: COUNTY,
    level: 'orange',
    facts: 3,
    steps: [['AlertEscalated', { level: 'red', due_at: null, from_level: 'orange' }]],
  }),
  ...lifeOf({ name: 'later', days_ago: 5, subject: SHOP }),
]

let opened: WarehouseInFolder
let app: FastifyInstance
let schemas: ApiSchemas
let asker: Principal = LOCAL_ADMINISTRATOR
beforeAll(async () => {
  opened = await openWarehouse()
  await project(opened.warehouse, recordedLog(log))
  app = serverWithoutData({
    warehouse: opened.warehouse,
    rules: shelfOf([RULE, KINDRED]),
    authenticate: async () => asker,
  })
  schemas = apiSchemas((await app.inject('/openapi.json')).json())
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
})

async function similarTo(name: string, query = ''): Promise<Similar> {
  const answer = await app.inject(`/v1/alerts/${alertIdOf(name)}/similar${query}`)
  expect(schemas.misfitsOf(PATH, answer)).toEqual([])
  return answer.json()
}

/** Lives are named by what is in their ids: the first step's is `<name>-0`. */
const NAMES = new Map(
  log
    .filter(({ type }) => type === 'AlertRaised')
    .map(({ id }) => id.slice(0, -2))
    .map((name) => [alertIdOf(name), name]),
)
const told = ({ items }: Similar) =>
  items.map(({ alert_id, because }) => [NAMES.get(alert_id), ...because.map(({ code }) => code)])

test('each is alike for stated reasons, the most alike first, and nothing else is among them', async () => {
  const similar = await similarTo('now')
  expect(told(similar)).toEqual([
    ['own', 'SAME_SUBJECT'],
    ['all-but-subject', 'SAME_RULE_AND_INDUSTRY', 'SAME_RULE_AND_REGION', 'SAME_RULE_AND_WEIGHT'],
    ['trade', 'SAME_RULE_AND_INDUSTRY'],
    ['cell', 'SAME_RULE_AND_REGION'],
    ['weight', 'SAME_RULE_AND_WEIGHT'],
    ['kindred', 'SAME_RULE_KIND_AND_REGION'],
  ])
  expect(similar.compared_by).toEqual({
    subject_ids: [SHOP],
    rule_id: RULE.id,
    kindred_rules: [KINDRED.id],
    region: COUNTY,
    industry: 'F52@2017',
    raised: { level: 'orange', facts: 3 },
  })
})

test('what became of them is counted and said', async () => {
  const similar = await similarTo('now')
  expect(similar).toMatchObject({
    alike: 6,
    more: 0,
    outcomes: { open: 2, true_and_handled: 2, other: 1, false_data: 1, without_reason: 0 },
    reasons: {
      SAME_SUBJECT: 1,
      SAME_RULE_AND_INDUSTRY: 2,
      SAME_RULE_AND_REGION: 2,
      SAME_RULE_AND_WEIGHT: 2,
      SAME_RULE_KIND_AND_REGION: 1,
    },
    summary: {
      en:
        '6 alike in 730 days: 2 substantiated and handled, 1 false: the data, ' +
        '1 closed for another reason, 2 open.',
      zh: '730日内相似预警6件：属实并处置2件，误报（数据）1件，其他原因办结1件，在办2件。',
    },
  })
})

test('each says what was done and how long it took', async () => {
  const { items } = await similarTo('now')
  expect(items[0]).toMatchObject({
    closed_as: 'true_and_handled',
    closed_at: daysAgo(292),
    took_hours: 8 * 24,
    measures: ['fined'],
    links: [{ kind: 'penalty', number: 'P-1', department: null, streamed: true }],
  })
  expect(items.find(({ alert_id }) => alert_id === alertIdOf('cell'))).toMatchObject({
    closed_at: null,
    took_hours: null,
    measures: [],
    links: [],
  })
})

test('what is capped is counted, and one may look back further', async () => {
  const two = await similarTo('now', '?limit=2')
  expect([told(two).map(([name]) => name), two.alike, two.more]).toEqual([
    ['own', 'all-but-subject'],
    6,
    4,
  ])
  const none = await similarTo('now', '?limit=0')
  expect([none.items, none.more, none.summary]).toEqual([[], 6, two.summary])
  const further = await similarTo('now', '?days=1100')
  expect(told(further).slice(0, 2)).toEqual([
    ['long-ago', 'SAME_SUBJECT', 'SAME_RULE_AND_INDUSTRY'],
    ['own', 'SAME_SUBJECT'],
  ])
  expect((await similarTo('long-ago')).summary).toEqual({
    en: '0 alike in 730 days.',
    zh: '730日内相似预警0件。',
  })
})

test('what lies elsewhere is not counted', async () => {
  asker = somebody('regulator', '330200', 'wang')
  const similar = await similarTo('now')
  asker = LOCAL_ADMINISTRATOR
  expect(told(similar).map(([name]) => name)).toEqual(['all-but-subject', 'cell', 'kindred'])
  expect(similar).toMatchObject({ alike: 3, outcomes: { open: 2, true_and_handled: 1 } })
})

test('there is none of an alert that nobody raised', async () => {
  expect(await similarTo('nothing')).toMatchObject({ code: 'ALERT_UNKNOWN' })
})
