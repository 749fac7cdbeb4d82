import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'

const CSV = `
mapping: rows
description: a row is a violation
source: urn:example:rows
input: { format: csv, columns: [id, day, note, unused] }
time_zone: Asia/Shanghai
events:
  - type: ViolationFound
    id: '{id}'
    subject: shop:{id}
    occurred_at: { column: day, as: instant }
    reported_at: unknown
    data: { case_number: '{id}', legal_basis: { column: note, optional: true } }
`
const csv = readMapping(CSV, 'rows.yaml')

async function importText(opened: OpenIntake, folder: string, text: string, mapping = csv) {
  const path = join(folder, 'rows')
  writeFileSync(path, text)
  return importFile(path, mapping, opened)
}

async function notes({ log }: OpenIntake): Promise<[string, unknown][]> {
  const facts = (await eventsOf(log)).filter(({ type }) => type === 'ViolationFound')
  return facts.map(({ source_event_id, data }) => [source_event_id, data['legal_basis']])
}

async function held({
  quarantine,
}: OpenIntake): Promise<[number | null, string | undefined, string][]> {
  const { entries } = await quarantine.list({ limit: 100 })
  return entries.map(({ origin, reasons, bytes }) => [
    origin.channel === 'file' ? origin.line : null,
    reasons[0]?.code,
    Buffer.from(bytes).toString(),
  ])
}

test('a stray quote in the first row costs nothing, and one that opens a field costs its row', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const good = Array.from({ length: 100 }, (_, n) => `${n},2026-01-02,note ${n},\n`).join('')
  const file =
    'id,day,note,unused\na,2026-01-02,12" pipe,\nb,2026-01-02,"12" ' +
    `pipe,\nc,2026-01-02,"never closed,\n${good}`
  expect(await importText(opened, folder.path, file)).toMatchObject({
    accepted: 101,
    quarantined: 2,
  })
  expect((await notes(opened)).slice(0, 3)).toEqual([
    ['a', '12" pipe'],
    ['0', 'note 0'],
    ['1', 'note 1'],
  ])
  expect(await held(opened)).toEqual([
    [3, 'CSV_MALFORMED', 'b,2026-01-02,"12" pipe,'],
    [4, 'CSV_MALFORMED', 'c,2026-01-02,"never closed,'],
  ])
})

test.each([
  ['a column', 'id,day,note,note,unused'],
  ['a column with blanks', 'id,day,note, note ,unused'],
  ['a column in quotes', 'id,day,"note",note,unused'],
  ['the first column, once with a mark of the byte order', '\uFEFFid,day,note,id,unused'],
  ['a column with a mark of the byte order in it', 'id,day,note,\uFEFFnote,unused'],
])(
  'a header that names %s twice is refused by name where the mapping reads it',
  async (_name, header) => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const importing = importText(opened, folder.path, `${header}\n1,2026-01-02,x,y,z\n`)
    const column = /note.*note/.test(header) ? 'note' : 'id'
    await expect(importing).rejects.toMatchObject({
      code: 'FILE_HEADER',
      message:
        `the header names more than once what the mapping reads: ${column} ` +
        `(\`${column}#2\` is the second)`,
    })
    expect(await notes(opened)).toEqual([])
  },
)

test('a header may name twice what the mapping does not read', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const file = 'id,day,note,unused,unused,,\n1,2026-01-02,x,y,z,,\n'
  expect(await importText(opened, folder.path, file)).toMatchObject({ accepted: 1, quarantined: 0 })
})

test('a row that was kept does not pass by a mapping that reads what its header names twice', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  await importText(opened, folder.path, 'id,day,note,unused,unused\n1,yesterday,x,y,z\n')
  const [entry] = (await opened.quarantine.list({ limit: 1 })).entries
  const other = readMapping(
    CSV.replace('column: note', 'column: unused').replace(
      'column: day, as: instant',
      "column: day, as: instant, default: '2026-01-02T00:00:00Z'",
    ),
    'rows.yaml',
  )
  const redrive = createRedrive({ ...opened, mappingNamed: () => other })
  expect(await redrive(entry?.quarantine_id ?? '', {})).toMatchObject({
    outcome: 'refused',
    reasons: [{ code: 'COLUMN_REPEATED', path: 'unused' }],
  })
})

test('a row of JSON that names a member twice is refused, wherever in it', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const ndjson = readMapping(CSV.replace(/input: .*/, 'input: { format: ndjson }'), 'rows.yaml')
  const rows = [
    '{"id":1,"day":"2026-01-02"}',
    '{"id":1,"day":"2026-01-02","id":2}',
    '{"id":3,"day":"2026-01-02","x":[{"y":1,"y":1}]}',
  ]
  expect(await importText(opened, folder.path, rows.join('\n'), ndjson)).toMatchObject({
    accepted: 1,
    quarantined: 2,
  })
  expect(await held(opened)).toEqual([
    [2, 'JSON_NAME_REPEATED', rows[1]],
    [3, 'JSON_NAME_REPEATED', rows[2]],
  ])
})

