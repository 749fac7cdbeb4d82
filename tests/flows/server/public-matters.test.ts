import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { ANONYMOUS } from '@jianwei/services/access/principal.ts'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { takeLinkStep } from '@jianwei/services/links/link-steps.ts'
import { settleSubject } from '@jianwei/services/links/settle-facts.ts'
import { OPEN_WRITES_PER_MINUTE } from '@jianwei/services/http/rate-limits.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { intakeRoutes } from '@jianwei/services/intake/routes.ts'
import { eventsOf, temporaryFolder, type TemporaryFolder } from '#/support/intake/intake-server.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { catchUp } from '#/support/warehouse/catch-up.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'
import { filesOver } from '#/support/intake/file-routes.ts'

/* Somebody complains without signing in, follows the matter by the receipt, and nobody else can. */

const FIRM = '91330203MA00000010'
const COMPLAINT = {
  uscc: FIRM,
  region: '330203',
  title: '购买的面包变质',
  content: '三天前购买的面包已发霉，商家拒绝退款。',
  respondent_name: '示例食品有限公司',
  complainant_name: '甲某某',
  complainant_phone: '13800138000',
}
const KEY = 'c9b3d4e6-5f60-4b1f-9d1c-0c9a5e0f7a11'
const Given = z.strictObject({ receipt: z.string(), number: z.string() })

let folder: TemporaryFolder
let opened: WarehouseInFolder
let intake: OpenIntake
let app: FastifyInstance
let callers = 0

