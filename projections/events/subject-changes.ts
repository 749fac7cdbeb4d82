import type { Instant } from '@jianwei/events/instant.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { knownAtLiteral, knownAtSql, type Known } from '#/rules/facts/knowledge-points.ts'
import { and, instant, sql, type Sql } from '#/sql.ts'

/** What had happened by a time, as it was known at a point. */
export interface Moment {
  readonly known: Known
  /** All that is known where it is absent. */
  readonly as_of?: Instant
}

/**
 * What became of a fact from one moment to another. `added` is there at the second alone,
 * `retracted` and `left_out` at the first alone: it was withdrawn, or happened after the second
 * moment as that knows it, or was not known there. Of one `corrected` another version holds.
 */
export const FACT_CHANGES = ['added', 'corrected', 'retracted', 'left_out'] as const
export type FactChange = (typeof FACT_CHANGES)[number]

/** A version of a fact that held at a moment. */
export interface HeldVersion {
  readonly event_id: string
  readonly type: string
  readonly occurred_at: Instant
}

export interface ChangedFact {
  readonly fact_id: string
  readonly change: FactChange
  readonly from: HeldVersion | null
  readonly to: HeldVersion | null
}

export interface SubjectChanges {
  readonly counts: Readonly<Record<FactChange, number>>
  /** Newest occurrence first, up to the limit. */
  readonly items: readonly ChangedFact[]
}

export interface ChangesFilter {
  readonly subject_id: string
  readonly from: Moment
  readonly to: Moment
  readonly limit: number
}

/** Which facts about a subject differ between two moments. */
export async function subjectChanges(
  warehouse: Warehouse,
  filter: ChangesFilter,
): Promise<SubjectChanges> {
  const changed = changedSql(filter)
  const [counts, rows] = await Promise.all([
    warehouse.query<{ change: FactChange; facts: string }>(
      sql`SELECT change, count() AS facts FROM (${changed}) GROUP BY change`,
      { purpose: 'events:changes-counted' },
    ),
    warehouse.query<EngineChangeRow>(
      sql`
SELECT * FROM (${changed})
ORDER BY greatest(from_occurred_at, to_occurred_at) DESC, fact_id
LIMIT ${filter.limit}`,
      { purpose: 'events:changes' },
    ),
  ])
  const none = { added: 0, corrected: 0, retracted: 0, left_out: 0 }
  return {
    counts: counts.reduce((all, one) => ({ ...all, [one.change]: countOf(one.facts) }), none),
    items: rows.map(changedFact),
  }
}

function changedSql({ subject_id, from, to }: ChangesFilter): Sql {
  const key = sql`subject_key = cityHash64(${subject_id})`
  const side = (name: 'from' | 'to', moment: Moment): Sql => sql`
  SELECT ${name} AS side, fact_id, event_id, event_type, occurred_at
  FROM (${heldSql(subject_id, moment)})`
  return sql`
SELECT *, multiIf(from_type = '', 'added', to_type != '', 'corrected',
  fact_id IN (${retractedSql(key, to.known)}), 'retracted', 'left_out') AS change
FROM (
  SELECT fact_id,
    anyIf(event_id, side = 'from') AS from_event, anyIf(event_id, side = 'to') AS to_event,
    anyIf(toString(event_type), side = 'from') AS from_type,
    anyIf(toString(event_type), side = 'to') AS to_type,
    anyIf(occurred_at, side = 'from') AS from_occurred_at,
    anyIf(occurred_at, side = 'to') AS to_occurred_at
  FROM (${side('from', from)} UNION ALL ${side('to', to)})
  GROUP BY fact_id
)
WHERE from_event != to_event`
}

function heldSql(subjectId: string, { known, as_of }: Moment): Sql {
  const key = sql`subject_key = cityHash64(${subjectId})`
  const versions = sql`
    SELECT subject_key, fact_id, event_id, version_kind, reported_at, position, event_type,
      occurred_at
    FROM events_v2 WHERE ${key} AND subject_id = ${subjectId} AND version_kind != 'record'`
  const happened = as_of === undefined ? [] : [sql`occurred_at <= ${instant(as_of)}`]
  return sql`SELECT * FROM (${rowsInForceSql(versions, known, key)}) WHERE ${and(happened)}`
}

/** Facts of which the last amendment that is known withdraws them. */
function retractedSql(key: Sql, { by, until }: Known): Sql {
  const knownAt = knownAtSql(by, { reported_at: sql`reported_at`, position: sql`position` })
  const isKnown = until === undefined ? sql`1` : sql`${knownAt} <= ${knownAtLiteral(until)}`
  return sql`
    SELECT fact_id FROM fact_ends_v2 WHERE ${key} AND ${isKnown}
    GROUP BY fact_id HAVING argMax(toString(version_kind), ${knownAt}) = 'retraction'`
}

interface EngineChangeRow {
  readonly fact_id: string
  readonly change: FactChange
  readonly from_event: string
  readonly to_event: string
  /** Empty where the fact does not hold at that moment. */
  readonly from_type: string
  readonly to_type: string
  readonly from_occurred_at: string
  readonly to_occurred_at: string
}

function changedFact(row: EngineChangeRow): ChangedFact {
  const { fact_id, change } = row
  return {
    fact_id,
    change,
    from: held(row.from_event, row.from_type, row.from_occurred_at),
    to: held(row.to_event, row.to_type, row.to_occurred_at),
  }
}

function held(event_id: string, type: string, occurred_at: string): HeldVersion | null {
  return type === '' ? null : { event_id, type, occurred_at: instantOf(occurred_at) }
}
