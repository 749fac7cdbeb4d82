import { isUtf8 } from 'node:buffer'
import { charsetOf, decoderOf } from '#/intake/files/charset.ts'

/** What people try to import, by the first bytes in hexadecimal digits. */
const CONTAINERS: readonly (readonly [first: string, what: string])[] = [
  ['504b0304', 'a ZIP archive, or an Excel workbook (.xlsx): for that, use `format: xlsx`'],
  ['d0cf11e0', 'an old Office file (.xls, .doc): save it as .xlsx, or as CSV (UTF-8)'],
  ['25504446', 'a PDF: nothing can be read from it'],
  ['7b5c7274', 'a text of RTF: save it as CSV (UTF-8)'],
  ['377abcaf', 'a 7z archive: unpack it first'],
  ['52617221', 'a RAR archive: unpack it first'],
]

const DELIMITERS = [',', '\t', ';', '|'] as const
const FIELDS_MIN = 3

/** What kind of container these first bytes begin; undefined for what may be text. */
export function containerOf(first: Uint8Array): string | undefined {
  const digits = Buffer.from(first.subarray(0, 4)).toString('hex')
  return CONTAINERS.find(([begin]) => digits.startsWith(begin))?.[1]
}

/**
 * What a text looks like, in words that say what to do, from its first bytes; undefined where it
 * looks like nothing known.
 */
export function looksLike(first: Uint8Array): string | undefined {
  const container = containerOf(first)
  if (container !== undefined) return container
  const charset = charsetOf(first)
  const text = new TextDecoder(charset).decode(first).trimStart()
  if (text.startsWith('<!DOCTYPE html') || /^<html/i.test(text))
    return 'a web page (HTML): perhaps the answer of a portal that asks to sign in'
  if (text.startsWith('<')) return 'XML: use `format: xml` with `element`'
  if (text.startsWith('[')) return 'a JSON array: use `format: json`'
  if (text.startsWith('{'))
    return hasJsonLine(text)
      ? 'JSON lines: use `format: ndjson`'
      : 'JSON on several lines: use `format: json`'
  return delimitedWords(text)
}

const LINES_LOOKED_AT = 20

/** One line that is broken makes no other format of the rest. */
function hasJsonLine(text: string): boolean {
  return text.split('\n', LINES_LOOKED_AT).some((line) => {
    try {
      return line.trim().startsWith('{') && typeof JSON.parse(line) === 'object'
    } catch {
      return false
    }
  })
}

function delimitedWords(text: string): string | undefined {
  const [line = ''] = text.split(/\r\n|\r|\n/, 1)
  const counted = DELIMITERS.map((delimiter) => ({
    delimiter,
    fields: line.split(delimiter).length,
  })).toSorted((a, b) => b.fields - a.fields)
  const [most] = counted
  if (most === undefined || most.fields < FIELDS_MIN) return undefined
  const shown = most.delimiter === '\t' ? '"\\t"' : `'${most.delimiter}'`
  return `CSV whose fields are separated by ${shown}: use \`format: csv\`, \`delimiter: ${shown}\``
}

/** Whether bytes that are no UTF-8 are probably Chinese text of an office's computer. */
export function looksLikeGbk(bytes: Uint8Array): boolean {
  return !isUtf8(bytes) && decoderOf('gb18030')(bytes) !== undefined
}

const VALUE = /^[\s"']*[-+]?[\d.,:/年月日-]*\d[\d.,:/年月日-]*[\s"']*$/u

/** Whether a line holds numbers and dates where names of columns should stand. */
export function looksLikeData(fields: readonly string[]): boolean {
  return fields.filter((field) => VALUE.test(field)).length * 3 >= fields.length
}
