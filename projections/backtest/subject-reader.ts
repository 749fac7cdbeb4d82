import { HistoryFacts } from '#/backtest/history-facts.ts'
import {
  isSameSubject,
  joinedRows,
  rowsOfBlock,
  subjectIdAt,
  type HistoryRows,
  type RowSpan,
} from '#/backtest/history-rows.ts'
import { bufferOver } from '#/ports/block-scan.ts'
import { textOfCode, type ColumnBlock } from '#/ports/column-block.ts'
import { compareKnownAt, type KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import { placesInOrder, SubjectHistory } from '#/rules/evaluator/ledger/subject-history.ts'
import type { VersionColumns } from '#/rules/evaluator/ledger/version-columns.ts'
import { untilOf } from '#/rules/evaluator/ledger/versions-held.ts'
import { compareFactIdsAt, FACT_ID_BYTES } from '#/rules/facts/fact-id-bytes.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import type { OrderOfKnowing } from '#/rules/facts/knowledge-points.ts'

/** One subject's versions, or that it has more than are held. */
export type ReadSubject =
  | { readonly subject_id: string; readonly history: SubjectHistory; readonly versions: number }
  | { readonly subject_id: string; readonly history: 'too many'; readonly versions: number }

export interface ReadingAsked {
  readonly by: OrderOfKnowing
  /** More versions of one subject than these are not held. */
  readonly versions_max: number
  /** What is read of the facts' data. */
  readonly fields: readonly ColumnField[]
}

/** By fact the points of its amendments, in order. */
type EndsOfFacts = ReadonlyMap<string, readonly KnownAt[]>

/** Puts the blocks of a range of keys together, subject by subject. */
export class SubjectReader {
  readonly #asked: ReadingAsked
  readonly #ends = new Map<bigint, Map<string, KnownAt[]>>()
  #begun: RowSpan[] = []
  /** Rows of the subject that has begun, of which there are too many to hold them. */
  #passed = 0

  constructor(asked: ReadingAsked) {
    this.#asked = asked
  }

  /** Amendments, of the columns that `endsSql` selects: all of them, before the versions. */
  addEnds(block: ColumnBlock): void {
    const keys = new BigUint64Array(block.numbers('subject_key').buffer)
    const facts = bufferOver(block.fixed('fact'))
    const [reported_ms, positions] = [block.floats('reported_ms'), block.floats('at_position')]
    for (let row = 0; row < keys.length; row += 1) {
      const ofSubject = this.#ends.get(keys[row]!) ?? new Map<string, KnownAt[]>()
      this.#ends.set(keys[row]!, ofSubject)
      const fact = hexOf(facts, row)
      const ends = ofSubject.get(fact) ?? []
      ofSubject.set(fact, ends)
      ends.push({ ms: this.#msOf(reported_ms[row]!), position: positions[row]! })
      if (ends.length > 1) ends.sort(compareKnownAt)
    }
  }

  /** The subjects that end in a block. */
  *subjectsOf(block: ColumnBlock): Generator<ReadSubject, void, undefined> {
    const rows = rowsOfBlock(block, this.#asked.fields)
    let from = 0
    const last = this.#begun.at(-1)
    if (last !== undefined && !isSameSubject(last.rows, last.end - 1, rows, 0)) yield* this.ended()
    for (let row = 1; row < rows.length; row += 1) {
      if (isSameSubject(rows, row - 1, rows, row)) continue
      this.#begun.push({ rows, from, end: row })
      yield* this.ended()
      from = row
    }
    this.#begun.push({ rows, from, end: rows.length })
    this.#forgetTooMany()
  }

  /** The last subject, when there are no more blocks. */
  *ended(): Generator<ReadSubject, void, undefined> {
    const [spans, passed] = [this.#begun, this.#passed]
    this.#begun = []
    this.#passed = 0
    const [first] = spans
    if (first === undefined) return
    const subject_id = subjectIdAt(first.rows, first.from)
    if (passed + lengthOf(spans) > this.#asked.versions_max) {
      yield { subject_id, history: 'too many', versions: passed + lengthOf(spans) }
      return
    }
    const span =
      spans.length === 1 ? first : { rows: joinedRows(spans), from: 0, end: lengthOf(spans) }
    const versions = this.#versionsOf(span)
    if (versions.facts.length > 0)
      yield {
        subject_id,
        history: new SubjectHistory(subject_id, versions),
        versions: versions.facts.length,
      }
  }

  #forgetTooMany(): void {
    if (this.#passed + lengthOf(this.#begun) <= this.#asked.versions_max) return
    for (const { from, end } of this.#begun.slice(0, -1)) this.#passed += end - from
    this.#begun = this.#begun.slice(-1)
  }

  #versionsOf({ rows, from, end }: RowSpan): VersionColumns {
    const order = canonicalOrder(rows, from, end)
    const keys = new BigUint64Array(rows.subject_keys.buffer, 0, rows.length)
    const ends = this.#ends.size === 0 ? undefined : this.#ends.get(keys[from]!)
    return ends === undefined
      ? this.#columnsOf(rows, order, null)
      : this.#amended(rows, order, ends)
  }

  #columnsOf(
    rows: HistoryRows,
    order: readonly number[],
    until: VersionColumns['until'],
  ): VersionColumns {
    const from_ms = new Float64Array(order.length)
    const from_position = new Float64Array(order.length)
    for (let place = 0; place < order.length; place += 1) {
      const row = order[place]!
      from_ms[place] = this.#msOf(rows.reported_ms[row]!)
      from_position[place] = rows.positions[row]!
    }
    return { facts: new HistoryFacts(rows, order), from_ms, from_position, until }
  }

  /** What was never in force is left out. */
  #amended(rows: HistoryRows, order: readonly number[], ends: EndsOfFacts): VersionColumns {
    const until_ms: number[] = []
    const until_position: number[] = []
    const kept = order.filter((row) => {
      const ofFact = ends.get(hexOf(rows.fact_ids, row))
      const at = { ms: this.#msOf(rows.reported_ms[row]!), position: rows.positions[row]! }
      const isOriginal = textOfCode(rows.kinds, row) === 'original'
      const until = ofFact === undefined ? null : untilOf(isOriginal, at, ofFact)
      if (until === 'never') return false
      until_ms.push(until?.ms ?? Number.POSITIVE_INFINITY)
      until_position.push(until?.position ?? 0)
      return true
    })
    const until = {
      ms: Float64Array.from(until_ms),
      position: Float64Array.from(until_position),
    }
    return this.#columnsOf(rows, kept, until)
  }

  #msOf(reported_ms: number): number {
    return this.#asked.by === 'source' ? reported_ms : 0
  }
}

function lengthOf(spans: readonly RowSpan[]): number {
  return spans.reduce((sum, { from, end }) => sum + end - from, 0)
}

function hexOf(ids: Buffer, row: number): string {
  return ids.toString('latin1', row * FACT_ID_BYTES, (row + 1) * FACT_ID_BYTES)
}

/** By second, of one second by fact id: the engine gives them about in the order of time. */
function canonicalOrder(
  { occurred_ms, fact_ids }: HistoryRows,
  from: number,
  end: number,
): number[] {
  const secondOf = (row: number): number => Math.floor(occurred_ms[row]! / 1_000)
  const order = placesInOrder(
    end - from,
    (a, b) =>
      secondOf(from + a) - secondOf(from + b) || compareFactIdsAt(fact_ids, from + a, from + b),
  )
  if (from > 0) for (let place = 0; place < order.length; place += 1) order[place]! += from
  return order
}
