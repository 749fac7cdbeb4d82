import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { AuditRow } from '@jianwei/projections/audit/queries.ts'
import { AuditTrail } from '@jianwei/services/audit/audit-trail.ts'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { DOSSIER_PARAMETERS } from '@jianwei/services/server/dossier-readings.ts'
import { takeAccountSteps } from '@jianwei/services/sign-in/account-steps.ts'
import { somebody, TIP } from '#/support/desk/desk-bench.ts'
import { temporaryFolder, type TemporaryFolder } from '#/support/intake/intake-server.ts'
import { RULE } from '#/support/log/bureau-log.ts'
import { logWithAppend } from '#/support/log/log-with-append.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { operationsOf, type ApiDocument } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { catchUp } from '#/support/warehouse/catch-up.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * Whatever is opened is on record before it is shown, and auditors find it: over a log on disk and
 * the engine, as people ask.
 */

interface AuditPage {
  readonly items: readonly AuditRow[]
  readonly next: string | null
}

const SUBJECT = TIP.subject_id
let folder: TemporaryFolder
let intake: OpenIntake
let opened: WarehouseInFolder
let app: FastifyInstance
let log: EventLog
let asker: Principal
let alert_id: string
let isFull = false

beforeAll(async () => {
  folder = temporaryFolder()
  intake = openIntake({ log_path: `${folder.path}/log.db` })
  opened = await openWarehouse()
  const { warehouse } = opened
  log = logWithAppend(intake.log, async (appends) => {
    if (isFull) throw new LogUnavailable('the disk is full')
    return intake.log.append(appends)
  })
  app = serverWithoutData({
    warehouse,
    log,
    now: intake.now,
    rules: shelfOf([RULE]),
    audit: new AuditTrail({ log, now: intake.now }),
    authenticate: async () => asker,
  })
  await app.ready()
  asker = somebody('supervisor', null)
  const lead = await app.inject({
    method: 'POST',
    url: '/v1/alerts',
    payload: TIP,
  })
  alert_id = lead.json<{ alert_id: string }>().alert_id
  await catchUp(opened.warehouse, intake.log)
})
beforeEach(() => {
  isFull = false
})
afterAll(async () => {
  await app?.close()
  await opened?.[Symbol.asyncDispose]()
  await intake?.[Symbol.asyncDispose]()
  folder?.[Symbol.dispose]()
})

