import { selectionSql } from '#/rules/filter-sql.ts'
import type { Partition } from '#/rules/groups/grouped-versions-sql.ts'
import type { SurgeParameters } from '#/rules/kinds/surge/parameters.ts'
import type { SurgeRule } from '#/rules/rule.ts'
import type { SelectedFacts } from '#/rules/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/warning-sql.ts'
import { pieceSql } from '#/rules/window-pieces-sql.ts'

export function surgePartition({ parameters }: SurgeRule): Partition {
  return { by: 'group', group: parameters.group_by }
}

/** The facts that are counted, with `fact` and the `piece` of time they lie in, of so many seconds. */
export function surgeFacts({ parameters }: SurgeRule, pieceSeconds: number): SelectedFacts {
  return {
    condition: selectionSql(parameters.of),
    extra: { fact: FACT_NUMBER, piece: pieceSql(pieceSeconds, 'second') },
  }
}

/** Window and baseline together, in seconds: a fact so old lies before both. */
export function reachSeconds({ window_seconds, baseline_seconds }: SurgeParameters): number {
  return window_seconds + baseline_seconds
}

/** The four stretches of time that an instant is judged by, as window frames of a group's facts in the order of `second`. */
export function surgeFrames(parameters: SurgeParameters): Readonly<Record<SurgeStretch, string>> {
  const window = parameters.window_seconds
  const reach = reachSeconds(parameters)
  const over = (from: number, to: string): string =>
    `OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN ${from} PRECEDING AND ${to})`
  return {
    reached: over(window - 1, 'CURRENT ROW'),
    base: over(reach - 1, `${window} PRECEDING`),
    reached_before: over(window, '1 PRECEDING'),
    base_before: over(reach, `${window + 1} PRECEDING`),
  }
}

export type SurgeStretch = 'reached' | 'base' | 'reached_before' | 'base_before'
