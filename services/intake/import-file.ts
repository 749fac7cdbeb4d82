import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { containsPersonalNumber } from '@jianwei/events/identifiers/personal-number.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import { WORDS_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import { hashOf, type BytesRead } from '#/intake/files/file-bytes.ts'
import { FileRefused } from '#/intake/files/file-errors.ts'
import { openParts, type FilePart } from '#/intake/files/file-parts.ts'
import { hasHeader } from '#/intake/files/header.ts'
import { checkedColumns, recordsBelowHeader } from '#/intake/files/part-reader.ts'
import { fileMemory, type FileMemory } from '#/intake/file-memory.ts'
import { ImportAttempt, type ImportedFile } from '#/intake/import-attempt.ts'
import {
  ImportRecord,
  type BesideCounts,
  type FieldsLeftOut,
  type ImportCounts,
} from '#/intake/import-record.ts'
import { countsOf, type Intake, type IntakeCounts } from '#/intake/intake.ts'
import { isReleasedAnew } from '#/intake/later-imports.ts'
import { regionsFor } from '#/intake/mapping/mapping-regions.ts'
import { recordReader, type RecordReader } from '#/intake/mapped-records.ts'
import { REPORTED_UNKNOWN, type Mapping } from '#/intake/mapping/language.ts'
import { recordBatches } from '#/intake/record-batches.ts'
import type { RawRecord } from '#/intake/records.ts'
import {
  inRelease,
  openRelease,
  type PartColumns,
  type ReleaseSummary,
  type WholeRelease,
} from '#/intake/release/whole-release.ts'
import { isSkipped } from '#/intake/reading.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { stateFeeds, type StatementLeft } from '#/intake/stated-feeds.ts'

/**
 * Brings a file into the log. The phases:
 * 1. the file's bytes and the mapping name the import: the same two again are the same import, and
 *    a finished one is not read again, unless other files of the register were read since: then it
 *    is what the register says now, from its first row;
 * 2. the first records are read; a file that the mapping cannot read is refused before anything
 *    waits for it;
 *    A register that is published whole is read to its end and compared with what stands;
 * 3. the attempt starts, and alerts of its sources wait; before the first row its sources state
 *    what they feed. Batches of records are taken by intake,
 *    and then counted in a checkpoint; before each the attempt says, at most once a minute, that it
 *    lives;
 *    Behind the last row, what a whole register lacks is retracted;
 * 4. the attempt says how it ended, whatever the end, and alerts wait no longer. After a kill
 *    nobody says so: alerts wait for IMPORT_HOLD_MS, or until a further attempt ends;
 * 5. a further attempt passes over the records that the checkpoint counts. A batch that was taken
 *    but not counted comes again; its events have the same ids, so the log holds them once (the
 *    counts then call them duplicates).
 */

/** Records in one step; a record may give several events, and they share one transaction. */
export const IMPORT_RECORDS_MAX = 1_000
export const IMPORT_BYTES_MAX = 8 * 1024 * 1024

export interface ImportSummary extends ImportCounts {
  readonly import_id: string
  /**
   * Lines of the file, with its header, blank lines and line breaks inside quotes; null where an
   * earlier version of the program read it.
   */
  readonly lines: number | null
  /** True when an earlier run had finished this import: nothing was read. */
  readonly was_complete: boolean
  /**
   * True when it was read from its beginning again, because other files of the register had been
   * read since.
   */
  readonly was_read_anew: boolean
  /** Cells that could not be read and cost their field only, as the mapping wants it. */
  readonly fields_left_out: readonly FieldsLeftOut[]
  /** Records that the mapping passes over on purpose. */
  readonly skipped: number
  /** Sources whose statement stays as it is, though the mapping says something else. */
  readonly statements_left: readonly StatementLeft[]
  /** Of a register that is published whole; null where nothing was read. */
  readonly release: ReleaseSummary | null
}

export interface ImportProgress extends ImportCounts {
  /** Of the file as it lies on the disk, compressed or not. */
  readonly bytes_read: number
  readonly bytes_total: number
}

export interface ImportParts {
  readonly intake: Intake
  readonly log: EventLog
  /** For what the file's rows have said. */
  readonly scratch: () => ScratchMemory
  readonly checkpoints: CheckpointStore
  readonly now: () => Instant
  readonly onProgress?: (progress: ImportProgress) => void
  readonly signal?: AbortSignal
  /**
   * The next start of the program goes on with this import by itself, so a stop is no end: alerts
   * wait for the next attempt, as after a kill.
   */
  readonly goes_on?: boolean
  /** Of a mapping that was published. */
  readonly mapping_version?: number | null
}

/** Somebody wants no more of the import: what was brought in stays, and nothing goes on. */
export class ImportStopped extends DomainError {
  override readonly name = 'ImportStopped'
  readonly code = 'STOPPED'