const ORDERS = `
mapping: orders
description: a row is a penalty
source: urn:example:orders
input: { format: ndjson }
time_zone: Asia/Shanghai
skip: { column: kind, equals: '12345678901234567891' }
events:
  - type: PenaltyDecided
    id: '{id}'
    subject: shop:{shop.id}
    occurred_at: { constant: '2026-01-02T00:00:00Z' }
    reported_at: unknown
    data:
      penalty_types: { constant: ['02'] }
      currency: { constant: CNY, when: { column: fine, present: true } }
      fine_cents: { column: fine, as: cents, unit: yuan, optional: true }
      fine_unit: { constant: yuan, when: { column: fine, present: true } }
      fine_text: { column: fine, optional: true }
      decision_number: { column: number, optional: true }
      case_number: { column: numbers, as: json, optional: true }
`

test('whole numbers beyond 2^53 in rows of JSON stay what they are: two shops are two, and their records too', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const rows = [
    '{"id":12345678901234567890,"shop":{"id":98765432109876543210},"number":9007199254740993}',
    '{"id":12345678901234567891,"shop":{"id":98765432109876543211},"fine":12345678901.23}',
    '{"id":5,"shop":{"id":1},"fine":12345678901234567.89}',
    '{"id":6,"shop":{"id":1},"fine":45035996273704.955}',
    '{"id":7,"shop":{"id":1},"kind":12345678901234567891}',
    '{"id":8,"shop":{"id":1},"numbers":12345678901234567892}',
  ]
  const orders = readMapping(ORDERS, 'orders.yaml')
  expect(await importText(opened, folder.path, rows.join('\n'), orders)).toMatchObject({
    accepted: 3,
    quarantined: 2,
  })
  const facts = (await eventsOf(opened.log)).filter(({ type }) => type === 'PenaltyDecided')
  expect(facts.map((fact) => [fact.source_event_id, fact.subject_id])).toEqual([
    ['12345678901234567890', 'shop:98765432109876543210'],
    ['12345678901234567891', 'shop:98765432109876543211'],
    ['8', 'shop:1'],
  ])
  expect(facts[0]?.data['decision_number']).toBe('9007199254740993')
  expect(facts[1]?.data['fine_cents']).toBe(1_234_567_890_123)
  expect(facts[2]?.data['case_number']).toBe('12345678901234567892')
  expect((await held(opened)).map(([line, code]) => [line, code])).toEqual([
    [3, 'AMOUNT_TOO_LARGE'],
    [4, 'AMOUNT_FINER_THAN_CENT'],
  ])
})

test('a delete in the exchange format takes back the record that it names, digit by digit', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const exchange = readMapping(ORDERS.replace('format: ndjson', 'format: exchange'), 'orders.yaml')
  const row = (operation: string, id: string, batch: string): string =>
    `{"cd_operation":"${operation}","cd_batch":${batch},"cd_time":"2026-01-03 ` +
    `00:00:00","id":${id},"shop":{"id":${id}}}`
  const rows = [
    row('i', '12345678901234567890', '20260103000000000001'),
    row('i', '12345678901234567899', '20260103000000000001'),
    row('d', '12345678901234567899', '20260103000000000002'),
  ]
  expect(await importText(opened, folder.path, rows.join('\n'), exchange)).toMatchObject({
    accepted: 2,
    corrected: 1,
    quarantined: 0,
  })
  const [retraction] = (await eventsOf(opened.log)).filter(({ type }) => type === 'FactRetracted')
  expect(retraction).toMatchObject({
    subject_id: 'shop:12345678901234567899',
    data: {
      fact: { source: 'urn:example:orders', id: '12345678901234567899' },
      reason: 'delete in batch 20260103000000000002',
    },
  })
})

const MEASURES = `
mapping: measures
description: a row is a score
source: urn:example:measures
input: { format: ndjson }
time_zone: Asia/Shanghai
events:
  - type: InspectionConducted
    schema_version: 2
    id: '{id}'
    subject: shop:{id}
    occurred_at: { constant: '2026-01-02T00:00:00Z' }
    reported_at: unknown
    data:
      officers: { constant: [{ name: x }, { name: y }] }
      score: { column: score, as: number }
`

test.each([
  ['0.10000000000000001', 0.1],
  ['23.123456789012345678901', Number('23.123456789012345678901')],
  ['1e-7', 1e-7],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740993', 'NUMBER_TOO_LARGE'],
  ['1e400', 'NUMBER_TOO_LARGE'],
  ['"7 points"', 'NUMBER_UNREADABLE'],
])('a measurement of %s is %s', async (score, expected) => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  await importText(
    opened,
    folder.path,
    `{"id":"a1","score":${score}}`,
    readMapping(MEASURES, 'measures.yaml'),
  )
  const scores = (await eventsOf(opened.log)).flatMap(({ data }) =>
    'score' in data ? [data['score']] : [],
  )
  expect([...scores, ...(await held(opened)).map(([, code]) => code)]).toEqual([expected])
})

test('rows without an identifier become no subject in common: each is kept, with the column that the mapping read', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const cells = ['无', 'N/A', '000000', '-', 'ｎｕｌｌ', '123456', '00017', '无锡1号']
  const file = `id,day,note,unused\n${cells.map((cell) => `${cell},2026-01-02,x,\n`).join('')}`
  expect(await importText(opened, folder.path, file)).toMatchObject({ accepted: 2, quarantined: 6 })
  expect((await notes(opened)).map(([id]) => id)).toEqual(['00017', '无锡1号'])
  const { entries } = await opened.quarantine.list({ limit: 10 })
  expect(new Set(entries.flatMap(({ reasons }) => reasons.map(({ code }) => code)))).toEqual(
    new Set(['IDENTIFIER_PLACEHOLDER']),
  )
})
