import { FileRefused } from '#/intake/files/file-errors.ts'
import type { FilePart } from '#/intake/files/file-parts.ts'
import { checkedHeader, checkPlaces, hasHeader } from '#/intake/files/header.ts'
import { looksLike } from '#/intake/files/looks-like.ts'
import { isBlank } from '#/intake/line-reading.ts'
import { recordReader, type RecordReader } from '#/intake/mapped-records.ts'
import { isTable, type Mapping } from '#/intake/mapping/language.ts'
import type { RawRecord } from '#/intake/records.ts'

/**
 * How the records of a part are read; undefined where it holds none. Throws FileRefused, with one
 * sentence that says what the part looks like, where it is not what the mapping expects: then none
 * of it is taken.
 */
export async function readerOfPart(
  part: FilePart,
  mapping: Mapping,
): Promise<RecordReader | undefined> {
  const first = await firstRecord(part)
  if (first === undefined) {
    checkFound(part, mapping)
    return undefined
  }
  if (!isTable(mapping)) {
    checkShape(first, part, mapping)
    return recordReader(mapping, [], part.charset)
  }
  if (hasHeader(mapping))
    return recordReader(mapping, checkedHeader(first, part, mapping), part.charset)
  const columns = mapping.input.columns ?? []
  checkPlaces(columns, mapping)
  return recordReader(mapping, columns, part.charset)
}

async function firstRecord(part: FilePart): Promise<RawRecord | undefined> {
  for await (const records of part.records({ lines: 0 })) {
    const [first] = records.filter((record) => !isBlank(record))
    if (first !== undefined) return first
  }
  return undefined
}

/** A whole file in another shape is one refusal, not as many as it has lines. */
function checkShape(first: RawRecord, part: FilePart, { input }: Mapping): void {
  const isByLine = input.format === 'ndjson' || input.format === 'exchange'
  const begin = String.fromCharCode(firstCharacter(first))
  const what = looksLike(part.first)
  if (what === undefined) return
  const isOther = begin !== (input.format === 'xml' ? '<' : '{')
  const isSpread = isByLine && what.includes('on several lines')
  if (isOther || isSpread) throw new FileRefused('FILE_FORMAT', `${part.name} looks like ${what}`)
}

function firstCharacter({ bytes }: RawRecord): number {
  return bytes.find((byte) => byte > 0x20) ?? 0
}

/** A file with something in it and no record in it is no empty one. */
function checkFound({ name, first }: FilePart, { input }: Mapping): void {
  if (!first.some((byte) => byte > 0x20)) return
  if (input.format === 'xml')
    throw new FileRefused('FILE_FORMAT', `${name} holds no element ${input.element ?? ''}`)
  if (input.format !== 'json') return
  const where = input.at === undefined ? '' : ` at ${input.at}`
  const what = looksLike(first)
  const isJson = what?.includes('JSON') === true
  const message = isJson || what === undefined ? '' : `: it looks like ${what}`
  // An array that is empty on purpose is an empty release.
  if (isJson && input.at === undefined) return
  throw new FileRefused('FILE_FORMAT', `${name} holds no array of records${where}${message}`)
}
