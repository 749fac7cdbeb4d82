import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLES } from '@jianwei/events/access/roles.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { DutyTerms } from '@jianwei/events/duty/terms.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { warningIdOf } from '@jianwei/projections/rules/rule.ts'
import { permissionOf } from '@jianwei/services/access/permissions.ts'
import type { Principal, RoleGrant } from '@jianwei/services/access/principal.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { dutyToOpen } from '#/support/duties/duty-to-open.ts'
import { idOf, penalty, RULE } from '#/support/log/bureau-log.ts'
import { recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { operationsOf, type ApiDocument } from '#/support/server/api-document.ts'
import { emptyLog, serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * Two jurisdictions with the same things in each: facts, a correction, a retraction, a warning, a
 * warning in shadow, an alert. Everything of a jurisdiction has its mark. Every route of the API's
 * description is asked by every role of one of them, about itself and about the other by its ids;
 * no answer, refusal, header or number may have anything of the other. A route whose parameters are
 * not known here fails: say below what to send for them.
 */

const DAY = '2026-03-01T00:00:00.000Z'
const STEADY_TERMS: DutyTerms = {
  within: { count: 5, in: 'calendar_days' },
  until: null,
  warning_before: null,
  red_card_after: null,
  extension: null,
  pauses: [],
  utc_offset_minutes: 480,
}
const NEAR = jurisdiction('near', '330200', 'far')
const FAR = jurisdiction('far', '110100', 'near')
interface Jurisdiction {
  readonly duty_id: string
  readonly mark: string
  readonly region: string
  readonly subject_id: string
  readonly warning_id: string
  readonly shadow_id: string
  readonly alert_id: string
  readonly fact_id: string
  readonly events: readonly TestEvent[]
}

function jurisdiction(mark: string, region: string, other: string): Jurisdiction {
  const subject_id = `test:subject-${mark}mark`
  const warning_id = warningIdOf(RULE, subject_id, DAY)
  const shadow_id = derivedId('shadow', mark)
  const alert_id = derivedId('alert', mark)
  /** Of no alert. */
  const lone_id = derivedId('lone', mark)
  const common = { subject_id, region, occurred_at: DAY }
  const complaint = (id: string): TestEvent => ({
    ...common,
    id: `${mark}-${id}`,
    type: 'ComplaintReceived',
    data: { title: `${mark}mark title`, content: `${mark}mark content` },
  })
  const entry = {
    rule_id: RULE.id,
    rule_version: 1,
    level: 'orange',
    anchor: DAY,
    anchor_at: DAY,
    // A rule looks everywhere: one of its facts lies in the other.
    evidence: [`${mark}-p1`, `${mark}-p2`, `${other}-p3`].map(idOf),
    seen_position: 5,
    clock: '2026-06-01T00:00:00.000Z',
  }
  const step = { alert_id, actor: `${mark}mark-officer`, reason: `${mark}mark reason` }
  const named = (id: string): TestEvent => ({
    ...complaint(id),
    type: 'SubjectRegistered',
    data: { name: `${mark}mark Ltd` },
  })
  const fact = { source: 'urn:example:bureau', id: `${mark}-2` }
  const replaced = { title: `${mark}mark corrected` }
  const penalties = ['p1', 'p2', 'p3'].map((id, month) => ({
    ...penalty(`${mark}-${id}`, `2026-0${month + 1}-01`),
    subject_id,
    region,
  }))
  const events: readonly TestEvent[] = [
    named('0'),
    ...penalties,
    complaint('1'),
    complaint('2'),
    complaint('3'),
    {
      ...complaint('2c'),
      type: 'FactCorrected',
      data: {
        fact,
        reason: `${mark}mark why`,
        replacement: {
          type: 'ComplaintReceived',
          schema_version: 1,
          occurred_at: DAY,
          region,
          department: null,
          data: replaced,
        },
      },
    },
    {
      ...complaint('3r'),
      region: null,
      type: 'FactRetracted',
      data: { fact: { ...fact, id: `${mark}-3` }, reason: `${mark}mark gone` },
    },
    {
      ...complaint('p3r'),
      type: 'FactRetracted',
      data: { fact: { ...fact, id: `${mark}-p3` }, reason: `${mark}mark gone` },
    },
    { ...complaint('w'), type: 'WarningRaised', data: { ...entry, warning_id } },
    { ...complaint('l'), type: 'WarningRaised', data: { ...entry, warning_id: lone_id } },
    {
      ...complaint('s'),
      type: 'ShadowWarningRaised',
      data: { ...entry, warning_id: shadow_id },
    },
    {
      ...complaint('a'),
      type: 'AlertRaised',
      data: {
        ...step,
        rule_id: RULE.id,
        rule_version: 1,
        level: 'orange',
        warning_ids: [warning_id],
        due_at: null,
      },
    },
    { ...complaint('b'), type: 'AlertSignedFor', data: step },
    {
      ...complaint('g'),
      type: 'AlertGatheredUnder',
      data: { ...step, parent_alert: derivedId('alert', other) },
    },
    {
      ...complaint('t'),
      type: 'AlertAbsorbed',
      data: { ...step, merged_alert: derivedId('alert', other), subject_ids: [] },
    },
    {
      ...complaint('m'),
      type: 'AlertMerged',
      data: { ...step, into: derivedId('alert', other) },
    },
    {
      ...complaint('e'),
      type: 'AlertEvidenceChanged',
      data: {
        ...step,
        fact_id: idOf(`${other}-p3`),
        amendment_id: idOf(`${other}-p3r`),
        change: 'retracted',
      },
    },
  ]
  const fact_id = idOf(`${mark}-1`)
  const duty_id = derivedId('duty', `${mark}-alert`)
  const duties = [dutyOpened(mark, 'alert', alert_id), dutyOpened(mark, 'fact', fact_id)].map(
    (data) => ({ ...complaint(`duty-${data.about}`), type: 'DutyOpened', data }),
  )
  const ids = { subject_id, warning_id, shadow_id, alert_id, fact_id, duty_id }
  return { mark, region, ...ids, events: [...events, ...duties] }
}

/** A duty about an alert, or of a department about a fact. */
function dutyOpened(mark: string, about: 'alert' | 'fact', about_id: string) {
  const name = `${mark}-${about}`
  return {
    ...dutyToOpen(name, DAY as Instant, STEADY_TERMS),
    about,
    about_id,
    kind: `${mark}mark-kind`,
    reason: `${mark}mark reason`,
    unit: `${mark}mark-unit`,
    owner: `${mark}mark-officer`,
    due_at: '2026-03-10T15:59:59.000Z',
    marks_at: [],
    calendar_missing: null,
  }
}

/** What is sent for each parameter of an address, about a jurisdiction. */
const PARAMETERS: Readonly<Record<string, (about: Jurisdiction) => string>> = {
  alert_id: ({ alert_id }) => alert_id,
  warning_id: ({ warning_id }) => warning_id,
  event_id: ({ fact_id }) => fact_id,
  subject_id: ({ subject_id }) => encodeURIComponent(subject_id),
  rule_id: () => RULE.id,
  version: () => '1',
  backtest_id: () => derivedId('backtest', 'none'),
  silence_id: () => derivedId('silence', 'none'),
  unit_id: () => 'unit-none',
  view_id: () => derivedId('view', 'none'),
  duty_id: ({ duty_id }) => duty_id,
  endpoint_id: () => derivedId('endpoint', 'none'),
  cell_code: () => '330203001001001',
  sha256: () => 'a'.repeat(64),
  document: () => 'notice',
  type: () => 'PenaltyDecided',
  export_id: () => derivedId('export', 'none'),
  audit_id: () => derivedId('ledger audit', 'none'),
}

/** Queries that a route cannot do without, or that ask it for more. */
const QUERIES: Readonly<Record<string, string>> = {
  'GET /v1/facts': '?event_type=ComplaintReceived',
  'GET /v1/subjects/{subject_id}/history': '?with_records=true',
  'GET /v1/subjects/{subject_id}/changes': '?from_as_of=2000-01-01',
  'GET /v1/subjects/{subject_id}/risk': '?as_of=2026-06-01',
  'GET /v1/rules/{rule_id}/compare': '?left=1&right=1',
  'GET /v1/alerts/stream': '?until=head',
  // Not packed, so that what stands in it is seen.
  'GET /v1/alerts/assignments/template': '?format=csv',
  'GET /v1/duties/on-time': '?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z',
}

/** Streams are asked in their own test, with the same definition of the scope. */
const NOT_ANSWERED_AT_ONCE = ['GET /v1/alerts/stream']

let opened: WarehouseInFolder
let app: FastifyInstance
let asker: Principal
const errors: string[] = []
let routes: readonly string[]

beforeAll(async () => {
  opened = await openWarehouse()
  const log: readonly RecordedEvent[] = recordedLog([...NEAR.events, ...FAR.events])
  await project(opened.warehouse, log)
  app = serverWithoutData({
    warehouse: opened.warehouse,
    log: {
      ...emptyLog,
      head: async () => log.at(-1)!.position,
      // Who takes a form is on record before it leaves.
      append: async (appends) => appends.map(() => ({ outcome: 'appended', events: [] })),
      find: async (ids) => log.filter((event) => ids.includes(event.event_id)),
    },
    rules: shelfOf([RULE]),
    rule_failures: {
      current: () => [],
      not_looked_at: () => [],
      suppressed: () => [
        {
          rule_id: RULE.id,
          rule_version: 1,
          exception: 'first-minor',
          warnings: 7777,
          sample: [FAR.fact_id],
        },
      ],
      feed_outcomes: () => [],
    },
    logger: { debug() {}, info() {}, error: (fields) => void errors.push(JSON.stringify(fields)) },
    authenticate: async () => asker,
  })
  asker = somebody('supervisor', null)
  await app.ready()
  routes = operationsOf((await app.inject('/openapi.json')).json<ApiDocument>()).map(
    ({ name }) => name,
  )
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
})

function requestTo(route: string, about: Jurisdiction): InjectOptions {
  const [method = '', path = ''] = route.split(' ')
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = PARAMETERS[name]
    if (value === undefined) throw new TypeError(`say what to send for {${name}} of ${route}`)
    return value(about)
  })
  const request = { method: method as 'GET', url: `${url}${QUERIES[route] ?? ''}` }
  return method === 'GET'
    ? request
    : { ...request, headers: { 'if-match': '"1"' }, payload: { reason: 'to look' } }
}

