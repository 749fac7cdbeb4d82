import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { DomainError } from '@jianwei/events/errors.ts'

const READ_BYTES = 256 * 1024
const LINE_FEED = 0x0a

/** The file cannot be read by this mapping at all. */
export class FileRefused extends DomainError {
  override readonly name = 'FileRefused'
  readonly code: 'FILE_HEADER' | 'FILE_EMPTY' | 'FILE_FORMAT'

  constructor(code: FileRefused['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** The file breaks off, or its packing does not match its content. What came before was read. */
export class FileDamaged extends DomainError {
  override readonly name = 'FileDamaged'
  /** As the unpacker calls it: `Z_BUF_ERROR` for a file that was cut off. */
  readonly code: string

  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** What people try to import and no mapping can read, by its first bytes. */
const CONTAINERS: readonly (readonly [string, string])[] = [
  ['504b0304', 'a ZIP archive or an Excel workbook (.xlsx)'],
  ['d0cf11e0', 'an old Office file (.xls, .doc)'],
  ['25504446', 'a PDF'],
  ['fffe', 'a text in UTF-16'],
  ['feff', 'a text in UTF-16'],
]
const GZIP = '1f8b'

/** What was read of a file so far. */
export interface BytesRead {
  /** As it lies on the disk, packed or not. */
  packed: number
  /** Of its text. */
  line_breaks: number
  ends_with_break: boolean
}

/** How many lines the text had so far; the last may have no line break. */
export function linesOf({ packed, line_breaks, ends_with_break }: BytesRead): number {
  return line_breaks + (packed > 0 && !ends_with_break ? 1 : 0)
}

/**
 * The file's bytes, unpacked where its first bytes say gzip; `read` is kept in step. Throws
 * FileRefused for a file of a kind that has no lines, and FileDamaged where the packing breaks.
 */
export async function* bytesOf(path: string, read: BytesRead): AsyncGenerator<Uint8Array> {
  const first = await firstBytes(path)
  const container = CONTAINERS.find(([bytes]) => first.startsWith(bytes))
  if (container !== undefined) {
    const message =
      `${basename(path)} is ${container[1]}, not text in UTF-8; ` +
      'save it as CSV (UTF-8) and import that'
    throw new FileRefused('FILE_FORMAT', message)
  }
  const file = counted(path, read)
  // The consumer sees the error of either stream; the callback has nothing to add.
  const text = first.startsWith(GZIP)
    ? unpacked(
        path,
        pipeline(file, createGunzip(), () => {}),
      )
    : file
  for await (const chunk of text) {
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1))
      read.line_breaks += 1
    read.ends_with_break = chunk.at(-1) === LINE_FEED
    yield chunk
  }
}

/** Of the whole file as it lies on the disk. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  // Bytes, because no encoding was asked for.
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

async function* counted(path: string, read: BytesRead): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
    // As above.
    read.packed += (chunk as Uint8Array).length
    yield chunk as Uint8Array
  }
}

async function* unpacked(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('Z_')) throw error
    const what = code === 'Z_BUF_ERROR' ? 'is cut off' : 'is damaged'
    const message =
      `${basename(path)} ${what}: its packing breaks (${code}); ` +
      'records before that point may have been taken'
    throw new FileDamaged(code, message, error)
  }
}

async function firstBytes(path: string): Promise<string> {
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
  return buffer.toString('hex', 0, bytesRead)
}
