import { FileRefused } from '#/intake/files/file-errors.ts'
import type { FilePart } from '#/intake/files/file-parts.ts'
import { checkedHeader, checkPlaces, hasHeader } from '#/intake/files/header.ts'
import { isBlank } from '#/intake/line-reading.ts'
import { isTable, type Mapping } from '#/intake/mapping/language.ts'
import type { RawRecord } from '#/intake/records.ts'

/**
 * The columns of a part, none where it is no table; undefined where it holds no record. Throws
 * FileRefused, with one sentence that says what the part looks like, where it is not what the
 * mapping expects: then none of it is taken.
 */
export async function checkedColumns(
  part: FilePart,
  mapping: Mapping,
): Promise<readonly string[] | undefined> {
  const first = await firstRecord(part)
  if (first === undefined) {
    checkFound(part, mapping)
    return undefined
  }
  if (!isTable(mapping)) {
    checkShape(first, part, mapping)
    return []
  }
  if (hasHeader(mapping)) return checkedHeader(first, part, mapping)
  const columns = mapping.input.columns ?? []
  checkPlaces(columns, mapping)
  return columns
}

/** The records of a part below its header, without blank lines, as they are read. */
export async function* recordsBelowHeader(
  batches: AsyncIterable<readonly RawRecord[]>,
  mapping: Mapping,
): AsyncGenerator<readonly RawRecord[]> {
  let isHeader = hasHeader(mapping)
  for await (const batch of batches) {
    const filled = batch.filter((record) => !isBlank(record))
    yield isHeader ? filled.slice(1) : filled
    isHeader &&= filled.length === 0
  }
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
  const what = part.looks_like
  if (what === undefined) return
  const isOther = begin !== (input.format === 'xml' ? '<' : '{')
  const isSpread = isByLine && what.includes('on several lines')
  if (isOther || isSpread) throw new FileRefused('FILE_FORMAT', `${part.name} looks like ${what}`)
}

function firstCharacter({ bytes }: RawRecord): number {
  return bytes.find((byte) => byte > 0x20) ?? 0
}

/** A file with something in it and no record in it is no empty one. */
function checkFound({ name, looks_like, is_blank }: FilePart, { input }: Mapping): void {
  if (is_blank) return
  if (input.format === 'xml')
    throw new FileRefused('FILE_FORMAT', `${name} holds no element ${input.element ?? ''}`)
  if (input.format !== 'json') return
  const where = input.at === undefined ? '' : ` at ${input.at}`
  const isJson = looks_like?.includes('JSON') === true
  const message = isJson || looks_like === undefined ? '' : `: it looks like ${looks_like}`
  // An array that is empty on purpose is an empty release.
  if (isJson && input.at === undefined) return
  throw new FileRefused('FILE_FORMAT', `${name} holds no array of records${where}${message}`)
}
