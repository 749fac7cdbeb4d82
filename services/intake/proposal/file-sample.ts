import { basename } from 'node:path'
import { FileRefused } from '#/intake/files/file-errors.ts'
import { openArchive } from '#/intake/files/archive.ts'
import { sheetsOf } from '#/intake/files/workbook-parts.ts'
import { bytesOf, packingOf } from '#/intake/files/file-bytes.ts'
import { openParts, type FilePart } from '#/intake/files/file-parts.ts'
import { charsetOf, decoderOf } from '#/intake/files/charset.ts'
import { rowOfXml } from '#/intake/files/xml-records.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { flatCells, jsonArrayIn, recordElementIn } from '#/intake/proposal/object-shape.ts'
import { delimiterOf, tableShape } from '#/intake/proposal/table-shape.ts'
import { csvFields } from '#/text-reading/csv-fields.ts'

/** A file as far as it was looked at, and how a mapping reads it. */
export interface FileSample {
  readonly input: SampledInput
  /** As a mapping names them. */
  readonly columns: readonly string[]
  /** Of each record the texts of its columns. */
  readonly rows: readonly (readonly string[])[]
  /** What stands in the first column of a row of totals. */
  readonly totals: string | undefined
}

export interface SampledInput {
  readonly format: 'csv' | 'xlsx' | 'json' | 'ndjson' | 'xml'
  readonly delimiter?: string
  /** Of workbooks, where it is not the first. */
  readonly sheet?: string
  /** 0 where no line names the columns; absent where the first does. */
  readonly header_row?: number
  readonly at?: string
  readonly element?: string
}

/** Records that are looked at. */
const RECORDS_MAX = 1_000
const SHEETS_MAX = 20
const FIRST_BYTES = 1024 * 1024

/** Throws FileRefused for what no mapping can read, and FileDamaged. */
export async function sampleOf(path: string): Promise<FileSample> {
  const shape = await shapeOf(path)
  if (shape.format === 'xlsx') return workbookSample(path)
  if (shape.format === 'csv') return tableSample(path, shape)
  const records = await recordsOf(path, shape)
  const cells = records.map((text) =>
    flatCells(shape.format === 'xml' ? rowOfXml(text) : json(text)),
  )
  const columns = [...new Set(cells.flatMap((one) => [...one.keys()]))]
  if (columns.length === 0)
    throw new FileRefused('FILE_EMPTY', `${basename(path)} holds no record that can be read`)
  const rows = cells.map((one) => columns.map((column) => one.get(column) ?? ''))
  return { input: shape, columns, rows, totals: undefined }
}

/** By the first bytes, as a refusal of the file would say it. */
async function shapeOf(path: string): Promise<SampledInput> {
  if ((await packingOf(path)) === 'zip' && (await isWorkbook(path))) return { format: 'xlsx' }
  await using opened = await openParts(path, inputFor({ format: 'csv' }), { packed: 0 })
  const [part] = opened.parts
  if (part === undefined || part.is_blank)
    throw new FileRefused('FILE_EMPTY', `${basename(path)} is empty`)
  const words = part.looks_like ?? ''
  if (words.startsWith('a web page')) throw new FileRefused('FILE_FORMAT', `it is ${words}`)
  if (words.startsWith('XML')) {
    const element = recordElementIn(await firstText(path, part))
    if (element === undefined)
      throw new FileRefused('FILE_FORMAT', 'no element of the XML comes again and again')
    return { format: 'xml', element }
  }
  if (words.startsWith('JSON lines')) return { format: 'ndjson' }
  if (words.startsWith('a JSON array')) return { format: 'json' }
  if (words.startsWith('JSON')) {
    const at = jsonArrayIn(await firstText(path, part))
    return { format: 'json', ...(at === undefined ? {} : { at }) }
  }
  const delimiter = delimiterOf(await linesOf(part))
  return { format: 'csv', ...(delimiter === ',' ? {} : { delimiter }) }
}