async function audit(query: string): Promise<readonly AuditRow[]> {
  const answer = await app.inject(`/v1/audit${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ items: AuditRow[] }>().items
}

test('who opens a dossier is on record, once an hour however often, and finds nothing of it', async () => {
  asker = somebody('regulator', '330200', 'chen.min')
  for (let time = 0; time < 3; time += 1)
    expect((await app.inject(`/v1/alerts/${alert_id}`)).statusCode).toBe(200)
  const events = await catchUp(opened.warehouse, intake.log)
  expect(events.map(({ type, region }) => [type, region])).toEqual([['DossierRead', '330203']])
  expect(events[0]?.data).toEqual({
    actor: 'chen.min',
    roles: ['regulator'],
    address: 'GET /v1/alerts/:alert_id',
    object_kind: 'alert',
    object: alert_id,
    part: null,
    subject_ids: [SUBJECT],
    purpose: null,
  })
  // Nor do those without limits, by its id or as a history of the audit.
  asker = somebody('supervisor', null)
  expect((await app.inject(`/v1/events/${events[0]?.event_id}`)).statusCode).toBe(404)
  expect(
    (await app.inject('/v1/subjects/platform:audit/history?with_records=true')).body,
  ).toContain('SUBJECT_UNKNOWN')
})

test('where the log takes nothing, nothing is shown', async () => {
  asker = somebody('regulator', null, 'full.disk')
  isFull = true
  const answer = await app.inject(`/v1/alerts/${alert_id}`)
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
    503,
    'LOG_UNAVAILABLE',
  ])
  expect(answer.body).not.toContain(SUBJECT)
  isFull = false
  expect((await app.inject(`/v1/alerts/${alert_id}`)).statusCode).toBe(200)
})

test('a purpose that is said is kept; a list that is narrowed to somebody is a reading too', async () => {
  asker = somebody('analyst', null, 'purpose')
  await app.inject({
    url: `/v1/alerts?subject_id=${SUBJECT}`,
    headers: { 'x-jianwei-purpose': encodeURIComponent('案件核查') },
  })
  await app.inject('/v1/alerts')
  const events = await catchUp(opened.warehouse, intake.log)
  expect(events.map(({ data }) => [data['actor'], data['object'], data['purpose']])).toContainEqual(
    ['purpose', SUBJECT, '案件核查'],
  )
  expect(events.filter(({ data }) => data['actor'] === 'purpose')).toHaveLength(1)
})

test('what is not there and what is refused is no reading', async () => {
  asker = somebody('regulator', '110100', 'far.away')
  expect((await app.inject(`/v1/alerts/${alert_id}`)).statusCode).toBe(404)
  asker = somebody('auditor', null, 'far.away')
  expect((await app.inject(`/v1/alerts/${alert_id}`)).statusCode).toBe(403)
  const events = await catchUp(opened.warehouse, intake.log)
  expect(events.filter(({ data }) => data['actor'] === 'far.away')).toEqual([])
})

test('an attached file is on record before its bytes leave', async () => {
  const { DOCUMENT, HASH } = file()
  const kept = serverWithoutData({
    warehouse: opened.warehouse,
    log,
    now: intake.now,
    audit: new AuditTrail({ log, now: intake.now }),
    evidence: {
      store: {
        keep: async (bytes) => ({ sha256: HASH, size: bytes.length }),
        read: async () => DOCUMENT,
      },
      bytes_max: 1_000,
    },
    authenticate: async () => asker,
  })
  asker = somebody('regulator', null, 'file.reader')
  const attached = await kept.inject({
    method: 'POST',
    url: `/v1/alerts/${alert_id}/evidence`,
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': "attachment; filename*=UTF-8''a.pdf",
    },
    payload: Buffer.from(DOCUMENT),
  })
  expect(attached.statusCode, attached.body).toBe(200)
  const answer = await kept.inject(`/v1/alerts/${alert_id}/evidence/${HASH}`)
  expect([answer.statusCode, answer.body]).toEqual([200, Buffer.from(DOCUMENT).toString()])
  await kept.close()
  const events = await catchUp(opened.warehouse, intake.log)
  const read = events.find(({ type }) => type === 'DossierRead')
  expect([read?.region, read?.data['object_kind'], read?.data['part']]).toEqual([
    '330203',
    'evidence',
    HASH,
  ])
})

function file() {
  const DOCUMENT = new TextEncoder().encode('%PDF-1.4\n')
  return { DOCUMENT, HASH: 'a'.repeat(64) }
}

test('auditors find who changed which right, with old and new; each within their region', async () => {
  const near = { role: 'regulator', region: '330200', domain: null, department: null } as const
  const grant = { ...near, region: RegionIdSchema.parse(near.region) }
  const by = { actor: 'admin.lin', reason: 'approved on 1 March' }
  const account = 'chen.min'
  await takeAccountSteps(
    intake.log,
    [
      { type: 'AccountOpened', data: { account, kind: 'person', ...by } },
      { type: 'RoleGranted', data: { account, grant, ...by } },
      { type: 'RoleWithdrawn', data: { account, grant, ...by } },
    ],
    intake.now(),
  )
  await catchUp(opened.warehouse, intake.log)
  asker = somebody('auditor', null)
  const ofAdmin = await audit('?actor=admin.lin')
  expect(
    ofAdmin.map(({ action, object, old, new: now, reason }) => ({
      action,
      object,
      old,
      now,
      reason,
    })),
  ).toEqual([
    { action: 'RoleWithdrawn', object: account, old: { grant }, now: null, reason: by.reason },
    { action: 'RoleGranted', object: account, old: null, now: { grant }, reason: by.reason },
    {
      action: 'AccountOpened',
      object: account,
      old: null,
      now: { kind: 'person' },
      reason: by.reason,
    },
  ])
  asker = somebody('auditor', '330200')
  expect((await audit('?actor=admin.lin')).map(({ action }) => action)).toEqual([
    'RoleWithdrawn',
    'RoleGranted',
  ])
  expect(await audit(`?object=${alert_id}&action=DossierRead`)).not.toEqual([])
  asker = somebody('auditor', '110100')
  expect(await audit('')).toEqual([])
  asker = somebody('administrator', null)
  expect((await app.inject('/v1/audit')).statusCode).toBe(403)
})

test('auditors see neither what a tip says nor a number that somebody gave as a purpose', async () => {
  asker = somebody('analyst', null, 'purpose.number')
  const headers = { 'x-jianwei-purpose': encodeURIComponent('回电13987654321') }
  expect((await app.inject({ url: `/v1/alerts/${alert_id}`, headers })).statusCode).toBe(200)
  const events = await catchUp(opened.warehouse, intake.log)
  const recorded = events.find(({ type }) => type === 'DossierRead')
  expect(recorded?.data['purpose']).toBe('回电139****4321')
  asker = somebody('auditor', null)
  const [raised] = await audit('?action=AlertRaised')
  expect(raised?.details['lead']).toEqual({ channel: 'telephone', number: null, domain: null })
  const [read] = await audit('?actor=purpose.number')
  expect(read?.purpose).toBe('回电139****4321')
})

test('pages of the audit hold each record once, and reading it is on record', async () => {
  await catchUp(opened.warehouse, intake.log)
  asker = somebody('auditor', null, 'audit.wang')
  const all = await audit('?limit=500&actor=admin.lin')
  const found: number[] = []
  for (let next: string | null = ''; next !== null;) {
    const url: string = `/v1/audit?limit=1&actor=admin.lin${next && `&cursor=${next}`}`
    const page: AuditPage = (await app.inject(url)).json()
    found.push(...page.items.map(({ position }) => position))
    next = page.next
  }
  expect(found).toEqual(all.map(({ position }) => position))
  await catchUp(opened.warehouse, intake.log)
  const [read, ...more] = await audit('?actor=audit.wang&action=AuditRead')
  expect(more).toEqual([])
  expect(read?.details).toMatchObject({ roles: ['auditor'], address: 'GET /v1/audit' })
  expect((await audit('?from=2100-01-01T00:00:00Z')).length).toBe(0)
})

test('every address with a parameter of a new name has to say whether it is a dossier', async () => {
  const document = (await app.inject('/openapi.json')).json<ApiDocument>()
  const parameters = operationsOf(document)
    .map(({ name }) => name)
    .filter((name) => name.startsWith('GET '))
    .flatMap((name) => [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter))
  const dossiers = new Set(DOSSIER_PARAMETERS.map(([name]) => name))
  // Rules, units, views and the platform's own: nobody's dossier. A file is its alert's.
  const others = new Set([
    'audit_id',
    'backtest_id',
    'document',
    'duty_id',
    'export_id',
    'rule_id',
    'sha256',
    'silence_id',
    'type',
    'unit_id',
    'version',
  ])
  const unknown = parameters.filter((name = '') => !dossiers.has(name) && !others.has(name))
  expect(unknown, 'name it in DOSSIER_PARAMETERS or here').toEqual([])
})