/** What of a jurisdiction must not be in an answer. */
function tracesOf({ mark, subject_id, warning_id, shadow_id, alert_id, events }: Jurisdiction) {
  return [
    `${mark}mark`,
    subject_id,
    warning_id,
    shadow_id,
    alert_id,
    ...events.map(({ id }) => idOf(id)),
  ]
}

describe('two jurisdictions', () => {
  test('every route is in the table of permissions', () => {
    const urls = routes.map((route) => {
      const [method = '', path = ''] = route.split(' ')
      return { route, permission: permissionOf(method, path.replaceAll(/\{(\w+)\}/g, ':$1')) }
    })
    expect(urls.filter(({ permission }) => permission === undefined)).toEqual([])
    expect(routes.length).toBeGreaterThan(30)
  })

  test.each(ROLES)('nothing of the other is shown to: %s', async (role) => {
    asker = somebody(role, NEAR.region)
    for (const route of routes) {
      if (NOT_ANSWERED_AT_ONCE.includes(route)) continue
      for (const about of [NEAR, FAR]) {
        const answer = await app.inject(requestTo(route, about))
        expect({ route, status: answer.statusCode, error: errors.at(-1) }).not.toMatchObject({
          status: 500,
        })
        const said = answer.body + JSON.stringify(answer.headers)
        // What somebody names is known to them: only the rest of the answer counts.
        const traces = tracesOf(FAR).filter((trace) => said.includes(trace))
        expect({ route, about: about.mark, traces }).toEqual({
          route,
          about: about.mark,
          traces: [],
        })
        expect(said, route).not.toContain(':7777')
      }
    }
  })

  test('a regulator finds their own, an auditor finds no file, and one without limits both', async () => {
    const seen = async (url: string): Promise<readonly string[]> => {
      const { body } = await app.inject(url)
      return [NEAR, FAR].filter((one) => body.includes(one.subject_id)).map(({ mark }) => mark)
    }
    const lists = ['alerts', 'warnings', 'shadow-warnings', 'subjects', 'duties'].map(
      (name) => `/v1/${name}`,
    )
    asker = somebody('regulator', NEAR.region)
    for (const list of lists) expect([list, await seen(list)]).toEqual([list, ['near']])
    asker = somebody('regulator', FAR.region)
    for (const list of lists) expect([list, await seen(list)]).toEqual([list, ['far']])
    asker = somebody('supervisor', null)
    for (const list of lists) expect([list, await seen(list)]).toEqual([list, ['near', 'far']])
    asker = somebody('auditor', null)
    for (const list of lists) expect((await app.inject(list)).statusCode).toBe(403)
    // Of records an auditor is shown what these name, where it lies within their limits.
    const { items } = (await app.inject('/v1/audit?action=AlertEvidenceChanged')).json<{
      items: readonly { readonly withheld: number; readonly details: { fact_id: string | null } }[]
    }>()
    expect(items.length).toBeGreaterThan(0)
    for (const { withheld, details } of items)
      expect([withheld, details.fact_id]).toEqual([0, expect.any(String)])
  })

  test('of evidence in both each is shown its own, and how much is withheld', async () => {
    const of = async (url: string) => (await app.inject(url)).json()
    const evidence = ['near-p1', 'near-p2'].map(idOf)
    asker = somebody('regulator', NEAR.region)
    const cut = { evidence, evidence_withheld: 1 }
    expect((await of('/v1/warnings')).items).toMatchObject([cut, cut])
    expect(await of(`/v1/warnings/${NEAR.warning_id}`)).toMatchObject({ ...cut, ledger: [cut] })
    const alert = await of(`/v1/alerts/${NEAR.alert_id}`)
    expect(alert).toMatchObject({ warnings: [cut] })
    const changed = { data: { fact_id: null, amendment_id: null }, withheld: 2 }
    expect(alert.steps.at(-1)).toMatchObject(changed)
    const recorded = await of(`/v1/events/${idOf('near-w')}`)
    expect(recorded).toMatchObject({ data: { evidence }, withheld: 1 })
    asker = somebody('supervisor', null)
    const whole = { evidence: [...evidence, idOf('far-p3')], evidence_withheld: 0 }
    expect(await of(`/v1/warnings/${NEAR.warning_id}`)).toMatchObject(whole)
  })

  test('of alerts that go with others each is shown its own, and how many are withheld', async () => {
    const of = async (url: string) => (await app.inject(url)).json()
    asker = somebody('regulator', NEAR.region)
    const cut = { merged_into: null, gathered_under: null, merged_alerts: [], alerts_withheld: 3 }
    expect((await of('/v1/alerts')).items).toMatchObject([cut])
    expect(await of(`/v1/alerts/${NEAR.alert_id}`)).toMatchObject(cut)
    asker = somebody('supervisor', null)
    const [merged_into, merged_alerts] = [FAR.alert_id, [FAR.alert_id]]
    const whole = { merged_into, gathered_under: merged_into, merged_alerts, alerts_withheld: 0 }
    expect(await of(`/v1/alerts/${NEAR.alert_id}`)).toMatchObject(whole)
  })

  test('a warning that no alert gathered is seen where it lies, by its rule', async () => {
    const seen = async (grant: Partial<RoleGrant>): Promise<readonly string[]> => {
      asker = somebody('regulator', null)
      asker = { ...asker, grants: asker.grants.map((one) => ({ ...one, ...grant })) }
      const { items } = (await app.inject('/v1/warnings')).json<{
        items: { warning_id: string }[]
      }>()
      const ids = items.map(({ warning_id }) => warning_id)
      return ['near', 'far'].filter((mark) => ids.includes(derivedId('lone', mark)))
    }
    expect(await seen({ region: NEAR.region })).toEqual(['near'])
    expect(await seen({ region: NEAR.region, domain: RULE.owner })).toEqual(['near'])
    expect(await seen({ region: NEAR.region, domain: 'transport' })).toEqual([])
    expect(await seen({ domain: RULE.owner })).toEqual(['near', 'far'])
    expect(await seen({ department: '市场监管局' })).toEqual([])
  })

  test('counts are of what may be seen, and a retracted fact stays retracted', async () => {
    const facts = async (): Promise<number> => {
      const answer = await app.inject('/v1/counts?event_type=ComplaintReceived')
      return answer
        .json<{ items: { facts: number }[] }>()
        .items.reduce((sum, item) => sum + item.facts, 0)
    }
    const dutiesOpen = async (): Promise<number> => {
      const url = `/v1/duties/on-time${QUERIES['GET /v1/duties/on-time']}`
      return (await app.inject(url)).json<{ all: { open: number } }>().all.open
    }
    asker = somebody('regulator', NEAR.region)
    expect(await facts()).toBe(2)
    expect(await dutiesOpen()).toBe(2)
    asker = somebody('supervisor', null)
    expect(await facts()).toBe(4)
    expect(await dutiesOpen()).toBe(4)
    asker = somebody('regulator', NEAR.region)
    const near = encodeURIComponent(NEAR.subject_id)
    const history = await app.inject(`/v1/subjects/${near}/history`)
    const kinds = history.json<{ items: { version_kind: string }[] }>().items
    const counted = Object.groupBy(kinds, ({ version_kind }) => version_kind)
    expect([counted['correction']?.length, counted['retraction']?.length]).toEqual([1, 2])
  })

  test('a foreign id is not there, in an address and in a body', async () => {
    asker = somebody('regulator', NEAR.region)
    for (const url of [
      `/v1/alerts/${FAR.alert_id}`,
      `/v1/warnings/${FAR.warning_id}`,
      `/v1/warnings/${FAR.warning_id}/explanation`,
      `/v1/events/${FAR.fact_id}`,
      `/v1/subjects/${encodeURIComponent(FAR.subject_id)}`,
    ])
      expect([url, (await app.inject(url)).statusCode]).toEqual([url, 404])
    const merge = await app.inject({
      method: 'POST',
      url: `/v1/alerts/${NEAR.alert_id}/comment`,
      headers: { 'if-match': '"1"' },
      payload: { text: FAR.alert_id },
    })
    expect([merge.statusCode, merge.json<{ code: string }>().code]).toEqual([404, 'ALERT_UNKNOWN'])
  })
})
