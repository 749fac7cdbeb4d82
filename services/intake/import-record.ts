import { z } from 'zod'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { IntakeCounts } from '#/intake/intake.ts'
import type { FieldLeftOut } from '#/intake/mapping/row.ts'

/** `quarantined` are all that were refused: what is beyond the day's quota is among them. */
export interface ImportCounts extends Omit<IntakeCounts, 'counted'> {
  /** Records of the file, without its header and blank lines. */
  readonly records: number
}

export const NOTHING_COUNTED: ImportCounts = {
  records: 0,
  accepted: 0,
  duplicate: 0,
  corrected: 0,
  quarantined: 0,
}

/** Cells that could not be read and cost their field only: how many, by column and reason. */
export interface FieldsLeftOut {
  readonly column: string
  readonly code: string
  readonly cells: number
}

/** What of some records is told beside their counts. */
export interface BesideCounts {
  readonly left_out: readonly FieldLeftOut[]
  readonly skipped: number
}

const Count = z.int().min(0)
const counts = { records: Count, accepted: Count, duplicate: Count, quarantined: Count }

const Stored = z.strictObject({
  ...counts,
  /** Where they were not counted apart, they are among those accepted. */
  corrected: Count.default(0),
  /** Facts that the file lacks and that were retracted, where it is a whole register. */
  retracted: Count.default(0),
  /** Records that the mapping passes over on purpose. */
  skipped: Count.default(0),
  complete: z.boolean(),
  /** Lines of the whole file; known when it was read to its end. */
  lines: Count.nullable(),
  /** First line of the last record that was dealt with. */
  after_line: Count,
  fields_left_out: z
    .array(z.strictObject({ column: z.string(), code: z.string(), cells: Count }))
    .readonly()
    .default([]),
  /** Readings of the file that began. */
  attempts: Count,
})
type Stored = z.infer<typeof Stored>

/** As it was before attempts were told apart. `records` counted the header and blank lines too. */
const StoredBefore = z.strictObject({ ...counts, complete: z.boolean() })

const NOTHING_STORED: Stored = {
  ...NOTHING_COUNTED,
  retracted: 0,
  skipped: 0,
  complete: false,
  lines: null,
  after_line: 0,
  fields_left_out: [],
  attempts: 0,
}

/** How far an import has come, kept under its name so that a further attempt goes on from there. */
export class ImportRecord {
  readonly #checkpoints: CheckpointStore
  readonly #importId: string
  #stored: Stored
  #version: number | 'absent'

  private constructor(
    checkpoints: CheckpointStore,
    importId: string,
    stored: Stored,
    version: number | 'absent',
  ) {
    this.#checkpoints = checkpoints
    this.#importId = importId
    this.#stored = stored
    this.#version = version
  }

  static async load(
    checkpoints: CheckpointStore,
    importId: string,
    hasHeader: boolean,
  ): Promise<ImportRecord> {
    const stored = await checkpoints.load(`import-${importId}`)
    if (stored === undefined)
      return new ImportRecord(checkpoints, importId, NOTHING_STORED, 'absent')
    return new ImportRecord(
      checkpoints,
      importId,
      read(JSON.parse(stored.value), hasHeader),
      stored.version,
    )
  }

  get complete(): boolean {
    return this.#stored.complete
  }

  /** Rows of it may be in the log. */
  get has_begun(): boolean {
    return this.#version !== 'absent'
  }

  get lines(): number | null {
    return this.#stored.lines
  }

  get counts(): ImportCounts {
    const { records, accepted, duplicate, corrected, quarantined } = this.#stored
    return { records, accepted, duplicate, corrected, quarantined }
  }

  get skipped(): number {
    return this.#stored.skipped
  }

  get retracted(): number {
    return this.#stored.retracted
  }

  get fields_left_out(): readonly FieldsLeftOut[] {
    return this.#stored.fields_left_out
  }

  /** Records that begin on this line or before it were dealt with. */
  get after_line(): number {
    return this.#stored.after_line
  }

  /** The attempt under way. Before attempts were told apart, an import had one, of its own name. */
  get attempt_id(): string {
    const { attempts } = this.#stored
    return attempts === 0
      ? this.#importId
      : derivedId('import-attempt', this.#importId, String(attempts))
  }

  /**
   * A further attempt. Throws CheckpointConflict when another process began one at the same time.
   */
  begin(): Promise<void> {
    return this.#save({ ...this.#stored, attempts: this.#stored.attempts + 1 })
  }

  /** A further attempt that passes over nothing. */
  beginAnew(): Promise<void> {
    return this.#save({ ...NOTHING_STORED, attempts: this.#stored.attempts + 1 })
  }

  /** Throws CheckpointConflict when another attempt has begun meanwhile. */
  progress(done: ImportCounts, afterLine: number, beside: BesideCounts): Promise<void> {
    const fields_left_out = withMore(this.#stored.fields_left_out, beside.left_out)
    const skipped = this.#stored.skipped + beside.skipped
    return this.#save({ ...this.#stored, ...done, after_line: afterLine, fields_left_out, skipped })
  }

  /** Throws CheckpointConflict as `progress` does. */
  addRetracted(more: number): Promise<void> {
    return this.#save({ ...this.#stored, retracted: this.#stored.retracted + more })
  }

  finish(done: ImportCounts, lines: number): Promise<void> {
    return this.#save({ ...this.#stored, ...done, lines, complete: true })
  }

  async #save(stored: Stored): Promise<void> {
    const name = `import-${this.#importId}`
    this.#version = await this.#checkpoints.save(name, JSON.stringify(stored), this.#version)
    this.#stored = stored
  }
}

function withMore(
  before: readonly FieldsLeftOut[],
  more: readonly FieldLeftOut[],
): readonly FieldsLeftOut[] {
  const counted = new Map(before.map((one) => [`${one.column}\n${one.code}`, one]))
  for (const { column, code } of more) {
    const key = `${column}\n${code}`
    counted.set(key, { column, code, cells: (counted.get(key)?.cells ?? 0) + 1 })
  }
  return [...counted.values()]
}

function read(value: unknown, hasHeader: boolean): Stored {
  const before = StoredBefore.safeParse(value)
  if (before.success) {
    const { complete, records } = before.data
    // Where it had come is not known by line, so an import that was not finished is read from its
    // beginning: nothing is taken twice.
    if (!complete) return NOTHING_STORED
    return {
      ...NOTHING_STORED,
      ...before.data,
      records: Math.max(0, records - (hasHeader ? 1 : 0)),
    }
  }
  const parsed = Stored.safeParse(value)
  if (!parsed.success)
    throw new EventUnreadable('the record of an import', z.prettifyError(parsed.error))
  return parsed.data
}
