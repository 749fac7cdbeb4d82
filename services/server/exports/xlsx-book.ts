import { zipArchive, type ZipEntry } from '#/server/exports/zip-archive.ts'

/** What stands in a cell. Texts stay texts, whatever they look like. */
export type Cell = string | number | boolean | null

export interface BookSheet {
  readonly name: string
  readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const TEXT_STYLE = 1
const CHARACTERS_A_PIECE = 32_768
/** A cell of a spreadsheet holds no more. */
const CELL_CHARACTERS_MAX = 32_767
const CUT = '…（超出单元格长度，已截断）'

/**
 * A workbook (ECMA-376, Office Open XML) in pieces: sheets are written in their order, row by row
 * as they are read. Every text is a text cell (`@`), so that a number of 18 digits keeps them and
 * nothing is taken as a formula.
 */
export function xlsxBook(sheets: readonly BookSheet[]): AsyncGenerator<Buffer> {
  return zipArchive([...fixedParts(sheets.map(({ name }) => name)), ...sheets.map(sheetPart)])
}

function fixedParts(names: readonly string[]): readonly ZipEntry[] {
  const each = (made: (name: string, number: number) => string) =>
    names.map((name, index) => made(name, index + 1)).join('')
  const sheets = each((name, n) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="rId${n}"/>`)
  const styles = `rId${names.length + 1}`
  return [
    part(
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ' +
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${SPREADSHEET}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${SPREADSHEET}.styles+xml"/>` +
        each(
          (_name, n) =>
            `<Override PartName="/xl/worksheets/sheet${n}.xml" ` +
            `ContentType="${SPREADSHEET}.worksheet+xml"/>`,
        ) +
        '</Types>',
    ),
    part('_rels/.rels', relations(relation('rId1', 'officeDocument', 'xl/workbook.xml'))),
    part(
      'xl/workbook.xml',
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets}</sheets></workbook>`,
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      relations(
        each((_name, n) => relation(`rId${n}`, 'worksheet', `worksheets/sheet${n}.xml`)) +
          relation(styles, 'styles', 'styles.xml'),
      ),
    ),
    part(
      'xl/styles.xml',
      `<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts>` +
        '<fills count="2"><fill><patternFill patternType="none"/></fill>' +
        '<fill><patternFill patternType="gray125"/></fill></fills>' +
        '<borders count="1"><border/></borders>' +
        '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>' +
        '<cellXfs count="2"><xf numFmtId="0" xfId="0"/>' +
        // 49 is the format `@` of every spreadsheet program: text.
        '<xf numFmtId="49" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>',
    ),
  ]
}

function part(path: string, xml: string): ZipEntry {
  return { path, chunks: [HEAD, xml] }
}

function relations(inner: string): string {
  return `<Relationships xmlns="${PACKAGE}/relationships">${inner}</Relationships>`
}

function relation(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
}

function sheetPart({ rows }: BookSheet, index: number): ZipEntry {
  return { path: `xl/worksheets/sheet${index + 1}.xml`, chunks: sheetXml(rows) }
}

async function* sheetXml(rows: BookSheet['rows']): AsyncGenerator<string> {
  let piece =
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' +
    '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>'
  let number = 0
  for await (const row of rows) {
    number += 1
    piece += `<row r="${number}">${row.map((cell, at) => cellXml(cell, at, number)).join('')}</row>`
    if (piece.length < CHARACTERS_A_PIECE) continue
    yield piece
    piece = ''
  }
  yield `${piece}</sheetData></worksheet>`
}

function cellXml(cell: Cell, at: number, row: number): string {
  if (cell === null || cell === '') return ''
  const place = `r="${columnName(at)}${row}"`
  if (typeof cell === 'number') return `<c ${place}><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c ${place} t="b"><v>${cell ? 1 : 0}</v></c>`
  const text = escaped(fitting(cell))
  const inner = `<is><t xml:space="preserve">${text}</t></is>`
  return `<c ${place} s="${TEXT_STYLE}" t="inlineStr">${inner}</c>`
}

/** A text that is cut says so in its cell. */
function fitting(text: string): string {
  if (text.length <= CELL_CHARACTERS_MAX) return text
  return text.slice(0, CELL_CHARACTERS_MAX - CUT.length).toWellFormed() + CUT
}

function columnName(at: number): string {
  const last = String.fromCharCode(65 + (at % 26))
  return at < 26 ? last : columnName(Math.floor(at / 26) - 1) + last
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Characters that XML 1.0 cannot hold show as the sign for what cannot be shown. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
}