  constructor() {
    super('the import was stopped')
  }
}

/** What tells one import from another: the bytes of the file, and what is read of them. */
export function importIdOf(fileHash: string, mapping: Mapping): string {
  return derivedId('import', fileHash, readingHash(mapping))
}

export async function importFile(
  path: string,
  mapping: Mapping,
  parts: ImportParts,
): Promise<ImportSummary> {
  parts.signal?.throwIfAborted()
  const file_hash = await hashOf(path)
  const import_id = importIdOf(file_hash, mapping)
  const { mapping_version = null } = parts
  const file = { import_id, file: nameOf(path, file_hash), file_hash, mapping, mapping_version }
  const record = await ImportRecord.load(parts.checkpoints, import_id, hasHeader(mapping))
  const wasReadAnew = record.has_begun && (await isReleasedAnew(parts.log, file))
  if (record.complete && !wasReadAnew) {
    return {
      ...record.counts,
      import_id,
      lines: record.lines,
      was_complete: true,
      was_read_anew: false,
      fields_left_out: record.fields_left_out,
      skipped: record.skipped,
      statements_left: [],
      release: null,
    }
  }
  const previousId = record.attempt_id
  await (wasReadAnew ? record.beginAnew() : record.begin())
  const attempt = new ImportAttempt(parts.log, parts.now, file, record.attempt_id)
  try {
    const read = { packed: 0, lines: 0 }
    const reading = { file, record, attempt, previousId }
    const { statements_left, release } = await readFile(path, read, reading, parts)
    await attempt.complete(record.counts, record.fields_left_out)
    const { lines } = read
    await record.finish(record.counts, lines)
    return {
      ...record.counts,
      import_id,
      lines,
      was_complete: false,
      was_read_anew: wasReadAnew,
      fields_left_out: record.fields_left_out,
      skipped: record.skipped,
      statements_left,
      release,
    }
  } catch (error) {
    await tellEnd(attempt, error, record, parts)
    throw error
  }
}

/**
 * Of what a mapping reads from a file. What it states of its sources, how much a release may lack,
 * that it knows on purpose of no time of reporting, and that it leaves the encoding to the file,
 * changes nothing of it: an import that was finished before mappings could say so stays finished.
 */
function readingHash(mapping: Mapping): string {
  const { feeds: _, ...read } = mapping
  const text = JSON.stringify(read, (key, value: unknown) => {
    if (key === 'gone_at_most') return undefined
    if (key === 'reported_at' && value === REPORTED_UNKNOWN) return undefined
    return key === 'encoding' && value === 'detected' ? 'utf-8' : value
  })
  return createHash('sha256').update(text).digest('hex')
}

/**
 * The log keeps the name for ever, so one that holds a person's number gives way to the beginning
 * of the file's hash.
 */
export function nameOf(path: string, hash: string): string {
  const name = basename(path)
  return containsPersonalNumber(name) ? `${hash.slice(0, 12)}${extname(name)}` : name
}

interface Reading {
  readonly file: ImportedFile
  readonly record: ImportRecord
  readonly attempt: ImportAttempt
  readonly previousId: string
}

/** What was read of a file: bytes of it, and lines of its text, or of all texts in it. */
interface ReadSoFar extends BytesRead {
  lines: number
}

/**
 * `read` and the record are kept in step with what is durable. Gives the statements of sources that
 * were left as they are. All parts of the file are looked at before the first row of any is taken.
 */
async function readFile(
  path: string,
  read: ReadSoFar,
  reading: Reading,
  parts: ImportParts,
): Promise<Pick<ImportSummary, 'statements_left' | 'release'>> {
  const { file, attempt, previousId } = reading
  await using opened = await openParts(path, file.mapping, read)
  const partsOfFile = await withColumns(opened.parts, file.mapping)
  if (partsOfFile.every(({ columns }) => columns === undefined) && hasHeader(file.mapping))
    throw new FileRefused('FILE_EMPTY', `${file.file} is empty`)
  read.packed = 0
  const regions = await regionsFor(file.mapping, new RegionBook(parts.log))
  using ofRelease = parts.scratch()
  const release = await openRelease(partsOfFile, file, ofRelease, { ...parts, regions })
  read.packed = 0
  await attempt.start(previousId)
  if (release !== undefined) await attempt.compared(release.compared, release.released_at)
  const statements_left = await stateFeeds(parts.log, file.mapping, parts.now())
  const { size } = await stat(path)
  using scratch = parts.scratch()
  const memory = fileMemory(scratch)
  for (const { part, columns } of partsOfFile) {
    if (columns === undefined) continue
    const reader = recordReader(file.mapping, columns, part.charset, regions)
    const inHand = { part, reader, memory, read, size, release }
    await readPart(inHand, reading, parts)
  }
  if (release === undefined) return { statements_left, release: null }
  await release.retract((more) => reading.record.addRetracted(more))
  const { compared, released_at } = release
  const { retracted } = reading.record
  return { statements_left, release: { ...compared, released_at, retracted } }
}

