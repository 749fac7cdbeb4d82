import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openWarehouse,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { dataValue } from '#/rules/facts/field-value.ts'
import { addFields, fieldColumns } from '#/rules/facts/fields/field-column.ts'
import { FieldRows, fieldsOfBlock, packedFieldSql } from '#/rules/facts/fields/field-rows.ts'
import { identifier, joined, sql } from '#/sql.ts'

const TYPE = 'FieldsTried'
const KINDS = {
  'data.tried_text': 'text',
  'data.tried_number': 'number',
  'data.tried_boolean': 'boolean',
  'data.tried_day': 'date',
  'data.tried_texts': 'texts',
  'data.tried_numbers': 'numbers',
  'data.tried': 'other',
  'data.tried.code': 'text',
  'data.tried.deep.level': 'number',
} as const
const PATHS = Object.keys(KINDS)
addFields(new Map([[TYPE, new Map(Object.entries(KINDS))]]))

/** What facts say, the last of another type. */
const SAID: readonly Readonly<Record<string, unknown>>[] = [
  {},
  {
    tried_text: '见"微\\\n',
    tried_number: -0.1,
    tried_boolean: false,
    tried_day: '2026-03-01',
    tried_texts: ['a', '', '微'],
    tried_numbers: [1, 0.5],
    tried: { code: 'x', deep: { level: 3 } },
  },
  Object.fromEntries(PATHS.map((path) => [path.split('.')[1]!, null])),
  { tried_text: '', tried_number: 0, tried_texts: [], tried_numbers: [], tried: {} },
  { tried_text: '=', tried_boolean: true, tried: { deep: null } },
  { tried_number: 9_007_199_254_740_991, tried: { code: null, deep: { level: 1e-9 } } },
]

let opened: WarehouseInFolder
let rows: FieldRows
beforeAll(async () => {
  opened = await openWarehouse()
  await opened.warehouse.insert({
    table: 'events_v2',
    columns: ['position', 'subject_id', 'event_type', 'version_kind', 'occurred_at', 'payload'],
    body: SAID.map((data, row) => {
      const type = row === SAID.length - 1 ? 'OtherType' : TYPE
      const at = '2026-01-01 00:00:00.000'
      return `${JSON.stringify([row + 1, 'test:a', type, 'original', at, JSON.stringify(data)])}\n`
    }).join(''),
    token: 'rows',
  })
  rows = await read('events_v2')
})
afterAll(() => opened[Symbol.asyncDispose]())

const fields = [...fieldColumns().values()].filter(({ path }) => path.startsWith('data.tried'))

async function read(table: 'events_v2' | 'events_by_type_v3'): Promise<FieldRows> {
  const statement = sql`
SELECT ${joined(fields.map(packedFieldSql))} FROM ${identifier(table)} ORDER BY position`
  const found: FieldRows[] = []
  for await (const block of opened.warehouse.blocks(statement, { purpose: 'test:fields' }))
    found.push(fieldsOfBlock(block, fields))
  expect(found).toHaveLength(1)
  return found[0]!
}

const byPath = (one: FieldRows): unknown =>
  SAID.map((_, row) => PATHS.map((path) => [path, one.valueAt(row, path)]))

const ofData = SAID.map((data) =>
  PATHS.map((path) => [
    path,
    path === 'data.tried' && data['tried'] ? expect.anything() : dataValue(data, path),
  ]),
)

describe('fields in columns', () => {
  test('have the values that the data have, in both tables', async () => {
    expect(byPath(rows)).toEqual(ofData)
    expect(byPath(await read('events_by_type_v3'))).toEqual(ofData)
  })

  test('have them also where rows of several blocks are joined', () => {
    const parts = [
      { fields: rows, from: 0, end: 1 },
      { fields: rows, from: 1, end: 4 },
      { fields: rows, from: 4, end: SAID.length },
    ]
    expect(byPath(FieldRows.joined(parts))).toEqual(ofData)
  })

  test('make data that say the same, of the types that have them', () => {
    for (const [row, data] of SAID.entries()) {
      const made = rows.dataAt(row, TYPE)
      for (const path of PATHS)
        if (path !== 'data.tried')
          expect([row, path, dataValue(made, path)]).toEqual([row, path, dataValue(data, path)])
      expect(rows.dataAt(row, 'OtherType')).toEqual({})
    }
  })

  test('that lie under the name of a text of another type are there for their own', () => {
    const texts = (words: readonly string[]) => ({
      as: 'texts' as const,
      texts: { texts: ['', ...words], codes: Uint8Array.of(1, words.length) },
    })
    const columns = ['data_outcome', 'data_outcome__code'].map((name) => fieldColumns().get(name)!)
    const both = new FieldRows([
      { field: columns[0]!, packed: texts(['=remedied', '={"code":"upheld"}']) },
      { field: columns[1]!, packed: texts(['', '=upheld']) },
    ])
    expect(both.dataAt(0, 'ComplaintConcluded')).toEqual({ outcome: 'remedied' })
    expect(both.dataAt(1, 'ReviewDecided')).toEqual({ outcome: { code: 'upheld' } })
  })

  test('say what an attribute is, that it is said to be nothing, or that nothing is said', () => {
    const column = (says: 'value' | 'said', name: string) => ({
      name,
      path: 'data.registration',
      kind: 'text' as const,
      types: [],
      says,
    })
    const said = new FieldRows([
      { field: column('said', 'a'), packed: { as: 'flags', flags: Uint8Array.of(1, 1, 0) } },
      {
        field: column('value', 'b'),
        packed: {
          as: 'texts',
          texts: { texts: ['', '=in_force'], codes: Uint8Array.of(1, 0, 0) },
        },
      },
    ])
    expect([0, 1, 2].map((row) => said.saidAt(row, 'registration'))).toEqual([
      'in_force',
      null,
      undefined,
    ])
    expect(() => said.saidAt(0, 'industry_code')).toThrow(TypeError)
  })

  test('that were not read are not there, and that is told', () => {
    expect(() => rows.valueAt(0, 'data.fine_cents')).toThrow(TypeError)
  })
})
