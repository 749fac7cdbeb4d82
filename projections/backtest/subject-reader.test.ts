import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openWarehouse,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { SubjectReader, type ReadSubject } from '#/backtest/subject-reader.ts'
import { NOTHING_STATED } from '#/rules/feeds/statements-as-known.ts'
import { StatedSteps } from '#/rules/evaluator/ledger/stated-steps.ts'
import { sql, type Sql } from '#/sql.ts'

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
})
afterAll(() => opened[Symbol.asyncDispose]())

const ask = { purpose: 'test:reader', lane: 'rules' } as const
const FIELDS = [
  { name: 'data_n', path: 'data.n', kind: 'number', types: [], says: 'value' },
  { name: 'data_text', path: 'data.text', kind: 'text', types: [], says: 'value' },
] as const
const step = new StatedSteps(NOTHING_STATED, { by: 'platform' }).last

/**
 * Seventy versions of subjects of 1, 2, … facts, two in each second; subjects with an even number
 * come against the order of time. The subjects 4 and 5 have one key.
 */
const VERSIONS = sql`
SELECT toUInt64(if(s = 5, 4, s)) AS subject_key, concat('test:', toString(s)) AS subject_id,
  UUIDToNum(toUUID(concat('00000000-0000-0000-0000-',
    leftPad(toString(100 - n), 12, '0')))) AS fact,
  toFloat64((intDiv(if(s % 2 = 0, 100 - n, n), 2) - 20) * 1000 + 7) AS occurred_ms,
  toLowCardinality(if(n % 3 = 0, 'ComplaintReceived', 'TicketAnswered')) AS event_type,
  toLowCardinality(if(n % 5 = 0, 'correction', 'original')) AS version_kind,
  toFloat64(n * 1000) AS reported_ms, toFloat64(n + 1) AS at_position,
  toLowCardinality(concat('urn:', toString(n % 4))) AS source, toLowCardinality('') AS region,
  toLowCardinality(if(n % 2 = 0, '', '市监')) AS department,
  toFloat64(n) AS data_n, toLowCardinality('=见微') AS data_text
FROM (SELECT toUInt32(number) AS n, toUInt32(floor((sqrt(8 * number + 1) - 1) / 2)) AS s
  FROM numbers(70))
ORDER BY subject_key, subject_id, n`

/** Of the facts with the numbers 7, 20 and 40. */
const ENDS = sql`
SELECT toUInt64(if(s = 5, 4, s)) AS subject_key,
  UUIDToNum(toUUID(concat('00000000-0000-0000-0000-',
    leftPad(toString(100 - n), 12, '0')))) AS fact,
  toFloat64(n * 1000 + 5) AS reported_ms, toFloat64(200 + n) AS at_position
FROM (SELECT toUInt32(number) AS n, toUInt32(floor((sqrt(8 * number + 1) - 1) / 2)) AS s
  FROM numbers(70)) WHERE n IN (7, 20, 40)`

/** All that is read, in blocks of so many rows. */
async function read(block_rows: number, versions_max = 1_000): Promise<readonly ToldSubject[]> {
  const reader = new SubjectReader({ by: 'platform', versions_max, fields: FIELDS })
  const inBlocks = (statement: Sql) =>
    opened.warehouse.blocks(
      sql`SELECT * FROM (${statement}) SETTINGS max_block_size = ${block_rows}, max_threads = 1`,
      ask,
    )
  for await (const block of inBlocks(ENDS)) reader.addEnds(block)
  const subjects: ToldSubject[] = []
  let blocks = 0
  for await (const block of inBlocks(VERSIONS)) {
    blocks += 1
    for (const subject of reader.subjectsOf(block)) subjects.push(told(subject))
  }
  for (const subject of reader.ended()) subjects.push(told(subject))
  expect(blocks > 5).toBe(block_rows < 10)
  return subjects
}

interface ToldSubject {
  readonly subject_id: string
  readonly versions: number
  readonly facts?: readonly unknown[]
  readonly points?: readonly number[]
  /** Numbers of the facts that are in force in the end, in canonical order. */
  readonly last?: readonly unknown[]
}

function told({ subject_id, history, versions }: ReadSubject): ToldSubject {
  if (history === 'too many') return { subject_id, versions }
  const { versions: columns, points } = history
  const last = history.last(step).series
  return {
    subject_id,
    versions,
    facts: Array.from(columns.seconds, (second, place) => {
      const { fact_id, source, content } = columns.factAt(place)
      const { type, occurred_at, region, department } = content
      const data = {
        n: columns.valueAt(place, 'data.n'),
        text: columns.valueAt(place, 'data.text'),
      }
      expect(columns.factAt(place)).toMatchObject({ second, subject_id })
      expect(columns.valueAt(place, 'department')).toBe(department ?? undefined)
      expect(columns.types[columns.type_numbers[place]!]).toBe(type)
      return { fact_id, second, source, type, occurred_at, region, department, data }
    }),
    points: Array.from({ length: points.length }, (_, point) => points.at(point).position),
    last: Array.from(last.seconds, (_, place) => last.valueAt(place, 'data.n')),
  }
}

test('a subject is the same however its versions are divided into blocks', async () => {
  const whole = await read(100)
  for (const rows of [1, 2, 3, 7]) expect(await read(rows)).toEqual(whole)
  expect(whole.map(({ subject_id, versions }) => [subject_id, versions])).toEqual([
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((s) => [`test:${s}`, s + 1]),
    ['test:11', 4],
  ])
  const [, , two, three, , five] = whole
  // Of one second the one with the smaller id comes first: the later number.
  expect(two?.last).toEqual([5, 4, 3])
  expect(two?.facts?.[0]).toEqual({
    fact_id: '00000000-0000-0000-0000-000000000095',
    second: 27,
    source: 'urn:1',
    type: 'TicketAnswered',
    occurred_at: '1970-01-01T00:00:27.007Z',
    region: null,
    department: '市监',
    data: { n: 5, text: '见微' },
  })
  // An original ends with its amendment, a correction with the next one.
  expect(three?.last).toEqual([6, 9, 8])
  expect(three?.points).toEqual([7, 8, 9, 10, 207])
  expect(five?.last).toEqual([15, 17, 16, 19, 18])
  expect(five?.points?.at(-1)).toBe(220)
})

test('of too many versions a subject is told, and their number, however they are divided', async () => {
  const whole = await read(100, 6)
  expect(whole.at(-3)).toEqual({ subject_id: 'test:9', versions: 10 })
  for (const rows of [1, 2, 3, 7]) expect(await read(rows, 6)).toEqual(whole)
})
