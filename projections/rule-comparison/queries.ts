import type { Instant } from '@jianwei/events/instant.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { identifier, sql, type Sql } from '#/sql.ts'
import type { LedgerTable } from '#/warnings/projection.ts'

/**
 * Two versions of a rule side by side, from what the ledgers say: nothing is evaluated here.
 * Warnings that stand are paired:
 *
 *  1. those of one subject and one anchor (the same instant, the same deciding fact);
 *  2. of what is left of a subject, the first of one version with the first of the other by time,
 *     the second with the second …
 *
 * A pair is `same` if both lie at the same time, otherwise `earlier` or `later`, as the second
 * version has it. What has no partner is `only_first` or `only_second`.
 */

export const COMPARED_PARTS = ['same', 'earlier', 'later', 'only_first', 'only_second'] as const
export type ComparedPart = (typeof COMPARED_PARTS)[number]

/** A version and the ledger that its warnings are in. */
export interface ComparedVersion {
  readonly rule_version: number
  readonly table: LedgerTable
}

export interface ComparedWarning {
  readonly warning_id: string
  readonly anchor_at: Instant
}

export interface ComparedExample {
  readonly subject_id: string
  readonly first: ComparedWarning | null
  readonly second: ComparedWarning | null
}

export type Comparison = Readonly<
  Record<
    ComparedPart,
    {
      readonly count: number
      readonly subjects: number
      readonly examples: readonly ComparedExample[]
    }
  >
>

interface EngineRow {
  readonly part: ComparedPart
  readonly count: string
  readonly subjects: string
  readonly examples: readonly (readonly [string, string, string, string, string])[]
}

/** Counts of every part, and of each the first examples by subject and time. */
export async function compareVersions(
  warehouse: Warehouse,
  rule_id: string,
  [first, second]: readonly [ComparedVersion, ComparedVersion],
  examples_max: number,
): Promise<Comparison> {
  const rows = await warehouse.query<EngineRow>(
    sql`
WITH
  standing AS (${standingSql(rule_id, first, 1)} UNION ALL ${standingSql(rule_id, second, 2)}),
  numbered AS (
    SELECT *, if(versions = 3, toUInt64(0), row_number() OVER (PARTITION BY subject_id, side,
      versions = 3 ORDER BY at, anchor)) AS rank
    FROM (SELECT *, groupBitOr(side) OVER (PARTITION BY subject_id, anchor) AS versions
    FROM standing)
  ),
  paired AS (
    SELECT subject_id, groupBitOr(side) AS sides,
      anyIf(toString(id), side = 1) AS first_id, anyIf(at, side = 1) AS first_at,
      anyIf(toString(id), side = 2) AS second_id, anyIf(at, side = 2) AS second_at
    FROM numbered GROUP BY subject_id, rank, if(rank = 0, anchor, '')
  )
SELECT multiIf(sides = 1, 'only_first', sides = 2, 'only_second', second_at < first_at, 'earlier',
    second_at > first_at, 'later', 'same') AS part,
  count() AS count, uniqExact(subject_id) AS subjects,
  groupArraySorted(${examples_max})(
    (subject_id, toString(first_at), toString(second_at), first_id, second_id)) AS examples
FROM paired GROUP BY part`,
    { purpose: 'rule-comparison:versions' },
  )
  const byPart = new Map(rows.map((row) => [row.part, row]))
  // One entry for each part, which is what the type says.
  return Object.fromEntries(
    COMPARED_PARTS.map((part) => [part, partOf(byPart.get(part))]),
  ) as Comparison
}

/** The warnings of a version that stand. */
function standingSql(rule_id: string, { rule_version, table }: ComparedVersion, side: 1 | 2): Sql {
  return sql`
  SELECT toUInt8(${side}) AS side, w.warning_id AS id, any(w.subject_id) AS subject_id,
    any(w.anchor) AS anchor,
    argMax(w.anchor_at, w.position) AS at
  FROM ${identifier(table)} AS w WHERE w.rule_id = ${rule_id} AND w.rule_version = ${rule_version}
  GROUP BY w.warning_id HAVING argMax(w.movement, w.position) = 'raised'`
}

function partOf(row: EngineRow | undefined): Comparison[ComparedPart] {
  if (row === undefined) return { count: 0, subjects: 0, examples: [] }
  const warning = (warning_id: string, at: string): ComparedWarning | null =>
    warning_id === '' ? null : { warning_id, anchor_at: instantOf(at) }
  return {
    count: countOf(row.count),
    subjects: countOf(row.subjects),
    examples: row.examples.map(([subject_id, firstAt, secondAt, firstId, secondId]) => ({
      subject_id,
      first: warning(firstId, firstAt),
      second: warning(secondId, secondAt),
    })),
  }
}
