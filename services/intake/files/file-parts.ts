import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { openArchive, type Archive } from '#/intake/files/archive.ts'
import { bytesOf, packingOf, type BytesRead } from '#/intake/files/file-bytes.ts'
import { FileDamaged, FileRefused } from '#/intake/files/file-errors.ts'
import { charsetOf, inUtf8, withoutMark, type Charset } from '#/intake/files/charset.ts'
import { jsonSplitter, type JsonSplitter } from '#/intake/files/json-records.ts'
import { containerOf, looksLike } from '#/intake/files/looks-like.ts'
import { openSheet, workbookRecords, type OpenedSheet } from '#/intake/files/workbook-records.ts'
import { XmlUnreadable } from '#/intake/files/xml-parser.ts'
import { xmlSplitter } from '#/intake/files/xml-records.ts'
import { EVENT_BYTES_MAX } from '#/intake/line-reading.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { recordsIn } from '#/intake/record-batches.ts'
import { recordSplitter, type RawRecord, type RecordSplitter } from '#/intake/records.ts'

/**
 * What a mapping reads of a file: its text, or each file in an archive. A part can be read several
 * times, from its beginning.
 */
export interface FilePart {
  /** With the name inside an archive: `releases.zip/2024.csv`. */
  readonly name: string
  /** What its text looks like (`looksLike`); undefined where that is nothing known. */
  readonly looks_like: string | undefined
  /** Its text begins with nothing but blanks, as far as it was looked at. */
  readonly is_blank: boolean
  /** How the bytes of its records are to be read. */
  readonly charset: Charset
  /** Throws FileRefused and FileDamaged. `lines` is kept in step with what was read. */
  records(lines: LinesRead): AsyncGenerator<readonly RawRecord[]>
}

export interface LinesRead {
  /** With blank lines, and line breaks inside quotes; of a workbook, up to its last row. */
  lines: number
}

export interface FileParts extends AsyncDisposable {
  readonly parts: readonly FilePart[]
}

type Bytes = () => AsyncGenerator<Uint8Array>

/** So much is looked at to see what a text is; none of it is kept. */
const FIRST_BYTES = 1024 * 1024

/** Throws FileRefused for what is no file that this mapping can read, and FileDamaged. */
export async function openParts(
  path: string,
  { input }: Mapping,
  read: BytesRead,
): Promise<FileParts> {
  const name = basename(path)
  const packing = await packingOf(path)
  if (input.format === 'xlsx') {
    if (packing !== 'zip') throw notAsExpected(name, await firstOf(fileBytes(path, 'none')))
    return alone(workbookPart(path, name, input, read))
  }
  if (packing !== 'zip') {
    const bytes = (): AsyncGenerator<Uint8Array> => bytesOf(path, packing, read)
    return alone(textPart(name, await firstOf(fileBytes(path, packing)), bytes, input))
  }
  const archive = await openedArchive(path, name)
  try {
    if (archive.members.some((member) => member.name === '[Content_Types].xml'))
      throw new FileRefused('FILE_FORMAT', `${name} is an Excel workbook: use \`format: xlsx\``)
    const parts: FilePart[] = []
    for (const member of archive.members) {
      const bytes: Bytes = () => counting(member.bytes(), read, shareOf(member))
      const first = await firstOf(member.bytes())
      parts.push(textPart(`${name}/${member.name}`, first, bytes, input))
    }
    if (parts.length === 0) throw new FileRefused('FILE_EMPTY', `${name} holds no file`)
    return { parts, [Symbol.asyncDispose]: () => archive[Symbol.asyncDispose]() }
  } catch (error) {
    await archive[Symbol.asyncDispose]()
    throw error
  }
}

function alone(part: FilePart): FileParts {
  return { parts: [part], async [Symbol.asyncDispose]() {} }
}

function fileBytes(path: string, packing: 'none' | 'gzip'): AsyncGenerator<Uint8Array> {
  return bytesOf(path, packing, { packed: 0 })
}

/** What one byte of a member takes of the archive. */
function shareOf(member: { readonly packed_bytes: number; readonly unpacked_bytes: number }) {
  return member.packed_bytes / Math.max(1, member.unpacked_bytes)
}

async function* counting(
  stream: AsyncIterable<Uint8Array>,
  read: BytesRead,
  share: number,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    read.packed += Math.round(chunk.length * share)
    yield chunk
  }
}

/** What begins like an archive and is none is refused before anything waits for it. */
async function openedArchive(path: string, name: string): Promise<Archive> {
  try {
    return await openArchive(path)
  } catch (error) {
    if (!(error instanceof FileDamaged)) throw error
    const message = `${name} begins like a ZIP archive or an Excel workbook, and ${error.message}`
    throw new FileRefused('FILE_FORMAT', message)
  }
}

/** Where the file breaks off, what came before: whoever reads it to there is told. */
async function firstOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of stream) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= FIRST_BYTES) break
    }
  } catch (error) {
    if (!(error instanceof FileDamaged)) throw error
  }
  return Buffer.concat(chunks).subarray(0, FIRST_BYTES)
}

function notAsExpected(name: string, first: Uint8Array): FileRefused {
  const what = containerOf(first) ?? 'no Excel workbook (.xlsx)'
  return new FileRefused('FILE_FORMAT', `${name} is ${what}`)
}

