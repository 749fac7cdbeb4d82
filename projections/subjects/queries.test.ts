import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  correction,
  recordedLog,
  retraction,
  type TestEvent,
} from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import type { FoundNames } from '#/subject-lookup/name-sql.ts'
import { findSubjects } from '#/subjects/find-subjects.ts'
import { subjectById, subjectFacts } from '#/subjects/queries.ts'

function registered(
  id: string,
  subject_id: string,
  name: string,
  more: Partial<TestEvent> = {},
): TestEvent {
  const data = { name, industry_code: 'F5211@2017', category: { code: 'C1', text: '超市' } }
  return {
    id,
    type: 'SubjectRegistered',
    subject_id,
    occurred_at: '2020-01-01T00:00:00.000Z',
    data,
    ...more,
  }
}

function about(
  id: string,
  subject_id: string,
  type: string,
  day: string,
  data: object = {},
): TestEvent {
  return { id, type, subject_id, occurred_at: `${day}T00:00:00.000Z`, data }
}

const a = 'test:a'
const b = 'test:b'
const c = 'urn:c'
const d = 'urn:d'
const PERSON = { name: '王小店', subject_type: 'individual_business' }
const LICENCE = { licence_number: 'JY1' }

const log = recordedLog([
  registered('ra', a, '甲 Market', { region: '330203' }),
  registered('rb', b, "Bob's"),
  about('ca', a, 'SubjectChanged', '2022-01-01', { change: { text: 'name' }, name: '乙 Market' }),
  about('la', a, 'LicenceGranted', '2021-01-01', {
    ...LICENCE,
    valid_from: '2021-01-01',
    valid_to: null,
  }),
  about('sa', a, 'LicenceSuspended', '2023-01-01', LICENCE),
  about('xa', a, 'AbnormalOperationListed', '2023-02-01'),
  about('ya', a, 'AbnormalOperationRemoved', '2023-03-01'),
  about('za', a, 'CreditClassAssigned', '2023-04-01', { credit_class: 'C' }),
  {
    ...correction(
      'fix',
      'za',
      about('', a, 'CreditClassAssigned', '2023-04-01', { credit_class: 'B' }),
    ),
    subject_id: a,
  },
  { ...retraction('gone', 'ca'), subject_id: a },
  about('only', '91440101MA5CKB4J6X', 'SeriousViolationListed', '2024-01-01'),
  registered('rc', c, '曾记店'),
  about('rd', d, 'SubjectRegistered', '2020-01-01', PERSON),
  about('db', b, 'SubjectDeregistered', '2024-01-01'),
])

describe('subjects', () => {
  let opened: WarehouseInFolder
  const factsOf = async (
    filter: Partial<Parameters<typeof subjectFacts>[1]> = {},
  ): Promise<Record<string, unknown>> => {
    const facts = await subjectFacts(opened.warehouse, {
      subject_id: a,
      known: { by: 'platform' },
      ...filter,
    })
    return Object.fromEntries(
      facts.map((fact) => [[fact.attribute, fact.item].filter(Boolean).join(' '), fact.value]),
    )
  }
  const found = async (
    query: string,
    names: FoundNames = 'all',
  ): Promise<readonly (string | null)[][]> => {
    const { items } = await findSubjects(opened.warehouse, { query, names, limit: 10 })
    return items.map(({ subject_id, name }) => [subject_id, name])
  }
  beforeAll(async () => {
    opened = await openWarehouse()
    await project(opened.warehouse, log)
  })
  afterAll(async () => opened[Symbol.asyncDispose]())

  test('are what the latest facts in force say', async () => {
    expect(await factsOf()).toEqual({
      registration: 'registered',
      name: '甲 Market',
      industry_code: 'F5211@2017',
      category: '{"code":"C1","text":"超市"}',
      region: '330203',
      'licence JY1': 'suspended',
      'valid_from JY1': '2021-01-01',
      'valid_to JY1': null,
      abnormal_operation: 'removed',
      credit_class: 'B',
    })
  })

  test('were otherwise, as known earlier or as of an earlier time', async () => {
    const by = 'platform'
    expect(await factsOf({ known: { by, until: { by, position: 8 } } })).toMatchObject({
      name: '乙 Market',
      credit_class: 'C',
    })
    expect(await factsOf({ as_of: '2022-06-01T00:00:00.000Z' as Instant })).not.toHaveProperty(
      'credit_class',
    )
    expect(await factsOf({ as_of: '2021-06-01T00:00:00.000Z' as Instant })).toMatchObject({
      'licence JY1': 'granted',
    })
    expect(await factsOf({ subject_id: b })).toMatchObject({
      registration: 'deregistered',
      name: "Bob's",
    })
    expect(await factsOf({ subject_id: 'test:unknown' })).toEqual({})
  })

  test('are found by the beginning of the id or a part of a present or past name', async () => {
    expect(await found('TEST:')).toEqual([
      [a, '甲 Market'],
      [b, "Bob's"],
    ])
    expect(await found('91440101ma5')).toEqual([['91440101MA5CKB4J6X', null]])
    expect(await found('market')).toEqual([[a, '甲 Market']])
    expect(await found('乙')).toEqual([[a, '甲 Market']])
    expect(await found("b's")).toEqual([[b, "Bob's"]])
    expect(await found('%')).toEqual([])
  })

  test('are found by what stands behind the namespace, as people know it', async () => {
    expect((await found('B')).map(([id]) => id)).toContain(b)
  })

  test.each([
    ['yimarket', a],
    ['Yi Mar', a],
    ['jm', a],
    ['imarket', undefined],
    ['zengjidian', c],
    ['cengji', c],
    ['zj', c],
    ['zjm', undefined],
    ['ＺＪ', c],
    ['曾记　店', c],
    ['wangxia', d],
  ])('are found by pinyin and initials of a name: %s', async (query, id) => {
    const ids = (await found(query)).map(([one]) => one)
    expect(ids).toEqual(id === undefined ? [] : [id])
  })

  test('that are persons, or may be, are found by none of it where they may not be named', async () => {
    for (const query of ['王小', 'wangxia', 'wxd', "b's"])
      expect(await found(query, 'no persons')).toEqual([])
    expect(await found('zengji', 'no persons')).toEqual([[c, '曾记店']])
    expect(await found(d, 'no persons')).toEqual([[d, '王小店']])
  })

  test('are listed by id, page by page, with how active they are', async () => {
    const first = await findSubjects(opened.warehouse, { names: 'all', limit: 2 })
    expect(first.items.map((subject) => subject.subject_id)).toEqual(['91440101MA5CKB4J6X', a])
    const rest = await findSubjects(opened.warehouse, {
      names: 'all',
      limit: 2,
      cursor: first.next ?? '',
    })
    expect([rest.items.map((subject) => subject.subject_id), rest.next !== null]).toEqual([
      [b, c],
      true,
    ])
    expect(await subjectById(opened.warehouse, a)).toEqual({
      subject_id: a,
      name: '甲 Market',
      region: '330203',
      first_occurred_at: '2020-01-01T00:00:00.000Z',
      last_occurred_at: '2023-04-01T00:00:00.000Z',
      versions: 8,
    })
    expect(await subjectById(opened.warehouse, 'test:unknown')).toBeUndefined()
  })
})
