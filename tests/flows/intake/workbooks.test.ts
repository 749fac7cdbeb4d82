import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeXlsx, type WriteSheet } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { importFile, type ImportSummary } from '@jianwei/services/intake/import-file.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { intakeForEachTest } from '#/support/intake/intake-each-test.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'

/* Workbooks as imports read them. What each kind of cell becomes is in the corpus. */

const mappingWith = (input: string) =>
  readMapping(
    `
mapping: workbook
description: a test
source: urn:example:workbook
input: { format: xlsx, columns: [id, note, law], ${input} }
time_zone: Asia/Shanghai
events:
  - type: ViolationFound
    id: '{id}'
    subject: 'shop:{id}'
    occurred_at: 2024-01-01T00:00:00Z
    reported_at: unknown
    data: { case_number: '{note}', legal_basis: { column: law, optional: true } }
`,
    'workbook.yaml',
  )

const own = intakeForEachTest()

async function workbook(sheet: Omit<WriteSheet, 'name'>): Promise<string> {
  const path = join(own.folder, 'book.xlsx')
  writeFileSync(path, await writeXlsx({ sheets: [{ name: 'a', ...sheet }] }))
  return path
}

async function read(path: string, input: string, seen: number[] = []): Promise<ImportSummary> {
  const onProgress = ({ bytes_read }: { readonly bytes_read: number }) => seen.push(bytes_read)
  return importFile(path, mappingWith(input), { ...own.opened, onProgress })
}

test('a sheet without a line of names is as wide as the mapping says, also where the first row ends early', async () => {
  const path = await workbook({
    rows: [
      ['1', 'a', null],
      ['2', 'b', '甲法'],
      ['3', 'c', null],
    ],
  })
  expect(await read(path, 'header_row: 0')).toMatchObject({ accepted: 3, quarantined: 0 })
  const facts = (await eventsOf(own.opened.log)).filter(({ type }) => type === 'ViolationFound')
  expect(facts.map(({ data }) => data['legal_basis'] ?? null)).toEqual([null, '甲法', null])
})

test('a row that is wider than the mapping says is refused', async () => {
  const path = await workbook({ rows: [['1', 'a', null, null, 'beyond']] })
  expect(await read(path, 'header_row: 0')).toMatchObject({ accepted: 0, quarantined: 1 })
})

test('a large sheet says how far it was read, and at its end all of it', async () => {
  const rows = Array.from({ length: 3_500 }, (_, at) => [String(at), 'a', null])
  const path = await workbook({ rows })
  const seen: number[] = []
  expect(await read(path, 'header_row: 0', seen)).toMatchObject({ accepted: 3_500, lines: 3_500 })
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(new Set(seen).size).toBeGreaterThan(2)
  expect(seen.at(-1)).toBe(statSync(path).size)
})

test('merged cells say their value in each of their places', async () => {
  const path = await workbook({
    rows: [
      ['id', 'note', 'law'],
      ['1', 'a', '甲法'],
      ['2', 'b', null],
      ['3', 'c', null],
    ],
    merges: [{ startRow: 1, endRow: 2, startCol: 2, endCol: 2 }],
  })
  await read(path, 'header_row: 1')
  const facts = (await eventsOf(own.opened.log)).filter(({ type }) => type === 'ViolationFound')
  expect(facts.map(({ data }) => data['legal_basis'] ?? null)).toEqual(['甲法', '甲法', null])
})
