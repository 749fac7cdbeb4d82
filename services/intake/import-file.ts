import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { streamOf } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/platform-subject.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import { recordEvent } from '@jianwei/events/record-event.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import { countsOf, type Intake, type IntakeCounts } from '#/intake/intake.ts'
import { EVENT_BYTES_MAX, isBlank } from '#/intake/line-reading.ts'
import { csvFormOf, headerOf, recordReader, repeatedColumns, type RecordReader } from '#/intake/mapped-records.ts'
import { sourcesOf, type Mapping } from '#/intake/mapping/language.ts'
import { INTAKE_SOURCE } from '#/intake/quarantined-input.ts'
import { recordBatches } from '#/intake/record-batches.ts'
import type { RawRecord } from '#/intake/records.ts'

/**
 * Brings a file into the log. The phases:
 * 1. the file's bytes and the mapping name the import: the same two again are the same import, and a finished one is not
 *    read again;
 * 2. batches of records are read, taken by intake, and then counted in a checkpoint;
 * 3. after a kill, the records that the checkpoint counts are passed over. A batch that was taken but not counted comes
 *    again; its events have the same ids, so the log holds them once (the counts then call them duplicates).
 */

/** Records in one step; a record may give several events, and they share one transaction. */
export const IMPORT_RECORDS_MAX = 1_000
export const IMPORT_BYTES_MAX = 8 * 1024 * 1024
const READ_BYTES = 256 * 1024

export interface ImportCounts extends IntakeCounts {
  /** Records of the file, with the header and blank lines. */
  readonly records: number
}

export interface ImportSummary extends ImportCounts {
  readonly import_id: string
  /** True when an earlier run had finished this import: nothing was read. */
  readonly was_complete: boolean
}

export interface ImportProgress extends ImportCounts {
  /** Of the file as it lies on the disk, compressed or not. */
  readonly bytes_read: number
  readonly bytes_total: number
}

export interface ImportParts {
  readonly intake: Intake
  readonly log: EventLog
  readonly checkpoints: CheckpointStore
  readonly now: () => Instant
  readonly onProgress?: (progress: ImportProgress) => void
  readonly signal?: AbortSignal
}

/** The file cannot be read by this mapping at all. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused'
  readonly code: 'FILE_HEADER' | 'FILE_EMPTY'

  constructor(code: 'FILE_HEADER' | 'FILE_EMPTY', message: string) {
    super(message)
    this.code = code
  }
}

interface Started {
  readonly import_id: string
  readonly file: string
  readonly file_hash: string
  readonly mapping: Mapping
}

interface Saved extends ImportCounts {
  readonly complete: boolean
}

const NOTHING_YET: Saved = { records: 0, accepted: 0, duplicate: 0, quarantined: 0, complete: false }

export async function importFile(path: string, mapping: Mapping, parts: ImportParts): Promise<ImportSummary> {
  const fileHash = await hashOf(path)
  const importId = derivedId('import', fileHash, createHash('sha256').update(JSON.stringify(mapping)).digest('hex'))
  const started = { import_id: importId, file: basename(path), file_hash: fileHash, mapping }
  const name = `import-${importId}`
  const stored = await parts.checkpoints.load(name)
  // Only this function writes under the name.
  const saved = stored === undefined ? NOTHING_YET : (JSON.parse(stored.value) as Saved)
  const { complete, ...savedCounts } = saved
  if (complete) return { ...savedCounts, import_id: importId, was_complete: true }
  await appendOne(parts.log, streamOf('source', mapping.source), 'any', [startRecord(started, parts.now())])
  let version: number | 'absent' = stored?.version ?? 'absent'
  let counts: ImportCounts = savedCounts
  for await (counts of readFile(path, started, savedCounts, parts)) {
    version = await parts.checkpoints.save(
      name,
      JSON.stringify({ ...counts, complete: false } satisfies Saved),
      version,
    )
  }
  await appendOne(parts.log, streamOf('source', mapping.source), 'any', [endRecord(started, counts, parts.now())])
  await parts.checkpoints.save(name, JSON.stringify({ ...counts, complete: true } satisfies Saved), version)
  return { ...counts, import_id: importId, was_complete: false }
}

/** Yields the counts so far, each time more records are durable. */
async function* readFile(
  path: string,
  started: Started,
  savedCounts: ImportCounts,
  parts: ImportParts,
): AsyncGenerator<ImportCounts> {
  const { mapping } = started
  const { size } = await stat(path)
  let bytesRead = 0
  const stream = await bytesOf(path, (bytes) => (bytesRead += bytes))
  const header = mapping.input.format === 'csv'
  let reader: RecordReader | undefined = header ? undefined : recordReader(mapping, [])
  let counts: ImportCounts = { ...savedCounts, records: 0 }
  for await (const batch of recordBatches(stream, {
    csv: csvFormOf(mapping),
    record_bytes_max: EVENT_BYTES_MAX,
    batch_records_max: IMPORT_RECORDS_MAX,
    batch_bytes_max: IMPORT_BYTES_MAX,
    linger_ms: 1_000,
  })) {
    parts.signal?.throwIfAborted()
    const isFirst = counts.records === 0
    const [first] = batch
    if (header && isFirst && first !== undefined) reader = recordReader(mapping, checkedHeader(first, mapping))
    if (reader === undefined) throw new TypeError('a CSV file is read after its header')
    const done = Math.max(savedCounts.records - counts.records, header && isFirst ? 1 : 0)
    const records = batch.slice(done).filter((record) => !isBlank(record))
    counts = add(
      { ...counts, records: counts.records + batch.length },
      await takeRecords(records, reader, started, parts),
    )
    if (counts.records > savedCounts.records) yield counts
    parts.onProgress?.({ ...counts, bytes_read: bytesRead, bytes_total: size })
  }
  if (header && reader === undefined) throw new FileRefused('FILE_EMPTY', `${started.file} is empty`)
}

