import { FileRefused } from '#/intake/files/file-errors.ts'
import type { Archive, ArchiveMember } from '#/intake/files/archive.ts'
import { xmlParser, XmlUnreadable } from '#/intake/files/xml-parser.ts'

/** Of a workbook (ECMA-376 part 1, 18.2 and 18.3): its sheets, and which cells are merged. */

export interface Sheet {
  /** From 0, in the order of the workbook. */
  readonly number: number
  readonly name: string
  readonly part: ArchiveMember
}

/** A rectangle whose only value stands in its first cell; rows from 1, columns from 0. */
export interface Merge {
  readonly first_row: number
  readonly last_row: number
  readonly first_column: number
  readonly last_column: number
}

const WORKBOOK = 'xl/workbook.xml'
const RELATIONS = 'xl/_rels/workbook.xml.rels'
/** Of the parts that are read whole. */
const PART_BYTES_MAX = 4 * 1024 * 1024

/** The sheet by its name, or by its number from 1, else the first. Throws FileRefused. */
export async function sheetOf(archive: Archive, wanted: string | number = 1): Promise<Sheet> {
  const sheets = await sheetsOf(archive)
  const found = sheets.find(({ name, number }) =>
    typeof wanted === 'string' ? name === wanted : number === wanted - 1,
  )
  if (found !== undefined) return found
  const names = sheets.map(({ name }) => name).join(', ')
  throw new FileRefused('FILE_FORMAT', `the workbook has no sheet ${wanted}: it has ${names}`)
}

/** In the order of the workbook. Throws FileRefused for an archive that is none. */
export async function sheetsOf(archive: Archive): Promise<readonly Sheet[]> {
  const targets = new Map<string, string>()
  await read(archive, RELATIONS, (name, { Id = '', Target = '' }) => {
    if (localName(name) === 'Relationship') targets.set(Id, partName(Target))
  })
  const sheets: Sheet[] = []
  await read(archive, WORKBOOK, (name, attributes) => {
    if (localName(name) !== 'sheet') return
    const id = Object.entries(attributes).find(([key]) => localName(key) === 'id')?.[1] ?? ''
    const part = archive.members.find((member) => member.name === targets.get(id))
    if (part !== undefined)
      sheets.push({ number: sheets.length, name: attributes['name'] ?? '', part })
  })
  return sheets
}

type OnElement = (name: string, attributes: Readonly<Record<string, string>>) => void

async function read(archive: Archive, name: string, onElement: OnElement): Promise<void> {
  const part = archive.members.find((member) => member.name === name)
  if (part === undefined)
    throw new FileRefused('FILE_FORMAT', 'the archive is no Excel workbook (.xlsx)')
  if (part.unpacked_bytes > PART_BYTES_MAX)
    throw new FileRefused('FILE_FORMAT', 'the workbook has more sheets than anybody can read')
  const decoder = new TextDecoder()
  const parser = xmlParser({
    onOpen: ({ name: element, attributes }) => onElement(element, attributes),
    onClose: () => {},
    onText: () => {},
  })
  try {
    for await (const chunk of part.bytes()) parser.write(decoder.decode(chunk, { stream: true }))
    parser.close()
  } catch (error) {
    if (!(error instanceof XmlUnreadable)) throw error
    throw new FileRefused('FILE_FORMAT', 'the workbook is damaged: save it anew')
  }
}

/** What of a sheet must be known before its first row. */
export interface SheetLayout {
  readonly merges: readonly Merge[]
  /** By its number; 0 where rows have none. */
  readonly last_row: number
}

const MERGE = /<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g
const ROW = /<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"/
/** Longer than any such element. */
const OVERLAP = 256

/** A sheet names its merged cells behind its rows, so the part is looked through once for them. */
export async function layoutOf({ part }: Sheet): Promise<SheetLayout> {
  const merges: Merge[] = []
  let last_row = 0
  let before = ''
  for await (const chunk of part.bytes()) {
    const text = before + Buffer.from(chunk).toString('latin1')
    last_row = lastRowIn(text) ?? last_row
    let end = 0
    for (const match of text.matchAll(MERGE)) {
      const [whole, left = '', top, right = '', bottom] = match
      end = match.index + whole.length
      merges.push({
        first_row: Number(top),
        last_row: Number(bottom),
        first_column: columnNumber(left),
        last_column: columnNumber(right),
      })
    }
    before = text.slice(Math.max(end, text.length - OVERLAP))
  }
  return { merges, last_row }
}

function lastRowIn(text: string): number | undefined {
  const at = text.lastIndexOf('row ')
  const number = at === -1 ? undefined : ROW.exec(text.slice(text.lastIndexOf('<', at)))?.[1]
  return number === undefined ? undefined : Number(number)
}

const LETTERS = 26
const BEFORE_A = 64

/** `A` is 0. */
function columnNumber(letters: string): number {
  let number = 0
  for (let at = 0; at < letters.length; at += 1)
    number = number * LETTERS + letters.charCodeAt(at) - BEFORE_A
  return number - 1
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function partName(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`
}
