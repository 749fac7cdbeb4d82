import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { isPersonal } from '@jianwei/events/define-event.ts'
import { LicenceGranted } from '@jianwei/events/licence/events.ts'
import { InspectionConducted } from '@jianwei/events/supervision/inspection.ts'
import { PenaltyDecided } from '@jianwei/events/supervision/penalty.ts'
import { ANONYMOUS } from '@jianwei/services/access/principal.ts'
import { correction, recordedLog, retraction, type TestEvent } from '#/support/log/recorded-log.ts'
import { apiSchemas, type ApiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * One organisation with everything that may and may not be published, asked by somebody who is not
 * signed in. The log's clock stands at the first of June 2026.
 */

const FIRM = '91330203MA00000010'
const NAME = '示例食品有限公司'
const SECRET = 'secret-of-a-person'
const KINDS = ['penalties', 'licences', 'inspections'] as const

/** Every personal field of a type, each with text that must appear nowhere. */
function personalOf(data: z.ZodObject): Record<string, string> {
  const names = Object.keys(data.shape).filter((name) => isPersonal(data.shape[name] as z.ZodType))
  return Object.fromEntries(names.map((name) => [name, `${SECRET}-${name}`]))
}

const officers = ['1', '2'].map((number) => ({
  name: `${SECRET}-officer`,
  certificate_number: `${SECRET}-${number}`,
}))

function about(id: string, type: string, day: string, data: object): TestEvent {
  return { id, type, subject_id: FIRM, region: '330203', occurred_at: `${day}T04:00:00.000Z`, data }
}

function penalty(id: string, day: string, data: object = {}): TestEvent {
  return about(id, 'PenaltyDecided', day, {
    penalty_types: ['03'],
    decision_number: id,
    officers: null,
    ...data,
  })
}

const small = { penalty_types: ['02'], currency: 'CNY', fine_cents: 300_000, fine_unit: 'yuan' }
const EVENTS: readonly TestEvent[] = [
  about('name', 'SubjectRegistered', '2020-01-01', {
    name: NAME,
    subject_type: 'enterprise',
    legal_representative: `${SECRET}-representative`,
    address_operating: `${SECRET}-address`,
  }),
  penalty('shown-everything', '2026-03-01', {
    ...personalOf(PenaltyDecided.data),
    officers,
    implement_institution: '示例区市场监督管理局',
    administrative_cp_na: '2',
  }),
  penalty('gone-warning-only', '2026-03-01', { penalty_types: ['01'] }),
  penalty('gone-detention', '2026-03-01', { penalty_types: ['06'] }),
  penalty('gone-citizen', '2026-03-01', { administrative_cp_na: '1' }),
  penalty('shown-small', '2026-03-02', { ...small, fine_text: '3000' }),
  penalty('gone-small', '2026-02-28', { ...small, fine_text: '3000' }),
  penalty('shown-large', '2026-02-28', { ...small, fine_cents: 300_001, fine_text: '3000.01' }),
  penalty('gone-criticism', '2026-02-20', { penalty_types: ['01', '08'] }),
  penalty('shown-three-years', '2023-06-02'),
  penalty('gone-three-years', '2023-05-31'),
  penalty('shown-since-published', '2023-05-31'),
  about('published', 'DecisionPublished', '2023-06-05', {
    decision_kind: 'penalty',
    decision_number: 'shown-since-published',
  }),
  penalty('gone-by-its-source', '2026-01-01', { published_until: '2026-05-31' }),
  penalty('gone-repaired', '2026-01-01'),
  about('repair', 'CreditRepaired', '2026-02-01', { decision_number: 'gone-repaired' }),
  penalty('gone-revoked', '2026-01-01'),
  about('review', 'ReviewDecided', '2026-02-01', {
    review_kind: 'administrative_review',
    outcome: { text: '撤销' },
    effect: 'revoked',
    decision_number: 'gone-revoked',
  }),
  penalty('gone-withdrawn', '2026-01-01'),
  about('withdrawal', 'ProcedureStepOpened', '2026-02-01', {
    step: 'decision_unpublication',
    decision_number: 'gone-withdrawn',
  }),
  penalty('gone-retracted', '2026-01-01'),
  retraction('retracted', 'gone-retracted', { subject_id: FIRM }),
  penalty('gone-before-correction', '2026-01-01'),
  correction('corrected', 'gone-before-correction', penalty('shown-corrected', '2026-01-02')),
  about('licence', 'LicenceGranted', '2025-01-01', {
    ...personalOf(LicenceGranted.data),
    licence_number: 'shown-licence',
    content: `${SECRET}-content`,
    valid_from: '2025-01-01',
    valid_to: '2030-01-01',
  }),
  about('old', 'LicenceGranted', '2020-01-01', {
    licence_number: 'gone-expired',
    valid_from: '2020-01-01',
    valid_to: '2026-05-31',
  }),
  about('lost', 'LicenceGranted', '2025-01-01', {
    licence_number: 'gone-revoked-licence',
    valid_from: '2025-01-01',
    valid_to: null,
  }),
  about('loss', 'LicenceRevoked', '2026-01-01', { licence_number: 'gone-revoked-licence' }),
  {
    ...about('inspection', 'InspectionConducted', '2026-04-01', {
      ...personalOf(InspectionConducted.data),
      officers,
      check_result: { text: 'shown-result' },
      check_items: [{ result: 'fail', note: `${SECRET}-note` }],
    }),
    schema_version: 2,
  },
  about('unclean', 'InspectionConducted', '2026-04-02', {
    officers: null,
    check_result: { text: `gone, telephone 13800138000` },
  }),
  about('old-inspection', 'InspectionConducted', '2023-05-01', {
    officers: null,
    check_result: { text: 'gone-old-result' },
  }),
  // People and shops with a person's name: no name finds them.
  {
    ...about('stall', 'SubjectRegistered', '2020-01-01', { name: 'A Stall' }),
    subject_id: '92330203MA0000001X',
  },
]

let opened: WarehouseInFolder
let app: FastifyInstance
let schemas: ApiSchemas
beforeAll(async () => {
  opened = await openWarehouse()
  await project(opened.warehouse, recordedLog(EVENTS))
  app = serverWithoutData({ warehouse: opened.warehouse, authenticate: async () => ANONYMOUS })
  schemas = apiSchemas((await app.inject('/openapi.json')).json())
})
afterAll(async () => {
  await app.close()
  await opened[Symbol.asyncDispose]()
})

const Page = z.object({
  items: z.array(z.looseObject({ uscc: z.string() })),
  next: z.string().nullable(),
})

async function ask(kind: string, query = ''): Promise<z.infer<typeof Page>> {
  const path = `/v1/public/${kind}`
  const answer = await app.inject(`${path}?uscc=${FIRM}${query}`)
  expect([answer.statusCode, schemas.misfitsOf(path, answer)]).toEqual([200, []])
  return Page.parse(answer.json())
}

test('what may be published is shown for its term, to who is not signed in', async () => {
  const numbersOf = (items: readonly object[], field: string): readonly string[] =>
    items
      .map((item) => String(Object.entries(item).find(([name]) => name === field)?.[1]))
      .toSorted()
  expect(numbersOf((await ask('penalties')).items, 'decision_number')).toEqual(
    EVENTS.flatMap(({ id }) => (id.startsWith('shown-') ? [id] : []))
      .concat('shown-corrected')
      .toSorted(),
  )
  expect(numbersOf((await ask('licences')).items, 'licence_number')).toEqual(['shown-licence'])
  expect(numbersOf((await ask('inspections')).items, 'check_result')).toEqual([
    'null',
    'shown-result',
  ])
})

test('nothing of a person is in any answer, and no answer has a field that is not listed', async () => {
  const fixture = JSON.stringify(EVENTS)
  for (const { data } of [PenaltyDecided, LicenceGranted, InspectionConducted])
    for (const value of Object.values(personalOf(data))) expect(fixture).toContain(value)
  expect(fixture.split(SECRET).length).toBeGreaterThan(30)
  for (const kind of KINDS) {
    const body = JSON.stringify(await ask(kind))
    expect(body).toContain('shown-')
    for (const hidden of [SECRET, 'gone', '13800138000', NAME]) expect(body).not.toContain(hidden)
  }
})

test('pages end where the published end: what is hidden is not counted', async () => {
  const whole = await ask('penalties')
  const read: unknown[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = await ask('penalties', `&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
    expect(page.items).toHaveLength(1)
    read.push(...page.items)
    cursor = page.next
  }
  expect(read).toEqual(whole.items)
})

test('an exact name of an organisation finds it; a part, and the name of a shop, find nothing', async () => {
  const named = async (name: string): Promise<readonly string[]> => {
    const payload = { name }
    const answer = await app.inject({ method: 'POST', url: '/v1/public/licences', payload })
    return Page.parse(answer.json()).items.map(({ uscc }) => uscc)
  }
  expect(await named(NAME)).toEqual([FIRM])
  expect(await named('示例食品')).toEqual([])
  expect(await named('A Stall')).toEqual([])
})

test('a code in a body finds what it finds in an address, and stands alone there', async () => {
  const typed = (payload: object) =>
    app.inject({ method: 'POST', url: '/v1/public/penalties', payload })
  const answer = await typed({ uscc: FIRM })
  expect(Page.parse(answer.json())).toEqual(await ask('penalties'))
  for (const odd of [{ uscc: FIRM, name: NAME }, { uscc: '91330203MA00000011' }, {}])
    expect((await typed(odd)).statusCode).toBe(400)
})

test.each([
  ['a person', '?uscc=11010519491231002X'],
  ['a group', '?uscc=group:region=330203'],
  ['nobody', ''],
])('%s cannot be asked for', async (_who, query) => {
  expect((await app.inject(`/v1/public/penalties${query}`)).statusCode).toBe(400)
})