async function withColumns(
  parts: readonly FilePart[],
  mapping: Mapping,
): Promise<readonly PartColumns[]> {
  const found: PartColumns[] = []
  for (const part of parts) found.push({ part, columns: await checkedColumns(part, mapping) })
  return found
}

interface PartInHand {
  readonly part: FilePart
  readonly reader: RecordReader
  readonly memory: FileMemory
  readonly read: ReadSoFar
  readonly size: number
  readonly release: WholeRelease | undefined
}

/** Lines of further parts count on from those before them. */
async function readPart(
  { part, reader, memory, read, size, release }: PartInHand,
  { file, record, attempt }: Reading,
  parts: ImportParts,
): Promise<void> {
  const before = read.lines
  const ofPart = { lines: 0 }
  const isTaken = ({ line }: RawRecord): boolean => before + line <= record.after_line
  const batches = recordBatches(part.records(ofPart), {
    batch_records_max: IMPORT_RECORDS_MAX,
    batch_bytes_max: IMPORT_BYTES_MAX,
    linger_ms: 1_000,
  })
  for await (const body of recordsBelowHeader(batches, file.mapping)) {
    parts.signal?.throwIfAborted()
    for (const passed of reader.read(body.filter(isTaken), futureBound(parts.now())))
      memory.remember(passed)
    const records = body.filter((one) => !isTaken(one))
    const lastLine = before + (records.at(-1)?.line ?? 0)
    if (records.length > 0) {
      await attempt.renew(record.counts)
      const taken = await takeRecords(records, reader, { file, part, memory, release }, parts)
      const counts = add(record.counts, records.length, taken.counts)
      await record.progress(counts, lastLine, taken)
    }
    parts.onProgress?.({ ...record.counts, bytes_read: read.packed, bytes_total: size })
  }
  read.lines = before + ofPart.lines
}

/**
 * An end that cannot be told is no second failure: without a word from the attempt, alerts wait for
 * it only so long.
 */
async function tellEnd(
  attempt: ImportAttempt,
  error: unknown,
  { counts, fields_left_out }: ImportRecord,
  { signal, goes_on = false }: ImportParts,
): Promise<void> {
  const stopped = signal?.aborted === true
  if (stopped && goes_on && !(signal.reason instanceof ImportStopped)) return
  const outcome = stopped ? 'stopped' : error instanceof FileRefused ? 'refused' : 'failed'
  try {
    await attempt.abort(outcome, stopped ? 'STOPPED' : codeOf(error), counts, fields_left_out)
  } catch {
    // The error of the import says more than that of its last word.
  }
}

/** Codes and names are the program's own words; a message may repeat what the file says. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** As the log calls the file, and the one inside it where its name holds no person's number. */
function nameInside({ file }: ImportedFile, { name }: FilePart): string {
  const inside = name.slice(name.indexOf('/') + 1)
  if (!name.includes('/') || containsPersonalNumber(inside)) return file
  return `${file}/${inside}`.slice(0, WORDS_CHARACTERS_MAX)
}

interface TakenRecords extends BesideCounts {
  readonly counts: IntakeCounts
}

interface RecordsAround {
  readonly file: ImportedFile
  readonly part: FilePart
  readonly memory: FileMemory
  readonly release: WholeRelease | undefined
}

async function takeRecords(
  records: readonly RawRecord[],
  reader: RecordReader,
  { file, part, memory, release }: RecordsAround,
  parts: ImportParts,
): Promise<TakenRecords> {
  const readings = reader
    .read(records, futureBound(parts.now()))
    .map((reading) => inRelease(memory.remember(reading), release))
  const inputs = records.map((record, at) => {
    const reading = readings[at]
    if (reading === undefined) throw new TypeError('each record has a reading')
    return {
      reading,
      origin: {
        channel: 'file' as const,
        file: nameInside(file, part),
        line: record.line,
        mapping: file.mapping.mapping,
      },
      content_type: reader.content_type,
      bytes: record.bytes,
    }
  })
  const counts = countsOf(await parts.intake.take(inputs))
  const left_out = readings.flatMap((reading) => (reading.ok ? (reading.left_out ?? []) : []))
  return { counts, left_out, skipped: readings.filter(isSkipped).length }
}

function add(counts: ImportCounts, records: number, more: IntakeCounts): ImportCounts {
  return {
    records: counts.records + records,
    accepted: counts.accepted + more.accepted,
    duplicate: counts.duplicate + more.duplicate,
    corrected: counts.corrected + more.corrected,
    quarantined: counts.quarantined + more.quarantined + more.counted,
  }
}