async function takeRecords(
  records: readonly RawRecord[],
  reader: RecordReader,
  started: Started,
  parts: ImportParts,
): Promise<IntakeCounts> {
  const readings = reader.read(records, futureBound(parts.now()))
  const inputs = records.map((record, at) => {
    const reading = readings[at]
    if (reading === undefined) throw new TypeError('each record has a reading')
    return {
      reading,
      origin: {
        channel: 'file' as const,
        file: started.file,
        line: record.line,
        mapping: started.mapping.mapping,
      },
      content_type: reader.content_type,
      bytes: record.bytes,
    }
  })
  return countsOf(inputs.length === 0 ? [] : await parts.intake.take(inputs))
}

function add(counts: ImportCounts, more: IntakeCounts): ImportCounts {
  return {
    records: counts.records,
    accepted: counts.accepted + more.accepted,
    duplicate: counts.duplicate + more.duplicate,
    quarantined: counts.quarantined + more.quarantined,
  }
}

function checkedHeader(record: RawRecord, mapping: Mapping): readonly string[] {
  const columns = headerOf(record, mapping)
  if (columns === undefined) throw new FileRefused('FILE_HEADER', 'the first line cannot be read as a CSV header')
  const missing = (mapping.input.columns ?? []).filter((column) => !columns.includes(column))
  if (missing.length > 0) throw new FileRefused('FILE_HEADER', `the header lacks the columns ${missing.join(', ')}`)
  const repeated = repeatedColumns(columns, mapping)
  if (repeated.length > 0) {
    const message = `the header names more than once what the mapping reads: ${repeated.join(', ')}`
    throw new FileRefused('FILE_HEADER', message)
  }
  return columns
}

/** The file's bytes, unpacked where its first two bytes say gzip. */
async function bytesOf(path: string, onRead: (bytes: number) => void): Promise<AsyncIterable<Uint8Array>> {
  const file = counted(path, onRead)
  // The consumer sees the error of either stream; the callback has nothing to add.
  return (await isGzip(path)) ? pipeline(file, createGunzip(), () => {}) : file
}

async function* counted(path: string, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
    // Bytes, because no encoding was asked for.
    onRead((chunk as Uint8Array).length)
    yield chunk as Uint8Array
  }
}

async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  // Bytes, because no encoding was asked for.
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

function startRecord({ import_id, file, file_hash, mapping }: Started, now: Instant): ReturnType<typeof recordEvent> {
  return recordEvent({
    type: 'ImportStarted',
    schema_version: 1,
    source: INTAKE_SOURCE,
    id: `import-started:${import_id}`,
    subject_id: platformSubject('source', mapping.source),
    region: null,
    occurred_at: now,
    causation_id: null,
    data: { import_id, of_sources: sourcesOf(mapping), file, mapping: mapping.mapping, file_hash },
  })
}

function endRecord(
  { import_id, mapping }: Started,
  counts: ImportCounts,
  now: Instant,
): ReturnType<typeof recordEvent> {
  return recordEvent({
    type: 'ImportCompleted',
    schema_version: 1,
    source: INTAKE_SOURCE,
    id: `import-completed:${import_id}`,
    subject_id: platformSubject('source', mapping.source),
    region: null,
    occurred_at: now,
    causation_id: null,
    data: {
      import_id,
      accepted: counts.accepted,
      duplicate: counts.duplicate,
      quarantined: counts.quarantined,
    },
  })
}
