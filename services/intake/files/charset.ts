import { isUtf8 } from 'node:buffer'
import type { Mapping } from '#/intake/mapping/language.ts'

/** How the bytes of one text are read. */
export type Charset = Exclude<Mapping['input']['encoding'], 'detected'>

const LINE_FEED = 0x0a
const HIGHEST_ASCII = 0x7f

/**
 * How the text is written of which these are the first bytes: UTF-16 by its mark; else UTF-8, where
 * not most of its lines that go beyond ASCII are GB 18030 and no UTF-8. The last line may be cut.
 */
export function charsetOf(first: Uint8Array): Charset {
  const [one, two] = first
  if (one === 0xff && two === 0xfe) return 'utf-16le'
  if (one === 0xfe && two === 0xff) return 'utf-16be'
  if (isUtf8(first)) return 'utf-8'
  const lines = linesOf(first).filter((line) => line.some((byte) => byte > HIGHEST_ASCII))
  const decode = decoderOf('gb18030')
  const chinese = lines.filter((line) => !isUtf8(line) && decode(line) !== undefined)
  return chinese.length * 2 > lines.length ? 'gb18030' : 'utf-8'
}

/**
 * Reads bytes as text; undefined for what is not of the encoding. In UTF-8 a byte order mark stays.
 */
export function decoderOf(charset: Charset): (bytes: Uint8Array) => string | undefined {
  if (charset === 'utf-8') return decodeUtf8
  const decoder = new TextDecoder(charset, { fatal: true })
  return (bytes) => {
    try {
      return decoder.decode(bytes)
    } catch {
      return undefined
    }
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/** A last line without an end stands for itself only where it is all that there is. */
function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  let begin = 0
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, begin)) {
    lines.push(bytes.subarray(begin, at))
    begin = at + 1
  }
  return lines.length === 0 ? [bytes] : lines
}

/** The same bytes of UTF-8, without a byte order mark at their beginning. */
export async function* withoutMark(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const chunk of stream) {
    yield isFirst && MARK.every((byte, at) => chunk[at] === byte)
      ? chunk.subarray(MARK.length)
      : chunk
    isFirst = false
  }
}

const MARK: readonly number[] = [0xef, 0xbb, 0xbf]

/** The text in UTF-8, without a byte order mark. What is not of the encoding becomes U+FFFD. */
export async function* inUtf8(
  stream: AsyncIterable<Uint8Array>,
  charset: Charset,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(charset)
  for await (const chunk of stream) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield Buffer.from(text)
  }
  const last = decoder.decode()
  if (last !== '') yield Buffer.from(last)
}
