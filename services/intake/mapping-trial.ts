import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import type { FieldsLeftOut } from '#/intake/import-record.ts'
import { openParts, type FilePart } from '#/intake/files/file-parts.ts'
import { FileRefused } from '#/intake/files/file-errors.ts'
import { hasHeader } from '#/intake/files/header.ts'
import { checkedColumns, recordsBelowHeader } from '#/intake/files/part-reader.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import { recordReader } from '#/intake/mapped-records.ts'
import { isTable, type Mapping } from '#/intake/mapping/language.ts'
import { changesOf, isSkipped, type Reading } from '#/intake/reading.ts'
import type { RawRecord } from '#/intake/records.ts'
import { csvFields } from '#/text-reading/csv-fields.ts'

/** What a mapping makes of a file, without writing anything. */
export interface MappingTrial {
  readonly records: number
  readonly events: number
  /** Records that the mapping passes over on purpose. */
  readonly skipped: number
  readonly refused: number
  readonly shown: readonly TriedRecord[]
  readonly problems: readonly ProblemGroup[]
  readonly fields_left_out: readonly FieldsLeftOut[]
  /** False where it stopped before the end of the file, at a limit of the options. */
  readonly is_whole: boolean
}

export interface TriedRecord {
  /** With the name inside an archive. */
  readonly file: string
  readonly line: number
  /** What the record says: each column of a table, or the record as it stands. */
  readonly cells: readonly (readonly [column: string, text: string])[]
  readonly reading: Reading
}

/** All records that were refused for one reason in one place. */
export interface ProblemGroup {
  readonly code: string
  readonly path: string
  readonly message: string
  readonly records: number
  readonly examples: readonly TriedRecord[]
}

export interface TrialOptions {
  readonly now: Instant
  readonly regions: RegionTable
  /** Records that are shown beside their events, from the first on. */
  readonly shown_max: number
  /** Ends before the end of the file after so many records, or so long. */
  readonly records_max?: number
  readonly ms_max?: number
  readonly signal?: AbortSignal
}

const EXAMPLES_MAX = 3

/**
 * Reads the whole file. Each record stands for itself: what the log holds of it already, and
 * whether two records share an id, is seen only at the import. Throws FileRefused and FileDamaged
 * as the import does.
 */
export async function tryMapping(
  path: string,
  mapping: Mapping,
  options: TrialOptions,
): Promise<MappingTrial> {
  const trial = new Trial(options)
  await using opened = await openParts(path, mapping, { packed: 0 })
  for (const part of opened.parts) {
    const columns = await checkedColumns(part, mapping)
    if (trial.is_over) break
    if (columns !== undefined) await tryPart(part, columns, mapping, trial, options)
    else if (hasHeader(mapping)) throw new FileRefused('FILE_EMPTY', `${part.name} is empty`)
  }
  return trial.result()
}

async function tryPart(
  part: FilePart,
  columns: readonly string[],
  mapping: Mapping,
  trial: Trial,
  { now, regions, signal }: TrialOptions,
): Promise<void> {
  const reader = recordReader(mapping, columns, part.charset, regions)
  const cellsOf = cellReader(part, columns, mapping)
  for await (const body of recordsBelowHeader(part.records({ lines: 0 }), mapping)) {
    signal?.throwIfAborted()
    const records = body.slice(0, trial.records_left)
    for (const [at, reading] of reader.read(records, futureBound(now)).entries()) {
      const record = records[at]
      if (record !== undefined)
        trial.add(reading, () => ({
          file: part.name,
          line: record.line,
          cells: cellsOf(record),
          reading,
        }))
    }
    if (records.length < body.length || trial.isOverdue()) return trial.end()
  }
}

/** Gathers what the readings say; records are made ready to be shown only where they are. */
class Trial {
  readonly #options: TrialOptions
  readonly #began = performance.now()
  readonly #shown: TriedRecord[] = []
  readonly #groups = new Map<string, ProblemGroup>()
  readonly #leftOut = new Map<string, FieldsLeftOut>()
  #records = 0
  #events = 0
  #skipped = 0
  #refused = 0
  #isOver = false

  constructor(options: TrialOptions) {
    this.#options = options
  }

  get records_left(): number {
    return (this.#options.records_max ?? Infinity) - this.#records
  }

  get is_over(): boolean {
    return this.#isOver
  }

  isOverdue(): boolean {
    return performance.now() - this.#began > (this.#options.ms_max ?? Infinity)
  }

  /** There is more of the file than was looked at. */
  end(): void {
    this.#isOver = true
  }

  add(reading: Reading, tried: () => TriedRecord): void {
    this.#records += 1
    if (this.#shown.length < this.#options.shown_max) this.#shown.push(tried())
    if (!reading.ok) {
      this.#refused += 1
      for (const reason of reading.reasons) this.#addProblem(reason, tried)
      return
    }
    this.#events += reading.events.length + changesOf(reading).length
    if (isSkipped(reading)) this.#skipped += 1
    for (const { column, code } of reading.left_out ?? []) {
      const key = `${column}\n${code}`
      const cells = (this.#leftOut.get(key)?.cells ?? 0) + 1
      this.#leftOut.set(key, { column, code, cells })
    }
  }

  result(): MappingTrial {
    return {
      records: this.#records,
      events: this.#events,
      skipped: this.#skipped,
      refused: this.#refused,
      shown: this.#shown,
      problems: [...this.#groups.values()].toSorted((a, b) => b.records - a.records),
      fields_left_out: [...this.#leftOut.values()],
      is_whole: !this.#isOver,
    }
  }

  #addProblem({ code, path, message }: RefusalReason, tried: () => TriedRecord): void {
    const key = `${code}\n${path}`
    const before = this.#groups.get(key)
    const examples = before?.examples ?? []
    this.#groups.set(key, {
      code,
      path,
      message,
      records: (before?.records ?? 0) + 1,
      examples: examples.length < EXAMPLES_MAX ? [...examples, tried()] : examples,
    })
  }
}

function cellReader(
  { charset }: FilePart,
  columns: readonly string[],
  mapping: Mapping,
): (record: RawRecord) => TriedRecord['cells'] {
  const decoder = new TextDecoder(charset)
  return ({ bytes }) => {
    const text = decoder.decode(bytes)
    const fields = isTable(mapping) ? csvFields(text, mapping.input.delimiter) : undefined
    return fields === undefined
      ? [['', text]]
      : fields.map((field, at) => [columns[at] ?? `#${at + 1}`, field])
  }
}

/** The events of a reading; none of one that was refused. */
export function eventsOf(reading: Reading): readonly NewEvent[] {
  return reading.ok ? reading.events : []
}
