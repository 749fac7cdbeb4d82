import { EARLIEST, instantFromMs, LATEST, secondOfInstant } from '@jianwei/events/instant.ts'
import { factRows } from '#/evaluation/fact-rows.ts'
import { asks } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import type { SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import { instant, or, sql, textList, type Sql } from '#/sql.ts'

/** More facts of a subject than these are not read by interval: its rules ask their statements. */
export const SPANS_FACTS_MAX = 20_000
/** As many conditions on keys and times stand in one statement. */
const SPANS_IN_STATEMENT_MAX = 200

export interface SpansAsked {
  /** By subject, in order, at least one. */
  readonly spans: ReadonlyMap<string, readonly SecondsSpan[]>
  readonly known: Known
  readonly types: readonly string[]
  /** What is read of the facts' data. */
  readonly fields: readonly ColumnField[]
  readonly facts_max?: number | undefined
}

/** The facts in force of these types that lie in the spans; nobody is left out. */
export async function factsOfSpans(
  warehouse: Warehouse,
  { spans, known, types, fields, facts_max = SPANS_FACTS_MAX }: SpansAsked,
): Promise<ReadonlyMap<string, readonly FactAlone[] | 'too many'>> {
  const found = new Map<string, FactAlone[]>([...spans.keys()].map((id) => [id, []]))
  for (const subjects of pieces(spans)) {
    const scope = { of: 'subjects', subject_ids: [...subjects.keys()] } as const
    const condition = sql`event_type IN ${textList(types)} AND ${within(subjects)}`
    // One more than are looked at says enough.
    const tail = sql`LIMIT ${facts_max + 1} BY subject_id`
    const asked = { scope, known, table: 'events_v2', condition, fields, tail } as const
    for await (const piece of factRows(warehouse, asked, asks('facts-of-spans')))
      for (const fact of piece) found.get(fact.subject_id)?.push(fact)
  }
  return new Map(
    Array.from(found, ([id, facts]) => [id, facts.length > facts_max ? 'too many' : facts]),
  )
}

function* pieces(
  spans: SpansAsked['spans'],
): Generator<ReadonlyMap<string, readonly SecondsSpan[]>, void, undefined> {
  let piece = new Map<string, readonly SecondsSpan[]>()
  let conditions = 0
  for (const [subject_id, own] of spans) {
    if (conditions + own.length > SPANS_IN_STATEMENT_MAX && piece.size > 0) {
      yield piece
      piece = new Map()
      conditions = 0
    }
    piece.set(subject_id, own)
    conditions += own.length
  }
  if (piece.size > 0) yield piece
}

/** By key and time, as the rows lie. */
function within(subjects: ReadonlyMap<string, readonly SecondsSpan[]>): Sql {
  const conditions = Array.from(subjects, ([subject_id, spans]) => {
    const times = spans.map(
      ({ from, up_to }) =>
        sql`occurred_at >= ${beginningOf(from)} AND occurred_at < ${beginningOf(up_to + 1)}`,
    )
    return sql`subject_key = cityHash64(${subject_id}) AND ${or(times.map((one) => sql`(${one})`))}`
  })
  return or(conditions.map((one) => sql`(${one})`))
}

const FIRST_SECOND = secondOfInstant(EARLIEST)
const LAST_SECOND = secondOfInstant(LATEST)

function beginningOf(second: number): Sql {
  const there = Math.min(Math.max(second, FIRST_SECOND), LAST_SECOND)
  return instant(instantFromMs(there * 1_000))
}
