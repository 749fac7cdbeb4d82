import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLES, type RoleName } from '@jianwei/events/access/roles.ts'
import type { PersonalKind } from '@jianwei/events/define-event.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { warningIdOf } from '@jianwei/projections/rules/rule.ts'
import { MASKING_POLICY, type Purpose } from '@jianwei/services/access/masking-policy.ts'
import { permissionOf } from '@jianwei/services/access/permissions.ts'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { idOf, RULE } from '#/support/log/bureau-log.ts'
import { correction, recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { operationsOf, type ApiDocument } from '#/support/server/api-document.ts'
import { emptyLog, serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * A person and what departments know of him, in every field that can hold it: each kind of personal
 * field has a value of its own, planted in facts, in their corrections, in texts, and in what
 * people wrote about an alert. Every address is asked by every role, about everything that there
 * is. A value is nowhere in an answer where the policy does not show its kind to that role.
 */

/** Made up: the check characters hold, the persons do not exist. */
const PLANTED: Readonly<Record<string, readonly [PersonalKind, string]>> = {
  complainant: ['person', '丁一乙'],
  reporter: ['person', '戊己庚'],
  representative: ['representative', '壬癸子'],
  party: ['party', '赵钱孙'],
  officer: ['officer', '周吴郑'],
  certificate: ['certificate', 'ZF35029911'],
  id_number: ['id_number', '350203199001011248'],
  telephone: ['telephone', '13987654321'],
  card: ['bank_card', '6222021234567890128'],
  home: ['address', '丙丁小区88号'],
  shop: ['party_address', '甲乙大厦77号'],
  story: ['text', '半夜噪声扰民'],
}
const value = (name: keyof typeof PLANTED): string => PLANTED[name]?.[1] ?? ''
/** As people write it: with blanks and hyphens. */
const SPACED_ID = '350203 19900101 1248'
const SPACED_PHONE = '139-8765-4321'

const DAY = '2026-03-01T00:00:00.000Z'
const REGION = '330203'
const DEPARTMENT = '示例市市场监督管理局'
const SUBJECT = 'test:person-7'
const WARNING_ID = warningIdOf(RULE, SUBJECT, DAY)
const ALERT_ID = derivedId('alert', 'masking')

const text =
  `${value('story')}：${value('complainant')}说${value('party')}，` +
  `证件${value('id_number')}（${SPACED_ID}），` +
  `电话${SPACED_PHONE}、${value('telephone')}，卡${value('card')}`

/** Beside a name of its own fact, which is masked in it as in its field. */
const finding = `${value('story')}：${value('party')}，证件${value('id_number')}，电话${SPACED_PHONE}`
/** What people write themselves is masked as far as numbers go: no name can be told there. */
const comment =
  `${value('story')}，证件${value('id_number')}（${SPACED_ID}），` +
  `电话${SPACED_PHONE}，卡${value('card')}`

const common = { subject_id: SUBJECT, region: REGION, occurred_at: DAY }
const party = {
  administrative_cp: value('party'),
  administrative_cp_na: '1',
  administrative_cp_ui_code: value('id_number'),
  address_operating: `思明区${value('shop')}`,
  submitted_personnel: value('officer'),
}
const officers = [
  { name: value('officer'), certificate_number: value('certificate') },
  { name: '冯陈褚', certificate_number: 'ZF35029912' },
]
const complaint = {
  complainant_name: value('complainant'),
  complainant_phone: value('telephone'),
  complainant_address: `思明区${value('home')}`,
  respondent_name: value('party'),
  title: text,
  content: text,
  claim: text,
}
const penalties: readonly TestEvent[] = ['p1', 'p2', 'p3'].map((id, month) => ({
  ...common,
  id,
  type: 'PenaltyDecided',
  occurred_at: `2026-0${month + 1}-01T00:00:00.000Z`,
  data: { penalty_types: ['02'], result: finding, illegal_facts: finding, officers, ...party },
}))
const step = { alert_id: ALERT_ID, actor: 'li.na', reason: `来电${SPACED_PHONE}，${SPACED_ID}` }
const entry = {
  rule_id: RULE.id,
  rule_version: 1,
  level: 'orange',
  anchor: DAY,
  anchor_at: DAY,
  evidence: ['p1', 'p2', 'p3'].map(idOf),
  seen_position: 20,
  clock: '2026-06-01T00:00:00.000Z',
}

const EVENTS: readonly TestEvent[] = [
  {
    ...common,
    id: 'registered',
    type: 'SubjectRegistered',
    data: {
      name: value('party'),
      subject_type: 'natural_person',
      legal_representative: value('representative'),
      address_registered: `思明区${value('shop')}`,
    },
  },
  ...penalties,
  { ...common, id: 'complaint', type: 'ComplaintReceived', data: complaint },
  {
    ...common,
    id: 'report',
    type: 'ReportReceived',
    data: {
      reporter_name: value('reporter'),
      reporter_phone: value('telephone'),
      reported_name: value('party'),
      content: finding,
    },
  },
  {
    ...common,
    id: 'inspection',
    type: 'InspectionConducted',
    schema_version: 2,
    data: {
      officers,
      check_result: { text: '合格' },
      check_items: [{ result: 'pass', note: finding }],
      ...party,
    },
  },
  correction('corrected', 'complaint', {
    ...common,
    type: 'ComplaintReceived',
    data: { ...complaint, content: `${text}。更正` },
  }),
  {
    ...common,
    id: 'raise',
    type: 'WarningRaised',
    data: { ...entry, warning_id: WARNING_ID },
  },
  {
    ...common,
    id: 'alert',
    type: 'AlertRaised',
    data: {
      ...step,
      rule_id: RULE.id,
      rule_version: 1,
      level: 'orange',
      warning_ids: [WARNING_ID],
      due_at: null,
    },
  },
  { ...common, id: 'signed', type: 'AlertSignedFor', data: step },
  { ...common, id: 'commented', type: 'AlertCommented', data: { ...step, text: comment } },
  { ...common, id: 'disposed', type: 'AlertDisposed', data: { ...step, measure: comment } },
]

/** What is asked for each parameter of an address: each of them by itself. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  alert_id: [ALERT_ID],
  warning_id: [WARNING_ID],
  event_id: EVENTS.map(({ id }) => idOf(id)),
  subject_id: [encodeURIComponent(SUBJECT)],
  rule_id: [RULE.id],
  version: ['1'],
}
/** Queries that an address cannot do without, or that ask it for more. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  'GET /v1/facts': ['ComplaintReceived', 'PenaltyDecided', 'ReportReceived'].map(
    (type) => `?event_type=${type}`,
  ),
  'GET /v1/subjects': ['', `?query=${encodeURIComponent('赵')}`],
  'GET /v1/subjects/{subject_id}/history': ['?with_records=true'],
  'GET /v1/subjects/{subject_id}/changes': ['?from_as_of=2000-01-01'],
  'GET /v1/subjects/{subject_id}/risk': ['?as_of=2026-06-01'],
  'GET /v1/rules/{rule_id}/compare': ['?left=1&right=1'],
}
/** Endless: says number and level of each alert and nothing else, as its own test shows. */
const ENDLESS = ['GET /v1/alerts/stream']

let opened: WarehouseInFolder
let app: FastifyInstance
let asker: Principal
const errors: string[] = []
let addresses: readonly { readonly name: string; readonly url: string }[]

beforeAll(async () => {
  opened = await openWarehouse()
  const log: readonly RecordedEvent[] = recordedLog(EVENTS).map((event) => ({
    ...event,
    department: DEPARTMENT,
  }))
  await project(opened.warehouse, log)
  app = serverWithoutData({
    warehouse: opened.warehouse,
    log: {
      ...emptyLog,
      head: async () => log.at(-1)!.position,
      find: async (ids) => log.filter((event) => ids.includes(event.event_id)),
      // Forms and exports are on record before they leave.
      append: async (appends) => appends.map(() => ({ outcome: 'appended' as const, events: [] })),
    },
    rules: shelfOf([RULE]),
    logger: { debug() {}, info() {}, error: (fields) => void errors.push(JSON.stringify(fields)) },
    authenticate: async () => asker,
  })
  asker = somebody('supervisor')
  await app.ready()
  const document = (await app.inject('/openapi.json')).json<ApiDocument>()
  addresses = operationsOf(document).flatMap(({ name }) =>
    name.startsWith('GET ') && !ENDLESS.includes(name) ? urlsOf(name) : [],
  )
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
})

/** What else there is to name is not there: its id is none of ours. */
function urlsOf(name: string): readonly { readonly name: string; readonly url: string }[] {
  const path = name.slice('GET '.length)
  const urls = [...path.matchAll(/\{(\w+)\}/g)].reduce<readonly string[]>(
    (made, [hole, parameter = '']) => {
      const values = PARAMETERS[parameter] ?? [derivedId('none', parameter)]
      return made.flatMap((url) => values.map((one) => url.replace(hole, one)))
    },
    [path],
  )
  return urls.flatMap((url) =>
    (QUERIES[name] ?? ['']).map((query) => ({ name, url: `${url}${query}` })),
  )
}

function somebody(role: RoleName, department: string | null = null): Principal {
  return {
    actor: `the-${role}`,
    kind: 'person',
    grants: [{ role, region: null, domain: null, department }],
  }
}

function shownTo(role: RoleName, department: string | null, purpose: Purpose): Set<PersonalKind> {
  const ofOthers = role === 'department' && department === null
  return new Set(MASKING_POLICY[ofOthers ? 'analyst' : role][purpose])
}

const ASKERS = [
  ...ROLES.map((role) => [role, null] as const),
  ['department', DEPARTMENT] as const,
  ['department', '示例市卫生健康委员会'] as const,
]

describe('planted values', () => {
  test.each(ASKERS)('are shown by no address against the policy: %s of %s', async (role, of) => {
    asker = somebody(role, of)
    let answered = 0
    for (const { name, url } of addresses) {
      const { statusCode, body, headers } = await app.inject(url)
      expect({
        url,
        statusCode,
        error: errors.at(-1),
      }).not.toMatchObject({ statusCode: 500 })
      if (statusCode === 200) answered += 1
      const permission = permissionOf('GET', name.slice(4).replaceAll(/\{(\w+)\}/g, ':$1'))
      const shown = shownTo(role, of, permission?.purpose ?? 'look_up')
      const said = body + JSON.stringify(headers)
      const clear = Object.entries(PLANTED)
        .filter(([, [kind, planted]]) => !shown.has(kind) && said.includes(planted))
        .map(([planted]) => planted)
      // Numbers within texts are masked for everybody, however they are written.
      for (const number of ['350203199001011248', SPACED_ID, SPACED_PHONE, value('card')])
        if (said.includes(number)) clear.push(number)
      expect({ url, clear }).toEqual({ url, clear: [] })
    }
    expect(answered).toBeGreaterThan(2)
  })

  test('are there: who may see a kind finds it, so that the walk looks at something', async () => {
    const seenBy = async (role: RoleName, of: string | null): Promise<readonly string[]> => {
      asker = somebody(role, of)
      // One after the other: all at once would be more than a slow machine lets wait.
      let said = ''
      for (const { url } of addresses) said += `${(await app.inject(url)).body}\n`
      return Object.keys(PLANTED).filter((name) => said.includes(value(name)))
    }
    expect(await seenBy('regulator', null)).toEqual([
      'representative',
      'party',
      'officer',
      'certificate',
      'shop',
      'story',
    ])
    expect(await seenBy('department', DEPARTMENT)).toEqual([
      'complainant',
      'reporter',
      'representative',
      'party',
      'officer',
      'certificate',
      'telephone',
      'home',
      'shop',
      'story',
    ])
    expect(await seenBy('analyst', null)).toEqual([])
  })
})

test('an answer about the whole is the same for an auditor, who sees no files', async () => {
  const whole = ['/v1/completeness', '/v1/routing/counts', '/v1/silences']
  const answers = async (role: RoleName): Promise<readonly unknown[]> => {
    asker = somebody(role)
    return Promise.all(whole.map(async (url) => (await app.inject(url)).json()))
  }
  const seen = await answers('supervisor')
  expect(seen[0]).toMatchObject({ events_held: EVENTS.length })
  expect(await answers('auditor')).toEqual(seen)
})

describe('a masked value says so', () => {
  test('by its stars and by its path, in events and in histories', async () => {
    asker = somebody('regulator')
    const event = (await app.inject(`/v1/events/${idOf('complaint')}`)).json<Masked>()
    expect(event.data).toMatchObject({
      complainant_name: '丁*',
      complainant_phone: '139****4321',
      complainant_address: '思明区***',
      respondent_name: '赵*',
    })
    expect(event.masked).toEqual(
      expect.arrayContaining(['data.complainant_name', 'data.complainant_phone', 'data.content']),
    )
    const url = `/v1/subjects/${encodeURIComponent(SUBJECT)}`
    const dossier = (await app.inject(url)).json<Masked & { facts: (Masked & Attribute)[] }>()
    expect([dossier.name, dossier.masked]).toEqual(['赵*', ['name']])
    const name = dossier.facts.find(({ attribute }) => attribute === 'name')
    expect([name?.value, name?.masked]).toEqual(['赵*', ['value']])
    const history = (await app.inject(`${url}/history`)).json<{ items: (Masked & Typed)[] }>()
    const penalty = history.items.find(({ type }) => type === 'PenaltyDecided')
    expect(penalty?.masked).toContain('data.administrative_cp_ui_code')
    expect(penalty?.data?.['administrative_cp_ui_code']).toBe('3502**********1248')
  })

  test('who works on the alert reads the name of the party there, and not in a list of facts', async () => {
    asker = somebody('regulator')
    const alert = await app.inject(`/v1/alerts/${ALERT_ID}`)
    expect(alert.body).toContain('"administrative_cp":"赵钱孙"')
    const event = await app.inject(`/v1/events/${idOf('p1')}`)
    expect(event.body).toContain('"administrative_cp":"赵*"')
  })

  test('in the description of the API wherever data of an event are shown', async () => {
    const document = (await app.inject('/openapi.json')).json<ApiDocument>()
    const bare = Object.entries(document.components.schemas)
      .filter(([, { properties }]) => holdsOpenData(properties))
      .filter(([, { properties }]) => !Object.hasOwn(properties as object, 'masked'))
    expect(bare.map(([name]) => name)).toEqual([])
  })
})

/** An event, whose data are of any type. */
function holdsOpenData(properties: unknown): boolean {
  const { type, data } = (properties ?? {}) as Readonly<Record<string, object | undefined>>
  return type !== undefined && data !== undefined && JSON.stringify(data).includes('additionalProp')
}

interface Masked {
  readonly name?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly masked?: readonly string[]
}
interface Attribute {
  readonly attribute: string
  readonly value: string
}
interface Typed {
  readonly type: string
}
