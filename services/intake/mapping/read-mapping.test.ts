import { expect, test } from 'vitest'
import { MappingRefused, readMapping } from '#/intake/mapping/read-mapping.ts'

const GOOD = `
mapping: penalties
description: a test
source: urn:example:penalties
input: { format: csv, columns: [id, day, kind] }
time_zone: Asia/Shanghai
tables:
  kinds: { a: '01' }
events:
  - type: PenaltyDecided
    id: '{id}'
    subject: test:{id}
    occurred_at: { column: day, as: instant }
    reported_at: unknown
    data: { penalty_types: { list: [{ column: kind, table: kinds }] } }
`

const COLUMNS = '; there are id, day, kind'
const TABLE = 'events.0.data.penalty_types.list.0.table'

function problemsOf(yaml: string): string[] {
  try {
    readMapping(yaml, 'test.yaml')
    return []
  } catch (error) {
    if (error instanceof MappingRefused)
      return error.problems.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
}

test('a good mapping is read with its defaults', () => {
  expect(readMapping(GOOD, 'test.yaml')).toMatchObject({
    input: { encoding: 'detected', delimiter: ',' },
    events: [{ schema_version: 1, occurred_at: { format: 'YYYY-MM-DD', optional: false } }],
  })
})

test.each([
  ['an unknown key', ['time_zone:', 'colour: red\ntime_zone:'], ': Unrecognized key: "colour"'],
  [
    'an unknown key deep inside',
    ['as: instant', 'as: instant, hue: 1'],
    'events.0.occurred_at: Unrecognized key: "hue"',
  ],
  [
    'an unknown zone',
    ['Asia/Shanghai', 'Asia/Atlantis'],
    'time_zone: expected an IANA time zone such as Asia/Shanghai',
  ],
  [
    'an unknown column',
    ['column: day', 'column: date'],
    'events.0.occurred_at.column: there is no column date in input.columns' + COLUMNS,
  ],
  [
    'a column of a template',
    ['test:{id}', 'test:{code}'],
    'events.0.subject: there is no column code in input.columns' + COLUMNS,
  ],
  [
    'an unknown table',
    ['table: kinds', 'table: types'],
    `${TABLE}: there is no table types in this mapping; there are kinds`,
  ],
  [
    'a template that does not close',
    ["'{id}'", "'{id'"],
    'events.0.id: a brace of this template does not close; {{ and }} stand for braces',
  ],
  [
    'an unknown type',
    ['PenaltyDecided', 'PenaltyImagined'],
    'events.0.type: no event that a source may report has this type',
  ],
  [
    'a type of the platform',
    ['PenaltyDecided', 'WarningRaised'],
    'events.0.type: no event that a source may report has this type',
  ],
  [
    'an unknown version',
    ['type: PenaltyDecided', 'type: PenaltyDecided\n    schema_version: 9'],
    'events.0.schema_version: this type has the versions 1 to 1',
  ],
  [
    'an unknown field',
    ['data: {', 'data: { colour: red,'],
    'events.0.data.colour: PenaltyDecided has no such field',
  ],
  [
    'a date format without the day',
    ['as: instant', 'as: instant, format: YYYY-MM'],
    'events.0.occurred_at.format: it says no year, month or day',
  ],
  [
    'cents without a unit',
    ['as: instant', 'as: cents'],
    'events.0.occurred_at.unit: cents need a unit',
  ],
  [
    'CSV without its columns',
    [', columns: [id, day, kind]', ''],
    'input.columns: a mapping of rows of cells lists its columns',
  ],
] as const)('%s is refused in its place', (_name, [text, replacement], problem) => {
  expect(problemsOf(GOOD.replace(text, replacement))).toEqual([problem])
})

test('a feed that holds nothing is refused in its place', () => {
  const [from, until] = ['2025-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z']
  const feeds = `feeds: { from: '${from}', until: '${until}' }`
  expect(problemsOf(`${GOOD}${feeds}\n`)).toEqual([
    `feeds.until: a feed from ${from} until ${until} holds nothing`,
  ])
})

test('every problem is reported at once', () => {
  const broken = GOOD.replace('column: day', 'column: date')
    .replace('table: kinds', 'table: types')
    .replace("'{id}'", "'{'")
  expect(problemsOf(broken)).toHaveLength(3)
})

test.each([
  ['lists', GOOD.replace("'{id}'", `${'['.repeat(200)}${']'.repeat(200)}`)],
  ['objects', GOOD.replace("'{id}'", `${'{ object: { a: '.repeat(200)}1${' } }'.repeat(200)}`)],
  ['more lists than the parser bears', `mapping: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['a list that holds itself', GOOD.replace('kinds: {', 'kinds: &ring { b: *ring,')],
  ['an alias of nothing', GOOD.replace("'01'", '*nothing')],
])('%s in it are refused as a mapping', (_name, yaml) => {
  expect(problemsOf(yaml).join()).toMatch(/nest deeper|YAML|stack/)
})

test('a number that would be rounded is refused, so that a condition never compares with another one', () => {
  const yaml = GOOD.replace(
    'events:',
    'skip: { column: id, equals: 12345678901234567890 }\nevents:',
  )
  expect(problemsOf(yaml)).toEqual([
    expect.stringContaining('skip.equals: numbers beyond 2^53 are not exact'),
  ])
})

test('what is no YAML is refused with the place', () => {
  expect(problemsOf('mapping: [')[0]).toMatch(/line 1/)
})
