import { bufferOver } from '#/ports/block-scan.ts'
import {
  textAt,
  type CodedColumn as Coded,
  type ColumnBlock,
  type TextColumn as Texts,
} from '#/ports/column-block.ts'
import { joinedCodes, joinedNumbers, joinedTexts } from '#/ports/joined-columns.ts'
import { FACT_ID_BYTES } from '#/rules/facts/fact-id-bytes.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import { FieldRows, fieldsOfBlock } from '#/rules/facts/fields/field-rows.ts'

/** Versions of facts in columns, row by row as the engine gave them. */
export interface HistoryRows {
  readonly length: number
  /** Two halves a row. */
  readonly subject_keys: Uint32Array
  readonly subject_ids: Texts
  readonly fact_ids: Buffer
  readonly occurred_ms: Float64Array
  readonly event_types: Coded
  readonly kinds: Coded
  readonly reported_ms: Float64Array
  readonly positions: Float64Array
  readonly sources: Coded
  readonly regions: Coded
  readonly departments: Coded
  readonly fields: FieldRows
}

/** Of the columns that `versionsSql` selects, with these fields. */
export function rowsOfBlock(block: ColumnBlock, fields: readonly ColumnField[]): HistoryRows {
  return {
    length: block.rows,
    subject_keys: new Uint32Array(block.numbers('subject_key').buffer),
    subject_ids: block.texts('subject_id'),
    fact_ids: bufferOver(block.fixed('fact')),
    occurred_ms: block.floats('occurred_ms'),
    event_types: block.coded('event_type'),
    kinds: block.coded('version_kind'),
    reported_ms: block.floats('reported_ms'),
    positions: block.floats('at_position'),
    sources: block.coded('source'),
    regions: block.coded('region'),
    departments: block.coded('department'),
    fields: fieldsOfBlock(block, fields),
  }
}

/** Rows of one block, one behind the other. */
export interface RowSpan {
  readonly rows: HistoryRows
  readonly from: number
  readonly end: number
}

/** Rows of several blocks as those of one. */
export function joinedRows(spans: readonly RowSpan[]): HistoryRows {
  const numbers = (of: (rows: HistoryRows) => Float64Array): Float64Array =>
    joinedNumbers(
      Float64Array,
      spans.map(({ rows, from, end }) => of(rows).subarray(from, end)),
    )
  const coded = (of: (rows: HistoryRows) => Coded): Coded =>
    joinedCodes(
      spans.map(({ rows, from, end }) => {
        const { texts, codes } = of(rows)
        return { texts, codes: codes.subarray(from, end) }
      }),
    )
  return {
    length: spans.reduce((sum, { from, end }) => sum + end - from, 0),
    subject_keys: joinedNumbers(
      Uint32Array,
      spans.map(({ rows, from, end }) => rows.subject_keys.subarray(from * 2, end * 2)),
    ),
    subject_ids: joinedTexts(
      spans.map(({ rows: { subject_ids }, from, end }) => ({
        bytes: subject_ids.bytes,
        starts: subject_ids.starts.subarray(from, end),
        ends: subject_ids.ends.subarray(from, end),
      })),
    ),
    fact_ids: Buffer.concat(
      spans.map(({ rows, from, end }) =>
        rows.fact_ids.subarray(from * FACT_ID_BYTES, end * FACT_ID_BYTES),
      ),
    ),
    occurred_ms: numbers((rows) => rows.occurred_ms),
    event_types: coded((rows) => rows.event_types),
    kinds: coded((rows) => rows.kinds),
    reported_ms: numbers((rows) => rows.reported_ms),
    positions: numbers((rows) => rows.positions),
    sources: coded((rows) => rows.sources),
    regions: coded((rows) => rows.regions),
    departments: coded((rows) => rows.departments),
    fields: FieldRows.joined(
      spans.map(({ rows: { fields }, from, end }) => ({ fields, from, end })),
    ),
  }
}

export function subjectIdAt({ subject_ids }: HistoryRows, row: number): string {
  return textAt(subject_ids, row)
}

/** Whether two rows are about one subject. Two subjects may have one key. */
export function isSameSubject(a: HistoryRows, row: number, b: HistoryRows, other: number): boolean {
  const [keys, other_keys] = [a.subject_keys, b.subject_keys]
  if (keys[row * 2] !== other_keys[other * 2]) return false
  if (keys[row * 2 + 1] !== other_keys[other * 2 + 1]) return false
  const [ids, other_ids] = [a.subject_ids, b.subject_ids]
  const [start, other_start] = [ids.starts[row]!, other_ids.starts[other]!]
  const length = ids.ends[row]! - start
  if (other_ids.ends[other]! - other_start !== length) return false
  // Those of one key hardly ever differ, and are short: a call would take longer.
  for (let at = 0; at < length; at += 1)
    if (ids.bytes[start + at] !== other_ids.bytes[other_start + at]) return false
  return true
}
