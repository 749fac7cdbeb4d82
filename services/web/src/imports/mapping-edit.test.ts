import { expect, test } from 'vitest'
import {
  constantOf,
  eventsOfText,
  headOfText,
  withColumn,
  withConstant,
  withoutValue,
} from '#/imports/mapping-edit.ts'
import { targetOf } from '#/imports/targets.ts'

const TEXT = `mapping: fines # of the bureau
source: urn:city:fines
input: { format: csv, header_row: 2, columns: [编号, 企业, 日期, 依据] }
events:
  - type: PenaltyDecided
    id: 'fine-{编号}' # unique
    subject: 'city:{企业}'
    occurred_at: { column: 日期, as: civil_date }
    data:
      penalty_types: { constant: ['02'] }
      law: { object: { name: { column: 依据 } } }
`

const FIELDS = ['fine_cents', 'fine_unit', 'fine_text', 'currency'].map((path) => ({
  path,
  title: null,
  description: null,
  required: false,
  nullable: false,
  kind: path === 'fine_cents' ? 'integer' : 'string',
  values: null,
  personal: null,
}))

test('the table finds every column that the text reads, and what it gives otherwise', () => {
  const [event] = eventsOfText(TEXT) ?? []
  expect(event?.uses).toEqual([
    { path: ['id'], column: '编号', reading: null },
    { path: ['subject'], column: '企业', reading: null },
    { path: ['occurred_at'], column: '日期', reading: 'civil_date' },
    { path: ['data', 'law', 'object', 'name'], column: '依据', reading: 'text' },
  ])
  expect([...(event?.given ?? [])]).toContain('data.penalty_types')
  expect(headOfText(TEXT)).toMatchObject({ name: 'fines', source: 'urn:city:fines' })
})

test('an id keeps what stands before its column, and comments stay', () => {
  const changed = withColumn(TEXT, 0, '文号', targetOf('id', FIELDS))
  expect(changed).toContain('id: fine-{文号} # unique')
  expect(changed).toContain('# of the bureau')
})

test('an amount brings how it was written, and goes without it', () => {
  const changed = withColumn(TEXT, 0, '罚款', targetOf('data.fine_cents', FIELDS))
  expect(changed).toContain('fine_unit: { constant: yuan, with: fine_cents }')
  expect(changed).toContain('currency: { constant: CNY, with: fine_cents }')
  expect(eventsOfText(changed)?.[0]?.uses).toContainEqual({
    path: ['data', 'fine_cents'],
    column: '罚款',
    reading: 'cents',
  })
  expect(eventsOfText(withoutValue(changed, 0, ['data', 'fine_cents']))?.[0]?.given).not.toContain(
    'data.fine_cents',
  )
})

test('a column that is read is one that the file must have', () => {
  const changed = withColumn(TEXT, 0, '文号', targetOf('id', FIELDS))
  expect(changed).toContain('columns: [ 编号, 企业, 日期, 依据, 文号 ]')
  const again = withColumn(changed, 0, '文号', targetOf('region', FIELDS))
  expect(again).toContain('依据, 文号 ]')
  expect(withColumn(TEXT, 0, '@line', targetOf('id', FIELDS))).toContain('依据]')
})

test('a value may be the same for every row, as its kind is written', () => {
  expect(constantOf('01，02', 'array')).toEqual(['01', '02'])
  expect(constantOf('12', 'integer')).toBe(12)
  expect(constantOf('twelve', 'integer')).toBe('twelve')
  expect(constantOf('false', 'boolean')).toBe(false)
  const changed = withConstant(TEXT, 0, ['data', 'case_number'], '7')
  expect(changed).toContain('case_number: { constant: "7" }')
  expect(eventsOfText(changed)?.[0]?.given).toContain('data.case_number')
})

test('a text that is no mapping is said to be none and stays as it is', () => {
  expect(eventsOfText('events: [')).toBeUndefined()
  expect(eventsOfText('- a')).toBeUndefined()
  expect(withColumn('events: [', 0, 'a', targetOf('region', FIELDS))).toBe('events: [')
})
