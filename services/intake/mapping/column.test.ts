import { expect, test } from 'vitest'
import { RegionNames } from '@jianwei/events/identifiers/region-names.ts'
import { SHIPPED_REGIONS } from '@jianwei/events/identifiers/region-spans.ts'
import { MappingRefused, readMapping } from '#/intake/mapping/read-mapping.ts'
import { compileValue, valueSurroundings } from '#/intake/mapping/value.ts'
import { rowInHand } from '#/intake/mapping/row.ts'

/** A mapping whose only column is read as `spec` says. */
const mappingWith = (spec: string, more = ''): string => `
mapping: sample
description: a test
source: urn:example:sample
input: { format: csv, columns: [a, b, d, e] }
time_zone: Asia/Shanghai
tables: { codes: { '1': one } }
${more}
events:
  - type: ComplaintReceived
    id: '{a}'
    subject: test:{a}
    occurred_at: { column: a, as: instant }
    reported_at: unknown
    correlation_id: ${spec}
    data: {}
`

function readOf(spec: string, row: Readonly<Record<string, unknown>>) {
  const mapping = readMapping(mappingWith(spec), 'sample.yaml')
  const hand = rowInHand(row)
  const value = compileValue(
    mapping.events[0]?.correlation_id ?? null,
    valueSurroundings(mapping, new RegionNames(SHIPPED_REGIONS)),
  )(hand)
  return { value, codes: hand.reasons.map(({ code }) => code), left_out: hand.left_out }
}

const problems = (spec: string): string => {
  try {
    readMapping(mappingWith(spec), 'sample.yaml')
    return ''
  } catch (error) {
    if (error instanceof MappingRefused) return error.message
    throw error
  }
}

test.each([
  ['{ column: a, as: civil_date, format: [YYYY-MM-DD, M/D/YYYY] }', '3/7/2024', '2024-03-07'],
  ['{ column: a, as: civil_date, format: [YYYY-MM-DD, M/D/YYYY] }', '2024-03-07', '2024-03-07'],
  ['{ column: a, as: civil_date, format: [iso, excel] }', '45358', '2024-03-07'],
  [
    '{ column: a, as: civil_date, format: [iso, excel] }',
    '2024-03-07T23:30:00-05:00',
    '2024-03-07',
  ],
  ['{ column: a, as: civil_date, format: DD-MMM-YY, pivot: 2000 }', '26-JUL-13', '2013-07-26'],
  ['{ column: a, as: civil_date, format: YYYY-MM-DD HH:mm }', '2024-03-07 24:00', '2024-03-07'],
  [
    '{ column: a, as: instant, format: YYYY-MM-DD HH:mm }',
    '2024-03-07 24:00',
    '2024-03-07T16:00:00.000Z',
  ],
  ['{ column: a, without_end: [长期, 9999-12-31], as: civil_date }', '长期', null],
  ['{ column: a, without_end: [长期, 9999-12-31], as: civil_date }', '9999-12-31', null],
  ['{ column: a, empty: [/, 无], optional: true }', '/', undefined],
  ['{ column: a, empty: [/, 无], default: none }', '无', 'none'],
  ["{ column: a, pattern: '第(\\d+)号' }", '环罚〔2024〕第12号', '12'],
  ["{ column: a, pattern: '\\d+-\\d+' }", '案号 2024-12', '2024-12'],
  ["{ column: a, pattern: '^(\\d)', table: codes }", '1 一', 'one'],
  ['{ column: a, as: cents, unit: written, currency: CNY }', '罚款5万元', undefined],
  [
    "{ column: a, as: cents, unit: written, currency: CNY, pattern: '罚款(.*)' }",
    '罚款5万元',
    5_000_000,
  ],
] as const)('%s of %s is %s', (spec, text, value) => {
  expect(readOf(spec, { a: text }).value).toBe(value)
})

test('day and time of day may stand in two columns', () => {
  const spec = '{ column: a, as: instant, time: { column: b, format: H:mm } }'
  expect(readOf(spec, { a: '2024-03-07', b: '9:05' }).value).toBe('2024-03-07T01:05:00.000Z')
  expect(readOf(spec, { a: '2024-03-07', b: '24:00' }).value).toBe('2024-03-07T16:00:00.000Z')
  expect(readOf(spec, { a: '2024-03-07', b: '' }).value).toBe('2024-03-06T16:00:00.000Z')
  expect(readOf(spec, { a: '2024-03-07', b: 'noon' }).codes).toEqual(['TIME_UNREADABLE'])
})