beforeAll(async () => {
  folder = temporaryFolder()
  opened = await openWarehouse()
  intake = openIntake({ log_path: `${folder.path}/log.db` })
  app = serverWithoutData({
    warehouse: opened.warehouse,
    log: intake.log,
    authenticate: async () => ANONYMOUS,
  })
  await app.register(intakeRoutes, {
    ...intake,
    redrive: createRedrive({ ...intake, mappingNamed: () => undefined }),
    files: filesOver(intake, folder.path).routes,
    mappingNamed: () => undefined,
    audit: { reading: async () => {} },
    logger: { debug() {}, error() {} },
  })
})
afterAll(async () => {
  await app.close()
  await intake[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** Each from an address of its own, where none is given. */
function send(
  url: string,
  payload: object | string,
  {
    key,
    from = `10.0.0.${(callers += 1)}`,
  }: { readonly key?: string; readonly from?: string } = {},
): Promise<LightMyRequestResponse> {
  const headers = {
    'content-type': 'application/json',
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  }
  return app.inject({ method: 'POST', url, headers, payload, remoteAddress: from })
}

async function follow(receipt: string): Promise<unknown> {
  await catchUp(opened.warehouse, intake.log)
  return (await send('/v1/public/receipts', { receipt })).json()
}

/** The department streams what it did, by the number of the matter. */
async function handled(
  id: string,
  type: string,
  at: string,
  data: object,
  subject_id = FIRM,
): Promise<void> {
  const source = 'urn:example:market-bureau'
  const event_id = eventIdOf(source, id)
  const event = {
    event_id,
    type,
    schema_version: 1,
    subject_id,
    region: null,
    department: '示例区市场监督管理局',
    occurred_at: at as Instant,
    reported_at: at as Instant,
    source,
    source_event_id: id,
    correlation_id: event_id,
    causation_id: null,
    data: { ...data },
  }
  const reading = { ok: true, events: [event] } as const
  const origin = { channel: 'http', line: null } as const
  const bytes = Buffer.from('{}')
  await intake.intake.take([{ reading, origin, content_type: 'application/json', bytes }])
}

test('a complaint is followed from its receipt to its conclusion', async () => {
  const answer = await send('/v1/public/complaints', COMPLAINT)
  expect(answer.statusCode).toBe(201)
  const { receipt, number } = Given.parse(answer.json())
  // Durable before the receipt was given, under a number that does not tell the receipt.
  const log = JSON.stringify(await eventsOf(intake.log))
  expect(log).toContain(number)
  expect(log).not.toContain(receipt)
  expect(log).not.toContain(receipt.replaceAll('-', ''))
  expect(await eventsOf(intake.log)).toMatchObject([
    { type: 'ComplaintReceived', source: 'jianwei:public', subject_id: FIRM, region: '330203' },
  ])

  const received = { number, kind: 'complaint', state: 'received', outcome: null }
  expect(await follow(receipt)).toMatchObject(received)
  await handled('a', 'ComplaintAcceptanceDecided', '2026-03-02T00:00:00.000Z', {
    complaint_number: number,
    accepted: true,
  })
  expect(await follow(receipt.toLowerCase().replaceAll('-', ' '))).toMatchObject({
    state: 'accepted',
    decided_at: '2026-03-02T00:00:00.000Z',
  })
  await handled('other', 'ComplaintConcluded', '2026-03-03T00:00:00.000Z', {
    complaint_number: 'of somebody else',
    outcome: 'not_substantiated',
  })
  expect(await follow(receipt)).toMatchObject({ state: 'accepted', outcome: null })
  await handled('c', 'ComplaintConcluded', '2026-03-05T00:00:00.000Z', {
    complaint_number: number,
    outcome: 'settled',
    reason: { text: '甲某某同意' },
  })
  const concluded = await follow(receipt)
  expect(concluded).toMatchObject({ state: 'concluded', outcome: 'settled' })
  const said = JSON.stringify(concluded)
  for (const value of ['甲某某', '13800138000', '面包', FIRM]) expect(said).not.toContain(value)
})

test('a report that is refused, about somebody whose code nobody knows', async () => {
  const report = { title: '无证经营', content: '路边摊点。', reported_name: '某摊点' }
  const { receipt, number } = Given.parse((await send('/v1/public/reports', report)).json())
  expect(await follow(receipt)).toMatchObject({ number, kind: 'report', state: 'received' })
  const events = await eventsOf(intake.log)
  expect(events.at(-1)).toMatchObject({
    subject_id: `public:${number}`,
    data: { report_number: number, is_named: false },
  })
})

test('a complaint about a shop that was linked since is followed like any other', async () => {
  const { uscc: _, ...form } = COMPLAINT
  const { receipt, number } = Given.parse((await send('/v1/public/complaints', form)).json())
  const subject_id = `public:${number}`
  const data = { subject_id, target_id: FIRM, actor: 'officer', reason: 'seen' }
  const at = '2026-03-02T00:00:00.000Z' as Instant
  await takeLinkStep(intake.log, { command: { type: 'ConfirmLink', data }, at, region: null })
  const decided = { complaint_number: number, accepted: true }
  await handled('linked', 'ComplaintAcceptanceDecided', at, decided, subject_id)
  expect(await settleSubject(intake.log, subject_id)).toBe(4)
  expect(await follow(receipt)).toMatchObject({ number, state: 'accepted' })
})

test('the same form under the same key is one matter with one receipt; another is refused', async () => {
  const before = (await eventsOf(intake.log)).length
  const answers = await Promise.all([
    send('/v1/public/complaints', COMPLAINT, { key: KEY }),
    send('/v1/public/complaints', COMPLAINT, { key: KEY }),
  ])
  const again = await send('/v1/public/complaints', COMPLAINT, { key: KEY })
  const receipts = [...answers, again].map((answer) => Given.parse(answer.json()).receipt)
  expect(new Set(receipts).size).toBe(1)
  const complaints = (await eventsOf(intake.log)).slice(before)
  expect(complaints.filter(({ type }) => type === 'ComplaintReceived')).toHaveLength(1)
  const other = await send('/v1/public/complaints', { ...COMPLAINT, title: 'x' }, { key: KEY })
  expect([other.statusCode, other.json<{ code: string }>().code]).toEqual([
    422,
    'IDEMPOTENCY_KEY_REUSED',
  ])
})

test('without a key each form has a receipt of its own', async () => {
  const forms = [1, 2, 3].map(() => send('/v1/public/complaints', COMPLAINT))
  const receipts = (await Promise.all(forms)).map((answer) => Given.parse(answer.json()).receipt)
  expect(new Set(receipts).size).toBe(3)
  for (const receipt of receipts) expect(receipt).toMatch(/^(?:[0-9A-Z]{8}-){3}[0-9A-Z]{8}$/)
})

test('what is no form, and a receipt that nobody was given, are refused', async () => {
  const statusOf = async (url: string, body: object | string): Promise<number> =>
    (await send(url, body)).statusCode
  const { complainant_name: _, ...nameless } = COMPLAINT
  expect(await statusOf('/v1/public/complaints', nameless)).toBe(400)
  expect(await statusOf('/v1/public/complaints', { ...COMPLAINT, colour: 'red' })).toBe(400)
  expect(await statusOf('/v1/public/complaints', `"${'x'.repeat(70_000)}"`)).toBe(413)
  expect(await statusOf('/v1/public/receipts', { receipt: 'x' })).toBe(400)
  expect(await statusOf('/v1/public/receipts', { receipt: 'A'.repeat(32) })).toBe(404)
})

test('an address that sends many forms or tries many receipts is told to wait', async () => {
  const statuses: number[] = []
  for (let sent = 0; sent <= OPEN_WRITES_PER_MINUTE; sent += 1) {
    const receipt = String(sent).padStart(32, '0')
    const answer = await send('/v1/public/receipts', { receipt }, { from: '10.9.9.9' })
    statuses.push(answer.statusCode)
  }
  expect(statuses.at(-1)).toBe(429)
  expect(statuses[0]).toBe(404)
})
