import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { NewEvent, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { AuditTrail } from '@jianwei/services/audit/audit-trail.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { idOf } from '#/support/log/bureau-log.ts'
import { correction, recordedLog } from '#/support/log/recorded-log.ts'
import { emptyLog, serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * What somebody may learn in clear, and how much of it is on record: a complaint and a penalty in
 * one city, a complaint with the same telephone in another, and a log that keeps what is appended.
 */

const PHONE = '13987654321'
const ID_NUMBER = '350203199001011248'
const OLD_ID_NUMBER = '350203900101124'
const HERE = 'test:shop-here'
const THERE = 'test:shop-there'
const OF_PERSON = 'test:person-7'

const day = (day: number): string => `2026-03-0${day}T00:00:00.000Z`
const complaint = {
  type: 'ComplaintReceived',
  occurred_at: day(1),
  data: { complainant_name: '丁一乙', complainant_phone: '+86 139-8765-4321', content: '噪声' },
}
const penalty = {
  type: 'PenaltyDecided',
  occurred_at: day(2),
  region: '330203',
  subject_id: OF_PERSON,
}
const log: readonly RecordedEvent[] = recordedLog([
  { ...complaint, id: 'here', subject_id: HERE, region: '330203' },
  { ...complaint, id: 'there', subject_id: THERE, region: '110105' },
  {
    ...penalty,
    id: 'penalty',
    data: {
      penalty_types: ['02'],
      administrative_cp: '赵钱孙',
      administrative_cp_na: '1',
      administrative_cp_ui_code: OLD_ID_NUMBER,
      officers: [{ name: '周吴郑' }, { name: '冯陈褚' }],
    },
  },
  {
    ...complaint,
    id: 'mistaken',
    subject_id: 'test:shop-mistaken',
    region: '330203',
    data: { complainant_phone: PHONE },
  },
  correction('corrected', 'mistaken', {
    ...complaint,
    subject_id: 'test:shop-mistaken',
    region: '330203',
    data: { complainant_phone: '13500000000' },
  }),
])

const NOW = '2026-03-20T02:00:00.000Z' as Instant
let opened: WarehouseInFolder
let app: FastifyInstance
let asker: Principal
let isLogDown = false
const appended: NewEvent[] = []
const lines: string[] = []

const keeping: EventLog = {
  ...emptyLog,
  head: async () => log.at(-1)!.position,
  find: async (ids) => log.filter((event) => ids.includes(event.event_id)),
  append: async (appends) => {
    if (isLogDown) throw new LogUnavailable('the disk is full')
    appended.push(...appends.flatMap(({ events }) => events))
    return appends.map(() => ({ outcome: 'appended' as const, events: [] }))
  },
}

beforeAll(async () => {
  opened = await openWarehouse()
  await project(opened.warehouse, log)
  const write = (fields: object, message: string) =>
    void lines.push(JSON.stringify({ ...fields, message }))
  app = serverWithoutData({
    warehouse: opened.warehouse,
    log: keeping,
    audit: new AuditTrail({ log: keeping, now: () => NOW }),
    logger: { debug: write, info: write, error: write },
    authenticate: async () => asker,
  })
  await app.ready()
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
})
beforeEach(() => {
  asker = somebody('regulator', '3302', 'the-regulator')
  isLogDown = false
  appended.length = 0
  lines.length = 0
})

const WHY = { purpose: '核实投诉', reason: '需要回电' }

async function post(url: string, payload: object) {
  const answer = await app.inject({ method: 'POST', url, payload })
  return { ...answer, status: answer.statusCode, said: answer.json<Said>() }
}
interface Said {
  readonly code?: string
  readonly values?: Readonly<Record<string, string>>
  readonly items?: readonly {
    readonly subject_id: string
    readonly matches: readonly object[]
  }[]
}
const unmask = (id: string, fields: readonly string[], why: object = WHY) =>
  post(`/v1/events/${idOf(id)}/unmask`, { ...why, fields })
const search = (number: string, why: object = WHY) =>
  post('/v1/subjects/search', { ...why, number })

test('fields are shown in clear, and who asked for what and why is in the log before', async () => {
  const fields = ['data.complainant_name', 'data.complainant_phone']
  const { status, said, headers } = await unmask('here', fields)
  expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
  expect(said.values).toEqual({
    'data.complainant_name': '丁一乙',
    'data.complainant_phone': '+86 139-8765-4321',
  })
  expect(appended).toHaveLength(1)
  expect(appended[0]).toMatchObject({
    type: 'PersonalDataUnmasked',
    data: {
      actor: 'the-regulator',
      roles: ['regulator'],
      object_kind: 'event',
      object: idOf('here'),
      fields,
      ...WHY,
    },
  })
  for (const clear of ['丁一乙', '4321', PHONE])
    expect(JSON.stringify([appended, lines])).not.toContain(clear)
})

test('an item of a list and the data of a correction have paths, too', async () => {
  const officer = 'data.officers[1].name'
  expect((await unmask('penalty', [officer])).said.values).toEqual({ [officer]: '冯陈褚' })
  const corrected = 'data.replacement.data.complainant_phone'
  expect((await unmask('corrected', [corrected])).said.values).toEqual({
    [corrected]: '13500000000',
  })
})

test('nothing is shown where the log cannot take the record', async () => {
  isLogDown = true
  const { status, body } = await unmask('here', ['data.complainant_name'])
  expect(status).toBe(503)
  expect(body).not.toContain('丁一乙')
})

test('who may not, what is elsewhere and what is not masked is refused and not on record', async () => {
  const name = ['data.complainant_name']
  expect((await unmask('there', name)).said.code).toBe('EVENT_UNKNOWN')
  expect((await unmask('here', ['data.is_repeated'])).said.code).toBe('FIELD_NOT_MASKED')
  expect((await unmask('here', name, { purpose: '核实', reason: '' })).said.code).toBe(
    'VALIDATION_FAILED',
  )
  for (const reason of ['丁一乙来电', `电话${PHONE}`])
    expect((await unmask('here', name, { purpose: '核实', reason })).said.code).toBe(
      'REASON_PERSONAL',
    )
  for (const role of ['analyst', 'department', 'auditor', 'administrator', 'public'] as const) {
    asker = somebody(role, null)
    expect([role, (await unmask('here', name)).status]).toEqual([role, 403])
  }
  expect(appended).toEqual([])
})

test('a number finds the subjects in scope, however it is written on either side', async () => {
  for (const written of [PHONE, '139 8765 4321', '+86-13987654321', '１３９８７６５４３２１']) {
    const { status, said } = await search(written)
    expect([written, status, said.items?.map(({ subject_id }) => subject_id)]).toEqual([
      written,
      200,
      [HERE],
    ])
    expect(said.items?.[0]?.matches).toEqual([{ field: 'complainant_phone', facts: 1 }])
  }
  for (const written of [ID_NUMBER, OLD_ID_NUMBER, '350203 19900101 1248'])
    expect((await search(written)).said.items?.map(({ subject_id }) => subject_id)).toEqual([
      OF_PERSON,
    ])
  asker = somebody('regulator', null, 'the-regulator')
  expect((await search(PHONE)).said.items?.map(({ subject_id }) => subject_id)).toEqual([
    HERE,
    THERE,
  ])
})

test('the end of a document number finds nobody', async () => {
  for (const end of [OLD_ID_NUMBER.slice(-6), OLD_ID_NUMBER.slice(-13)])
    expect([end, (await search(end)).said.items]).toEqual([end, []])
})

test('the number stands in no line of the log, no event, no answer and no statement', async () => {
  const statements: string[] = []
  const query = opened.warehouse.query.bind(opened.warehouse)
  opened.warehouse.query = async (sql, options) => {
    statements.push(sql.text)
    return query(sql, options) as never
  }
  const bodies: string[] = []
  for (const number of [PHONE, ID_NUMBER, '不是号码', `${ID_NUMBER}0000000000000000000000000`])
    bodies.push((await search(number)).body)
  bodies.push((await search(PHONE, { purpose: '核实', reason: `找${PHONE}` })).body)
  bodies.push((await search(PHONE, { purpose: '核实', reason: '回电', number2: PHONE })).body)
  opened.warehouse.query = query
  expect(statements.length).toBeGreaterThan(1)
  const kept = JSON.stringify([lines, appended, bodies, statements])
  for (const number of [PHONE, ID_NUMBER, OLD_ID_NUMBER]) expect(kept).not.toContain(number)
  expect(appended.map(({ type, data }) => [type, data['number_kind'], data['found']])).toEqual([
    ['PersonalNumberSearched', 'telephone', 1],
    ['PersonalNumberSearched', 'resident_id', 1],
  ])
  // Auditors of where the search reached find it.
  expect(appended.map(({ region }) => region)).toEqual(['3302', '3302'])
  expect(lines.some((line) => line.includes('/v1/subjects/search'))).toBe(true)
})

test('a reason that says the number in another way is refused, and nothing is on record', async () => {
  for (const [number, reason] of [
    ['E1234 5678', '核对 e12345678'],
    ['E12345678', '护照Ｅ１２３４-５６７８'],
    ['0592-1234567', '来电（0592）1234567'],
    ['12345678', '来电1234 5678'],
  ] as const)
    expect([reason, (await search(number, { purpose: '核实', reason })).said.code]).toEqual([
      reason,
      'REASON_PERSONAL',
    ])
  expect(appended).toEqual([])
})

test('a search is for who works on matters, and says why', async () => {
  expect((await search('12')).said.code).toBe('VALIDATION_FAILED')
  expect((await search('不是号码不是')).said.code).toBe('NUMBER_UNREADABLE')
  expect((await search(PHONE, { purpose: '核实' })).said.code).toBe('VALIDATION_FAILED')
  for (const role of ['analyst', 'auditor', 'administrator', 'public'] as const) {
    asker = somebody(role, null)
    expect([role, (await search(PHONE)).status]).toEqual([role, 403])
  }
})
