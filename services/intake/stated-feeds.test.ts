import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mappingFromFile, SHIPPED_MAPPINGS } from '#/intake/mapping/mapping-files.ts'
import { readMapping } from '#/intake/mapping/read-mapping.ts'
import { statedByImport } from '#/intake/stated-feeds.ts'

const shipped = (name: string) => mappingFromFile(join(SHIPPED_MAPPINGS, `${name}.yaml`))

const PLACES = "{ a: '330203', b: '330205' }"

function mapping(lines: string, of: string, places = PLACES): ReturnType<typeof readMapping> {
  return readMapping(
    `
mapping: sample
description: For a test.
source: urn:test:sample
input: { format: csv, columns: [id, body, place] }
time_zone: Asia/Shanghai
tables:
  places: ${places}
${lines}
events:
  - type: ComplaintReceived
    id: '{id}'
    subject: 'test:{id}'
    occurred_at: { constant: '2026-01-01T00:00:00Z' }
    reported_at: unknown
    data: { complaint_number: '{id}' }
    ${of}
`,
    'sample.yaml',
  )
}

describe('what an import states', () => {
  test('the example feeds what its file has, and never service or publication', () => {
    const [penalties, changes, ...more] = statedByImport(shipped('tw-epa-penalties'))
    expect(more).toEqual([])
    expect(penalties).toMatchObject({
      name: 'urn:tw-epa:penalties',
      feeds: [{ event_types: ['PenaltyDecided', 'RectificationOrdered', 'ViolationFound'] }],
      never_feeds: [{ event_types: ['DecisionPublished', 'ProcedureStepCompleted'] }],
    })
    expect(penalties?.feeds[0]?.departments).toHaveLength(24)
    expect(penalties?.never_feeds[0]?.departments).toEqual(penalties?.feeds[0]?.departments)
    expect(changes).toMatchObject({
      name: 'urn:tw-epa:changes',
      feeds: [{ event_types: ['RectificationChecked', 'ReviewDecided'] }],
      never_feeds: [],
    })
  })

  test('without `feeds`, all of its types, of everybody where the mapping names nobody', () => {
    expect(statedByImport(mapping('', ''))).toEqual([
      {
        name: 'urn:test:sample',
        feeds: [{ event_types: ['ComplaintReceived'], mapping: 'sample' }],
        never_feeds: [],
      },
    ])
  })

  test.each([
    ['department: 某局', { departments: ['某局'] }],
    ['department: { constant: 某局 }', { departments: ['某局'] }],
    ['region: { column: place, table: places }', { regions: ['330203', '330205'] }],
    // What the rows alone could tell names nobody.
    ["department: '{body}'", {}],
    ['region: { column: place, table: places, otherwise: null }', {}],
    ['region: { column: place, table: places, optional: true }', {}],
  ])('the bodies are those that the mapping names: %s', (of, bodies) => {
    expect(statedByImport(mapping('', of))[0]?.feeds).toEqual([
      { event_types: ['ComplaintReceived'], ...bodies, mapping: 'sample' },
    ])
  })

  test('`feeds` says of whom, from when and what never', () => {
    const stated =
      "feeds: { regions: ['330200'], from: '2026-01-01T00:00:00+08:00', " +
      'never: [TicketAnswered] }'
    expect(statedByImport(mapping(stated, 'department: 某局'))).toMatchObject([
      {
        feeds: [{ regions: ['330200'], from: '2025-12-31T16:00:00.000Z' }],
        never_feeds: [{ event_types: ['TicketAnswered'], regions: ['330200'] }],
      },
    ])
  })

  test('`feeds` that names nobody speaks of the bodies that the mapping names', () => {
    const stated = 'feeds: { never: [TicketAnswered] }'
    expect(statedByImport(mapping(stated, 'department: 某局'))).toMatchObject([
      { feeds: [{ departments: ['某局'] }], never_feeds: [{ departments: ['某局'] }] },
    ])
  })

  test('nothing, where the mapping says so', () => {
    const nothing = { name: 'urn:test:sample', feeds: [], never_feeds: [] }
    expect(statedByImport(mapping('feeds: nothing', ''))).toEqual([nothing])
  })

  describe('of a table of codes', () => {
    const table = (values: readonly string[]): string =>
      JSON.stringify(Object.fromEntries(values.map((value, at) => [`k${at}`, value])))
    const bodiesOf = (kind: 'department' | 'region', values: readonly string[]) =>
      statedByImport(
        mapping(
          'feeds: { never: [TicketAnswered] }',
          `${kind}: { column: place, table: places }`,
          table(values),
        ),
      )[0]

    test('only the texts that an event could have', () => {
      const read = bodiesOf('department', ['', '某局', '长'.repeat(501)])
      expect(read?.feeds.map(({ departments }) => departments)).toEqual([['某局']])
      expect(read?.never_feeds.map(({ departments }) => departments)).toEqual([['某局']])
    })

    test.each([
      ['department', ['']],
      ['region', ['nowhere']],
      ['region', []],
    ] as const)('nobody, and never everybody, where none is fit: %s %j', (kind, values) => {
      expect(bodiesOf(kind, values)).toMatchObject({ feeds: [], never_feeds: [] })
    })

    test.each([
      ['departments', 'department', (at: number) => `局${at}`],
      ['regions', 'region', (at: number) => String(330_000_000_001 + 10 * at)],
    ] as const)('more than an entry can hold, in several: %s', (field, kind, valueOf) => {
      const all = Array.from({ length: 2_001 }, (_, at) => valueOf(at))
      const read = bodiesOf(kind, all)
      for (const entries of [read?.feeds, read?.never_feeds]) {
        const parts = (entries ?? []).map((entry) => entry[field] ?? [])
        expect(parts.map(({ length }) => length)).toEqual([1_000, 1_000, 1])
        expect(parts.flat()).toEqual(all.toSorted())
      }
    })
  })

  test('what the mapping itself gives, or is no fact, is refused as never sent', () => {
    for (const [type, message] of [
      ['ComplaintReceived', 'the mapping itself gives ComplaintReceived'],
      ['WarningRaised', 'WarningRaised is no type of fact'],
    ]) {
      expect(() => mapping(`feeds: { never: [${type}] }`, '')).toThrow(`feeds.never.0: ${message}`)
    }
  })
})
