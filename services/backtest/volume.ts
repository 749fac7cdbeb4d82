import { instantFromMs } from '@jianwei/events/instant.ts'
import {
  secondOfWeek,
  weekOfSecond,
  type Span,
} from '@jianwei/projections/backtest/backtest-scope.ts'
import type { Group, Groups, Volume, Weekly } from '@jianwei/projections/backtest/result.ts'
import {
  groupsSql,
  monthsSql,
  weeksSql,
  type GroupRow,
  type TotalsRow,
  type WeekRow,
} from '@jianwei/projections/backtest/volume-sql.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { quantileRank } from '#/backtest/intervals.ts'
import { rounded } from '#/backtest/rounded.ts'
import { rowsOf, type QueryContext } from '#/backtest/scratch-tables.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/** Regions and industries that are listed; the warnings of the others are counted together. */
export const GROUPS_LISTED_MAX = 40

/** Weeks that are listed, the newest: twenty years. */
export const WEEKS_LISTED_MAX = 1_040

/** How much a table of warnings says in a span, and when. */
export async function volumeOf(
  queryContext: QueryContext,
  rule: Rule,
  warnings: Sql,
  span: Span,
  totals: TotalsRow,
): Promise<Volume> {
  const offset = rule.utc_offset_seconds
  const grouped = (column: 'region' | 'industry') =>
    rowsOf<GroupRow>(queryContext, column, groupsSql(warnings, span, column, GROUPS_LISTED_MAX))
  const counts = { warnings: Number(totals.warnings), subjects: Number(totals.subjects) }
  return {
    ...counts,
    withdrawn_later: Number(totals.withdrawn),
    months: (await rowsOf<GroupRow>(queryContext, 'months', monthsSql(warnings, span, offset))).map(
      groupOf,
    ),
    regions: groupsOf(await grouped('region'), counts.warnings),
    industries: groupsOf(await grouped('industry'), counts.warnings),
    levels: counts.warnings === 0 ? [] : [{ name: rule.level, ...counts }],
    workload: workloadOf(
      await rowsOf<WeekRow>(queryContext, 'weeks', weeksSql(warnings, span, offset)),
      span,
      offset,
    ),
  }
}

function groupOf({ name, warnings, subjects }: GroupRow): Group {
  return { name: name === '' ? null : name, warnings: Number(warnings), subjects: Number(subjects) }
}

function groupsOf(rows: readonly GroupRow[], total: number): Groups {
  const listed = rows.map(groupOf)
  return { listed, not_listed: total - listed.reduce((sum, { warnings }) => sum + warnings, 0) }
}

function workloadOf(
  rows: readonly WeekRow[],
  { from_ms, to_ms }: Span,
  offset: number,
): Volume['workload'] {
  const first = weekOfSecond(Math.floor(from_ms / 1_000), offset)
  const weeks = weekOfSecond(Math.floor((to_ms - 1) / 1_000), offset) - first + 1
  return {
    weeks,
    warnings: weeklyOf(
      rows.map((row) => Number(row.warnings)),
      weeks,
    ),
    alerts: weeklyOf(
      rows.map((row) => Number(row.matters)),
      weeks,
    ),
    listed: rows.slice(-WEEKS_LISTED_MAX).map((row) => ({
      begins: instantFromMs(secondOfWeek(Number(row.week), offset) * 1_000),
      warnings: Number(row.warnings),
      alerts: Number(row.matters),
    })),
    not_listed: Math.max(0, rows.length - WEEKS_LISTED_MAX),
  }
}

/** Of so many weeks, those without a count being 0. Quantiles are nearest ranks. */
function weeklyOf(counts: readonly number[], weeks: number): Weekly {
  const sorted = counts.filter((count) => count > 0).sort((a, b) => a - b)
  const empty = weeks - sorted.length
  const at = (quantile: number): number => sorted[quantileRank(quantile, weeks) - 1 - empty] ?? 0
  const sum = sorted.reduce((total, count) => total + count, 0)
  return { mean: rounded(sum / weeks), median: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 }
}
