import { expect, test } from 'vitest'
import { workbookRows } from '#/server/assignments/workbook-rows.ts'
import { zipArchive } from '#/server/exports/zip-archive.ts'

/* Workbooks that were made to harm whoever reads them. */

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** A workbook of one sheet with this inside, and what stands before its root. */
async function workbook(inside: string, before = ''): Promise<Buffer> {
  const override = (part: string, type: string) =>
    `<Override PartName="${part}" ContentType="${SPREADSHEET}.${type}+xml"/>`
  const related = (type: string, target: string) =>
    `<Relationships xmlns="${PACKAGE}/relationships">` +
    `<Relationship Id="rId1" Type="${OFFICE}/${type}" Target="${target}"/></Relationships>`
  const parts = {
    '[Content_Types].xml':
      `<Types xmlns="${PACKAGE}/content-types">` +
      override('/xl/workbook.xml', 'sheet.main') +
      `${override('/xl/worksheets/sheet1.xml', 'worksheet')}</Types>`,
    '_rels/.rels': related('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml':
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
      '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': related('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': `${before}<worksheet xmlns="${MAIN}">${inside}</worksheet>`,
  }
  const entries = Object.entries(parts).map(([path, xml]) => ({ path, chunks: [xml] }))
  return Buffer.concat(await Array.fromAsync(zipArchive(entries)))
}

const FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'

test('a cell in the farthest corner makes no rectangle of all cells', async () => {
  const corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
  const rows = await workbookRows(await workbook(`<sheetData>${FIRST}${corner}</sheetData>`), 502)
  expect(rows).toEqual([[{ text: 'x', wrong: null }]])
})

test('entities of the file are not expanded', async () => {
  const ten = (name: string) => `&${name};`.repeat(10)
  const entities = [`b "${ten('a')}"`, `c "${ten('b')}"`].map((one) => `<!ENTITY ${one}>`)
  const type = `<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">${entities.join('')}]>`
  const sheet = `<sheetData>${FIRST.replace('x', '&c;')}</sheetData>`
  expect(await workbookRows(await workbook(sheet, type), 502)).toEqual([
    [{ text: '&c;', wrong: null }],
  ])
})

test('no more rows are given than were asked for', async () => {
  const many = Array.from(
    { length: 3_000 },
    (_, at) => `<row r="${at + 1}"><c r="A${at + 1}"><v>1</v></c></row>`,
  )
  const rows = await workbookRows(await workbook(`<sheetData>${many.join('')}</sheetData>`), 502)
  expect(rows.length).toBe(502)
})

test('more than eight mebibytes are not unpacked, however small they are packed', async () => {
  const bytes = await workbook(`<sheetData>${' '.repeat(9 * 1_024 * 1_024)}</sheetData>`)
  expect(bytes.length).toBeLessThan(64 * 1_024)
  await expect(workbookRows(bytes, 502)).rejects.toMatchObject({ code: 'BODY_UNREADABLE' })
})
