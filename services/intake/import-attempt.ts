import { streamOf, type EventData, type NewEvent, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ImportAborted } from '@jianwei/events/source/import.ts'
import { LIST_ITEMS_MAX, WORDS_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { NOTHING_COUNTED, type FieldsLeftOut, type ImportCounts } from '#/intake/import-record.ts'
import { sourcesOf, type Mapping } from '#/intake/mapping/language.ts'
import { mappingHash } from '#/intake/mapping/mapping-hash.ts'
import { INTAKE_SOURCE } from '#/intake/quarantined-input.ts'
import type { ReleaseComparison } from '#/intake/release/release-comparison.ts'

/**
 * An attempt says at most this often that it lives: a small part of IMPORT_HOLD_MS, and few events.
 */
const RENEWAL_MS = 60_000

/** The file and the mapping that make an import. */
export interface ImportedFile {
  readonly import_id: string
  readonly file: string
  readonly file_hash: string
  readonly mapping: Mapping
  /** Null: it was not published. */
  readonly mapping_version: number | null
}

/**
 * What one reading of a file tells the log about itself. An attempt ends once: a second end has the
 * same identity.
 */
export class ImportAttempt {
  readonly attempt_id: string
  readonly #log: EventLog
  readonly #now: () => Instant
  readonly #file: ImportedFile
  #renewed = -Infinity
  #renewals = 0

  constructor(log: EventLog, now: () => Instant, file: ImportedFile, attemptId: string) {
    this.attempt_id = attemptId
    this.#log = log
    this.#now = now
    this.#file = file
  }

  /**
   * From here on alerts of the file's sources wait. An attempt before this one that never said how
   * it ended, ends with it.
   */
  async start(previousId: string): Promise<void> {
    const previous = await this.#log.find([eventIdOf(INTAKE_SOURCE, startId(previousId))])
    const superseded =
      previous.length === 0 ? [] : [this.#aborted(previousId, 'superseded', 'SUPERSEDED')]
    const started = this.#record('ImportStarted', 3, startId(this.attempt_id), {
      ...this.#ids(this.attempt_id),
      ...this.#ofFile(),
    })
    await this.#append([...superseded, started])
    this.#renewed = msOfInstant(this.#now())
  }

  /** Called before each batch. */
  async renew(counts: ImportCounts): Promise<void> {
    const now = msOfInstant(this.#now())
    // A clock that was set back renews too: what was said last may be far ahead.
    if (now >= this.#renewed && now - this.#renewed < RENEWAL_MS) return
    this.#renewals += 1
    const of_sources = sourcesOf(this.#file.mapping)
    const data = { ...this.#ids(this.attempt_id), of_sources, ...counts }
    await this.#append([
      this.#record(
        'ImportProgressed',
        1,
        `import-progressed:${this.attempt_id}:${this.#renewals}`,
        data,
      ),
    ])
    this.#renewed = now
  }

  /** Of a register that is published whole, before its first row is taken. */
  async compared(
    { standing, gone, gone_at_most, rows_without_id }: ReleaseComparison,
    released_at: Instant | null,
  ): Promise<void> {
    const data = {
      ...this.#ids(this.attempt_id),
      of_sources: sourcesOf(this.#file.mapping),
      mapping: this.#file.mapping.mapping,
      released_at,
      standing,
      gone,
      gone_at_most,
      rows_without_id,
    }
    const id = `release-compared:${this.attempt_id}`
    await this.#append([this.#record('ReleaseCompared', 1, id, data)])
  }

  async complete(counts: ImportCounts, leftOut: readonly FieldsLeftOut[]): Promise<void> {
    const data = { ...this.#ids(this.attempt_id), ...counts, ...listed(leftOut) }
    await this.#append([this.#record('ImportCompleted', 4, endId(this.attempt_id), data)])
  }

  async abort(
    outcome: ImportAborted['outcome'],
    code: string,
    counts: ImportCounts,
    leftOut: readonly FieldsLeftOut[],
  ): Promise<void> {
    await this.#append([this.#aborted(this.attempt_id, outcome, code, counts, leftOut)])
  }

  #aborted(
    attemptId: string,
    outcome: ImportAborted['outcome'],
    code: string,
    counts = NOTHING_COUNTED,
    leftOut: readonly FieldsLeftOut[] = [],
  ): NewEvent {
    const ofEnd = { outcome, code, ...counts, ...listed(leftOut) }
    const data = { ...this.#ids(attemptId), ...this.#ofFile(), ...ofEnd }
    return this.#record('ImportAborted', 2, endId(attemptId), data)
  }

  #ids(attempt_id: string) {
    return { import_id: this.#file.import_id, attempt_id }
  }

  #ofFile() {
    const { file, file_hash, mapping, mapping_version } = this.#file
    return {
      of_sources: sourcesOf(mapping),
      file,
      mapping: mapping.mapping,
      file_hash,
      mapping_version,
      mapping_hash: mappingHash(mapping),
    }
  }

  #record(type: string, schema_version: number, id: string, data: EventData): NewEvent {
    return recordEvent({
      type,
      schema_version,
      source: INTAKE_SOURCE,
      id,
      subject_id: platformSubject('source', this.#file.mapping.source),
      region: null,
      occurred_at: this.#now(),
      causation_id: null,
      data,
    })
  }

  async #append(events: readonly NewEvent[]): Promise<void> {
    await appendOne(this.#log, streamOf('source', this.#file.mapping.source), 'any', events)
  }
}

/** As many as an event holds; the rest is counted. */
function listed(
  leftOut: readonly FieldsLeftOut[],
): Pick<ImportAborted, 'fields_left_out' | 'fields_left_out_more'> {
  const more = leftOut.slice(LIST_ITEMS_MAX)
  return {
    fields_left_out: leftOut
      .slice(0, LIST_ITEMS_MAX)
      .map((one) => ({ ...one, column: one.column.slice(0, WORDS_CHARACTERS_MAX) })),
    fields_left_out_more: {
      pairs: more.length,
      cells: more.reduce((sum, { cells }) => sum + cells, 0),
    },
  }
}

function startId(attemptId: string): string {
  return `import-started:${attemptId}`
}

function endId(attemptId: string): string {
  return `import-ended:${attemptId}`
}