/** The sheet is looked through once, however often its rows are read. */
function workbookPart(
  path: string,
  name: string,
  input: Mapping['input'],
  read: BytesRead,
): FilePart {
  let opening: Promise<OpenedSheet> | undefined
  return {
    name,
    looks_like: undefined,
    is_blank: true,
    charset: 'utf-8',
    async *records(lines) {
      const sheet = await (opening ??= openSheet(path, input))
      const { size } = await stat(path)
      for await (const records of workbookRecords(path, sheet, input, EVENT_BYTES_MAX)) {
        lines.lines = records.at(-1)?.line ?? lines.lines
        // How the rows lie in the file is not known: as if each were as long as any other.
        read.packed = Math.round((size * lines.lines) / Math.max(sheet.last_row, lines.lines))
        yield records
      }
      read.packed = size
    },
  }
}

/** Throws FileRefused for a container that holds no text of this mapping. */
function textPart(
  name: string,
  first: Uint8Array,
  bytes: Bytes,
  input: Mapping['input'],
): FilePart {
  const container = containerOf(first)
  if (container !== undefined) throw new FileRefused('FILE_FORMAT', `${name} is ${container}`)
  const written = input.encoding === 'detected' ? charsetIn(first, input) : input.encoding
  const isRewritten = needsUtf8(input, written)
  const charset = isRewritten ? 'utf-8' : written
  const hasReturns = hasOnlyReturns(first)
  return {
    name,
    looks_like: looksLike(first),
    is_blank: first.every((byte) => byte <= SPACE),
    charset,
    async *records(lines) {
      const text = isRewritten ? inUtf8(bytes(), written) : bytes()
      const unmarked = input.format === 'json' ? withoutMark(text) : text
      const broken = hasReturns ? withLineFeeds(unmarked) : unmarked
      const splitter = splitterOf(input, charset)
      try {
        const found = recordsIn(countingLines(broken, lines), splitter)
        yield* isRewritten ? withDamageTold(found) : found
        if ('isOpen' in splitter && splitter.isOpen()) {
          const message = `${name} is cut off: it does not close what it opens`
          throw new FileDamaged('JSON_CUT_OFF', message, null)
        }
      } catch (error) {
        if (!(error instanceof XmlUnreadable)) throw error
        const message = `${name} cannot be read to its end: ${error.message}`
        throw new FileDamaged('XML_UNREADABLE', message, error)
      }
    },
  }
}

/**
 * Lines and quotes are found in all encodings but UTF-16, brackets and tags in UTF-8 only. XML is
 * always decoded; JSON in UTF-8 stays as it is, so that a damaged record is kept as it came.
 */
function needsUtf8({ format }: Mapping['input'], written: Charset): boolean {
  if (format === 'xml' || written.startsWith('utf-16')) return true
  return format === 'json' && written !== 'utf-8'
}

/** U+FFFD in UTF-8. */
const REPLACED = Buffer.from('\uFFFD')

/** What was read into UTF-8 says where bytes were no text. */
async function* withDamageTold(
  batches: AsyncIterable<readonly RawRecord[]>,
): AsyncGenerator<readonly RawRecord[]> {
  for await (const batch of batches)
    yield batch.map((record) =>
      Buffer.from(record.bytes).includes(REPLACED) ? { ...record, is_damaged: true } : record,
    )
}

const DECLARED = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w-]+)["']/
const DECLARED_CHINESE = /^(gbk|gb2312|gb18030)$/i

function charsetIn(first: Uint8Array, { format }: Mapping['input']): Charset {
  const found = charsetOf(first)
  if (format !== 'xml' || found.startsWith('utf-16')) return found
  const [, declared = ''] =
    DECLARED.exec(Buffer.from(first.subarray(0, 200)).toString('latin1')) ?? []
  return DECLARED_CHINESE.test(declared) ? 'gb18030' : /^big5$/i.test(declared) ? 'big5' : found
}

function splitterOf(input: Mapping['input'], charset: Charset): RecordSplitter | JsonSplitter {
  const record_bytes_max = EVENT_BYTES_MAX
  switch (input.format) {
    case 'csv': {
      const { delimiter, header_row = 1 } = input
      const csv = { delimiter, double_byte: charset !== 'utf-8', from_line: header_row }
      return recordSplitter({ record_bytes_max, csv })
    }
    case 'json':
      return jsonSplitter({ record_bytes_max, path: input.at?.split('.') ?? [] })
    case 'xml':
      return xmlSplitter({ record_bytes_max, element: input.element ?? '' })
    // A workbook has no text, and is cut into rows elsewhere.
    case 'xlsx':
    case 'ndjson':
    case 'exchange':
      return recordSplitter({ record_bytes_max })
  }
}

const [LINE_FEED, CARRIAGE_RETURN, SPACE] = [0x0a, 0x0d, 0x20]

/** As programs of old Apple computers end their lines. */
function hasOnlyReturns(first: Uint8Array): boolean {
  return first.includes(CARRIAGE_RETURN) && !first.includes(LINE_FEED)
}

async function* withLineFeeds(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream)
    yield chunk.map((byte) => (byte === CARRIAGE_RETURN ? LINE_FEED : byte))
}

/** The last line may have no line break. */
async function* countingLines(
  stream: AsyncIterable<Uint8Array>,
  read: LinesRead,
): AsyncGenerator<Uint8Array> {
  let breaks = 0
  for await (const chunk of stream) {
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1))
      breaks += 1
    read.lines = breaks + (chunk.at(-1) === LINE_FEED ? 0 : 1)
    yield chunk
  }
}
