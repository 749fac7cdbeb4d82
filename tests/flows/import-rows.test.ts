import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { eventsOf, temporaryFolder } from '#/support/intake-server.ts'

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

async function held({ quarantine }: OpenIntake): Promise<[number | null, string | undefined, string][]> {
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
  const file = `id,day,note,unused\na,2026-01-02,12" pipe,\nb,2026-01-02,"12" pipe,\nc,2026-01-02,"never closed,\n${good}`
  expect(await importText(opened, folder.path, file)).toMatchObject({ accepted: 101, quarantined: 2 })
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
])('a header that names %s twice is refused by name where the mapping reads it', async (_name, header) => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const importing = importText(opened, folder.path, `${header}\n1,2026-01-02,x,y,z\n`)
  const column = /note.*note/.test(header) ? 'note' : 'id'
  await expect(importing).rejects.toMatchObject({
    code: 'FILE_HEADER',
    message: `the header names more than once what the mapping reads: ${column}`,
  })
  expect(await notes(opened)).toEqual([])
})

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
  expect(await importText(opened, folder.path, rows.join('\n'), ndjson)).toMatchObject({ accepted: 1, quarantined: 2 })
  expect(await held(opened)).toEqual([
    [2, 'JSON_NAME_REPEATED', rows[1]],
    [3, 'JSON_NAME_REPEATED', rows[2]],
  ])
})
