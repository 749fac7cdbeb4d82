import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { streamOf, type NewEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { proposeLinks } from '@jianwei/services/links/propose-links.ts'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { eventsOf, temporaryFolder, type TemporaryFolder } from '#/support/intake/intake-server.ts'
import { someEvent } from '#/support/log/events.ts'
import { apiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { catchUp } from '#/support/warehouse/catch-up.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'

/* Links over the API: who may see them, and who may take which step. */

const SHOP = 'hotline:1'
const OTHER_SHOP = 'hotline:2'
const FIRM = 'register:firm'
const ELSEWHERE = 'register:elsewhere'
const NOW = '2026-03-10T00:00:00.000Z' as Instant

let folder: TemporaryFolder
let opened: WarehouseInFolder
let intake: OpenIntake
let app: FastifyInstance
let asker: Principal = somebody('supervisor')

function registered(subject_id: string, region: string): NewEvent {
  const data = {
    name: '福建蜀香园餐饮管理有限公司',
    subject_type: 'enterprise',
    address_operating: '五四路18号',
  }
  return someEvent({ type: 'SubjectRegistered', subject_id, region, reported_at: null, data })
}

function complaint(subject_id: string, region: string): NewEvent {
  const data = { respondent_name: '蜀香园火锅店', respondent_address: '五四路18号' }
  return someEvent({ subject_id, region, reported_at: null, data })
}

beforeAll(async () => {
  folder = temporaryFolder()
  opened = await openWarehouse()
  intake = openIntake({ log_path: `${folder.path}/log.db` })
  app = serverWithoutData({
    warehouse: opened.warehouse,
    log: intake.log,
    authenticate: async () => asker,
  })
  const facts = [
    registered(FIRM, '350102'),
    registered(ELSEWHERE, '350203'),
    complaint(SHOP, '350102'),
    complaint(OTHER_SHOP, '350203'),
  ]
  await intake.log.append(
    facts.map((event) => ({
      stream: streamOf('subject', event.subject_id),
      expected: 'any',
      events: [event],
    })),
  )
  await catchUp(opened.warehouse, intake.log)
  const parts = { log: intake.log, warehouse: opened.warehouse, by_itself: null }
  expect(await proposeLinks(parts, [SHOP, OTHER_SHOP], NOW)).toBe(2)
  await catchUp(opened.warehouse, intake.log)
})

afterAll(async () => {
  await app.close()
  await intake[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

async function listed(url: string, as: Principal = somebody('supervisor')): Promise<string[]> {
  asker = as
  const answer = await app.inject(url)
  const schemas = apiSchemas((await app.inject('/openapi.json')).json())
  const path = url.startsWith('/v1/link-proposals')
    ? '/v1/link-proposals'
    : '/v1/subjects/{subject_id}/links'
  expect(schemas.misfitsOf(path, answer)).toEqual([])
  const { items } = answer.json<{ items: { named: { subject_id: string } }[] }>()
  return items.map(({ named }) => named.subject_id)
}

async function step(
  name: 'confirm' | 'undo' | 'reject',
  { subject = SHOP, target_id = FIRM, as = somebody('regulator', '350100') } = {},
): Promise<string> {
  asker = as
  const url = `/v1/subjects/${encodeURIComponent(subject)}/links/${name}`
  const payload = { target_id, reason: 'seen on site' }
  const answer = await app.inject({ method: 'POST', url, payload })
  await catchUp(opened.warehouse, intake.log)
  const { state, code } = answer.json<{ state?: string; code?: string }>()
  return state ?? `${answer.statusCode} ${code ?? ''}`
}

test('proposals are shown to whoever may see the subject, by region and score', async () => {
  expect(await listed('/v1/link-proposals')).toEqual([SHOP, OTHER_SHOP])
  expect(await listed('/v1/link-proposals?region=350100')).toEqual([SHOP])
  expect(await listed('/v1/link-proposals?score_min=1')).toEqual([])
  expect(await listed('/v1/link-proposals', somebody('regulator', '350200'))).toEqual([OTHER_SHOP])
  expect(await listed(`/v1/subjects/${FIRM}/links`)).toEqual([SHOP])
})

test('a page of them goes on where the one before ended', async () => {
  asker = somebody('supervisor')
  const first = (await app.inject('/v1/link-proposals?limit=1')).json<{ next: string }>()
  expect(first.next).not.toBeNull()
  const cursor = encodeURIComponent(first.next)
  expect(await listed(`/v1/link-proposals?limit=1&cursor=${cursor}`)).toEqual([OTHER_SHOP])
})

test('a name that may be a person’s is masked for whom names of persons are', async () => {
  asker = somebody('analyst')
  const { items } = (await app.inject('/v1/link-proposals')).json<{
    items: { named: { said: { value: string; masked?: string[] }[] } }[]
  }>()
  expect(items[0]?.named.said).toMatchObject([{ masked: ['value'] }])
})

test('steps are taken by who handles matters there, with a subject of a register', async () => {
  expect(await step('confirm', { as: somebody('analyst') })).toBe('403 ROLE_MISSING')
  const elsewhere = somebody('regulator', '350200')
  expect(await step('confirm', { as: elsewhere })).toBe('404 SUBJECT_UNKNOWN')
  expect(await step('confirm', { target_id: OTHER_SHOP })).toBe('409 LINK_STEP_REFUSED')
  expect(await step('confirm', { subject: FIRM, target_id: FIRM })).toBe('409 LINK_STEP_REFUSED')
  expect(await step('undo')).toBe('409 LINK_STEP_REFUSED')
  expect(await step('reject', { target_id: ELSEWHERE })).toBe('404 LINK_UNKNOWN')
  expect(await step('confirm')).toBe('confirmed')
  expect(await step('confirm')).toBe('confirmed')
  const supervisor = somebody('supervisor')
  const twice = { target_id: ELSEWHERE, as: supervisor }
  expect(await step('confirm', twice)).toBe('409 LINKED_ELSEWHERE')
  expect(await listed('/v1/link-proposals')).toEqual([OTHER_SHOP])
  expect(await step('undo')).toBe('undone')
  const asOther = { subject: OTHER_SHOP, target_id: ELSEWHERE, as: supervisor }
  expect(await step('reject', asOther)).toBe('rejected')
  expect(await listed('/v1/link-proposals')).toEqual([])
  const steps = (await eventsOf(intake.log)).filter(({ data }) => 'actor' in data)
  expect(steps.map(said)).toEqual([
    `SubjectLinkConfirmed ${SHOP} regulator-of-350100 350102`,
    `SubjectLinkUndone ${SHOP} regulator-of-350100 350102`,
    `SubjectLinkRejected ${OTHER_SHOP} supervisor-of-null 350203`,
  ])
})

function said({ type, subject_id, region, data }: RecordedEvent): string {
  return `${type} ${subject_id} ${String(data['actor'])} ${region}`
}
