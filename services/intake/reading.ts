import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { FactReference } from '@jianwei/events/fact.ts'
import type { FactId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { InputOrigin, RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import type { FieldLeftOut } from '#/intake/mapping/row.ts'

/**
 * What reading one piece of input gave: its events, all of them good, or everything that is wrong
 * with it.
 */
export type Reading = ReadInput | RefusedInput

export interface ReadInput {
  readonly ok: true
  /**
   * One for a CloudEvent; a row that a mapping splits gives several, one that it skips gives none.
   */
  readonly events: readonly NewEvent[]
  /** Cells of a file's row that could not be read and cost their field only. */
  readonly left_out?: readonly FieldLeftOut[]
  /**
   * Where ids name records, which may come again with other content. Elsewhere they name
   * occurrences.
   */
  readonly record?: RowOfRegister | ExchangeReport
}

/** A row of a register: what the record says now, whatever it said before. */
export interface RowOfRegister {
  readonly kind: 'row'
  /** When the record changed; null where the row does not say. */
  readonly changed_at: Instant | null
  /** What the mapping can make of a row and does not make of this one. */
  readonly absent: readonly FactReference[]
  /** What the mapping makes of the items of lists: items that are gone are not among `absent`. */
  readonly lists: readonly ListedFacts[]
  /** When the row came, where it has been in quarantine since. */
  readonly kept_since?: Instant
  /** What the row changes of facts that are there; undefined where the file is no change log. */
  readonly changes?: readonly FactChange[]
  /** Whether another row of the file gives the fact: then it is not gone. */
  readonly is_given_elsewhere?: (factId: FactId) => boolean
}

/** A change of a fact that is there, field by field. */
export interface FactChange {
  readonly fact: FactReference
  readonly type: string
  readonly reason: string
  /** Null where the fact is retracted. */
  readonly fields: ChangedFields | null
  /** Names the change within its source; null where its time and what it changes do. */
  readonly change_id: string | null
  /** How often the file has had the same change before, with others of the fact in between. */
  readonly repeats: number
}

export interface ChangedFields {
  readonly set: Readonly<Record<string, unknown>>
  readonly remove: readonly string[]
  /** `occurred_at`, `region` and `department`, where they change. */
  readonly envelope: Readonly<Record<string, unknown>>
}

export interface ListedFacts {
  readonly source: string
  /** Whether an id is one that an item of this row's list may have. */
  readonly matches: (id: string) => boolean
}

/** A record of the government exchange format: what its source said at a time of its own. */
export interface ExchangeReport {
  readonly kind: 'report'
  readonly operation: 'insert' | 'update' | 'delete'
  readonly batch: string
  /** `cd_time`. */
  readonly reported_at: Instant
  readonly statements: readonly ReportedFact[]
  /** How often the file has had the same report before, with others about the record in between. */
  readonly repeats: number
}

export interface ReportedFact {
  readonly fact: FactReference
  readonly subject_id: string
  /**
   * What the record says of it, as a first report; undefined where it says that there is no such
   * fact.
   */
  readonly event: NewEvent | undefined
  /** The mapping makes this fact of other records, and not of this one. */
  readonly is_absent: boolean
}

export interface RefusedInput {
  readonly ok: false
  /** CloudEvents `source` where it could be read. */
  readonly source: string | null
  readonly reasons: readonly RefusalReason[]
  /** The facts that it speaks of, where their ids could be read. */
  readonly facts?: readonly FactReference[]
  /** The facts of all records that it is of; absent where some of them could not be read. */
  readonly records?: readonly FactId[]
}

/** One piece of input (a body, a line, a row) with what is needed to keep it when it is refused. */
export interface IntakeInput {
  readonly reading: Reading
  readonly origin: InputOrigin
  readonly content_type: string
  /** The original, untouched. */
  readonly bytes: Uint8Array
  /** Of the entry under which it is in quarantine already. */
  readonly quarantine_id?: string
}

/** What a row of a change log changes; nothing of a reading that was refused. */
export function changesOf(reading: Reading): readonly FactChange[] {
  return reading.ok && reading.record?.kind === 'row' ? (reading.record.changes ?? []) : []
}

/** The mapping passes it over on purpose: it says nothing. */
export function isSkipped(reading: Reading): boolean {
  return reading.ok && reading.events.length === 0 && changesOf(reading).length === 0
}

export function refusal(
  source: string | null,
  code: string,
  path: string,
  message: string,
): RefusedInput {
  return { ok: false, source, reasons: [{ code, path, message }] }
}
