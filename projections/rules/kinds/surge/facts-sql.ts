import { selectionSql } from '#/rules/facts/filter-sql.ts'
import type { Partition } from '#/rules/facts/groups/grouped-versions-sql.ts'
import type { SurgeParameters, SurgeRule } from '#/rules/kinds/surge/parameters.ts'
import type { SelectedFacts } from '#/rules/facts/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'
import { pieceSql } from '#/rules/statements/window-pieces-sql.ts'
import { sql, type Sql } from '#/sql.ts'

export function surgePartition({ parameters }: SurgeRule): Partition {
  return { by: 'group', group: parameters.group_by }
}

/**
 * The facts that are counted, with `fact` and the `piece` of time they lie in, of so many seconds.
 */
export function surgeFacts({ parameters }: SurgeRule, pieceSeconds: number): SelectedFacts {
  return {
    condition: selectionSql(parameters.of),
    extra: { fact: FACT_NUMBER, piece: pieceSql(pieceSeconds, sql`second`) },
  }
}

/** Window and baseline together, in seconds: a fact so old lies before both. */
export function reachSeconds({ window_seconds, baseline_seconds }: SurgeParameters): number {
  return window_seconds + baseline_seconds
}

/**
 * The four stretches of time that an instant is judged by, as window frames of a group's facts in
 * the order of `second`.
 */
export function surgeFrames(parameters: SurgeParameters): Readonly<Record<SurgeStretch, Sql>> {
  const window = parameters.window_seconds
  const reach = reachSeconds(parameters)
  const over = (from: number, to: Sql): Sql =>
    sql`OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN ${from} PRECEDING AND ${to})`
  return {
    reached: over(window - 1, sql`CURRENT ROW`),
    base: over(reach - 1, sql`${window} PRECEDING`),
    reached_before: over(window, sql`1 PRECEDING`),
    base_before: over(reach, sql`${window + 1} PRECEDING`),
  }
}

export type SurgeStretch = 'reached' | 'base' | 'reached_before' | 'base_before'