test('a cell that cannot be read costs the row, or where the mapping says so the field, and is counted', () => {
  const strict = '{ column: a, as: civil_date, optional: true }'
  expect(readOf(strict, { a: 'soon' })).toMatchObject({ codes: ['DATE_UNREADABLE'], left_out: [] })
  const lenient = '{ column: a, as: civil_date, optional: true, unreadable: leave_out }'
  expect(readOf(lenient, { a: 'soon' })).toEqual({
    value: undefined,
    codes: [],
    left_out: [{ column: 'a', code: 'DATE_UNREADABLE' }],
  })
  expect(readOf(lenient, { a: '2024-03-07' })).toMatchObject({ value: '2024-03-07', left_out: [] })
})

test.each([
  ['{ column: a, unreadable: leave_out }', 'only an optional field can be left out'],
  ['{ column: a, as: cents, unit: written }', 'a currency is stated for `unit: written`'],
  [
    '{ column: a, as: cents, unit: yuan, currency: CNY }',
    'a currency is stated for `unit: written`',
  ],
  ['{ column: a, as: civil_date, time: { column: b } }', 'only an instant has a time of day'],
  ['{ column: a, as: instant, time: { column: c } }', 'there is no column c in input.columns'],
  [
    '{ column: a, as: instant, format: [M/D/YYYY, D/M/YYYY] }',
    'read the same text as different times',
  ],
  ["{ column: a, pattern: '(' }", 'no regular expression in the syntax of RE2'],
  ["{ column: a, pattern: '(a)\\1' }", 'no regular expression in the syntax of RE2'],
])('%s is refused: %s', (spec, message) => {
  expect(problems(spec)).toContain(message)
})

test('a pattern takes time that grows with the text, whatever it is', () => {
  const text = 'a'.repeat(50_000)
  expect(readOf("{ column: a, pattern: '(a+)+$' }", { a: `${text}b` }).codes).toEqual([
    'PATTERN_NOT_FOUND',
  ])
})

test('a region is read as the code that it means on the day that decides', () => {
  const spec = "{ column: b, as: region, on: occurred_at, within: '110000' }"
  expect(readOf(spec, { b: '110102' })).toMatchObject({ codes: ['REGION_DAY_MISSING'] })
  const of = (more: string) =>
    `{ column: b, as: region, on: { column: d, format: YYYY.M.D }${more} }`
  expect(readOf(of(''), { b: '崇文区', d: '2009.1.1' })).toMatchObject({ value: '110103' })
  expect(readOf(of(''), { b: '崇文区', d: '2015.1.1' })).toMatchObject({
    codes: ['REGION_ABOLISHED'],
  })
  expect(readOf(of(', abolished: successor'), { b: '崇文区', d: '2015.1.1' })).toMatchObject({
    value: '110101',
    left_out: [{ column: 'b', code: 'REGION_SUCCEEDED' }],
  })
  const within = of(", within: { column: e, within: '370000' }")
  expect(readOf(within, { b: '市中区', e: '济南', d: '2020.1.1' })).toMatchObject({
    value: '370103',
  })
  expect(readOf(within, { b: '市中区', e: ' ', d: '2020.1.1' })).toMatchObject({
    codes: ['REGION_AMBIGUOUS'],
  })
  expect(readOf(within, { b: '市中区', e: '杭州市', d: '2020.1.1' })).toMatchObject({
    codes: ['REGION_UNKNOWN'],
  })
})

test.each([
  ['{ column: b, as: region }', 'which day decides?'],
  ["{ column: b, within: '370000' }", 'only a column that is read `as: region` has it'],
  ["{ column: b, as: region, on: any, within: '37' }", 'expected a region code'],
  ['{ column: b, as: region, on: any, abolished: refuse }', 'without a day that decides'],
  ['{ column: b, as: region, on: { column: x } }', 'there is no column x'],
  ['{ column: b, as: region, on: any, within: { column: y } }', 'there is no column y'],
])('of regions %s is no mapping', (spec, words) => {
  expect(problems(spec)).toContain(words)
})