/** The sheet with the most records. */
async function workbookSample(path: string): Promise<FileSample> {
  const names = await sheetNames(path)
  let best: FileSample | undefined
  for (const [at, sheet] of names.slice(0, SHEETS_MAX).entries()) {
    const shape = { format: 'xlsx' as const, ...(at === 0 ? {} : { sheet }) }
    const sample = await tableSample(path, shape)
    const isTable = sample.columns.length > 1
    if (best === undefined || (isTable && sample.rows.length > best.rows.length)) best = sample
  }
  if (best === undefined) throw new FileRefused('FILE_EMPTY', `${basename(path)} has no sheet`)
  return best
}

async function sheetNames(path: string): Promise<readonly string[]> {
  await using archive = await openArchive(path)
  return (await sheetsOf(archive)).map(({ name }) => name)
}

async function isWorkbook(path: string): Promise<boolean> {
  try {
    await sheetNames(path)
    return true
  } catch (error) {
    if (error instanceof FileRefused) return false
    throw error
  }
}

async function tableSample(path: string, shape: SampledInput): Promise<FileSample> {
  await using opened = await openParts(path, inputFor(shape), { packed: 0 })
  const lines: { line: number; fields: readonly string[] }[] = []
  for (const part of opened.parts.slice(0, 1)) {
    const decoder = decoderOf(part.charset)
    for await (const batch of part.records({ lines: 0 })) {
      for (const { bytes, line } of batch) {
        const text = decoder(bytes)?.replace(/^\uFEFF/, '')
        const fields = text === undefined ? undefined : csvFields(text, shape.delimiter ?? ',')
        if (fields?.some((field) => field.trim() !== '') === true) lines.push({ line, fields })
      }
      if (lines.length >= RECORDS_MAX) break
    }
  }
  const { header_row, columns, rows, totals } = tableShape(lines.slice(0, RECORDS_MAX))
  const input = { ...shape, ...(header_row === 1 ? {} : { header_row }) }
  return { input, columns, rows, totals }
}

async function recordsOf(path: string, shape: SampledInput): Promise<readonly string[]> {
  await using opened = await openParts(path, inputFor(shape), { packed: 0 })
  const texts: string[] = []
  for (const part of opened.parts.slice(0, 1)) {
    const decoder = decoderOf(part.charset)
    for await (const batch of part.records({ lines: 0 })) {
      for (const { bytes } of batch) {
        const text = decoder(bytes)
        if (text !== undefined && text.trim() !== '') texts.push(text)
      }
      if (texts.length >= RECORDS_MAX) break
    }
  }
  return texts.slice(0, RECORDS_MAX)
}

/** Lines as they stand, whatever their fields. */
async function linesOf(part: FilePart): Promise<readonly string[]> {
  const decoder = decoderOf(part.charset)
  const texts: string[] = []
  for await (const batch of part.records({ lines: 0 })) {
    texts.push(...batch.map(({ bytes }) => decoder(bytes) ?? ''))
    if (texts.length >= RECORDS_MAX) break
  }
  return texts
}

/** Of a file that is not packed with others; of an archive nothing is known but its records. */
async function firstText(path: string, { charset }: FilePart): Promise<string> {
  const packing = await packingOf(path)
  if (packing === 'zip')
    throw new FileRefused('FILE_FORMAT', 'unpack the archive first, so that its shape can be seen')
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of bytesOf(path, packing, { packed: 0 })) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= FIRST_BYTES) break
  }
  const first = Buffer.concat(chunks)
  return new TextDecoder(charset === 'utf-8' ? charsetOf(first) : charset).decode(first)
}

/** Enough of a mapping to open a file by it. */
function inputFor(shape: SampledInput): Mapping {
  const input = { encoding: 'detected' as const, delimiter: ',', ...shape, header_row: 1 }
  return { input } as unknown as Mapping
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
