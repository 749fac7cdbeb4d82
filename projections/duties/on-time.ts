import type { Instant } from '@jianwei/events/instant.ts'
import { DUTIES } from '#/duties/duty-row.ts'
import { conditionsOf, OPEN_STATES, type DutiesFilter } from '#/duties/filter-sql.ts'
import { countOf, textOrNull } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { and, columns, instant, joined, list, sql, type Sql } from '#/sql.ts'

/** Rows that one answer holds; it says how many more there are. */
const ON_TIME_ROWS_MAX = 1_000

/** What each count is of, among the duties whose end lies in the period. */
const COUNTS = {
  /** Met by their end. */
  met_in_time: sql`state = 'met' AND NOT is_late`,
  met_late: sql`state = 'met' AND is_late`,
  /** Their end has passed, and nothing met them. */
  open_late: sql`${isOpenSql()} AND is_breached`,
  /** There is time left, or the clock stands still. */
  open: sql`${isOpenSql()} AND NOT is_breached`,
  /** Nothing was owed any more. */
  cancelled: sql`state = 'cancelled'`,
  extended: sql`extensions > 0`,
  paused: sql`pauses > 0`,
} as const satisfies Readonly<Record<string, Sql>>

export type OnTimeCounts = { readonly [Count in keyof typeof COUNTS]: number } & {
  /** Opened in the period, and their days cannot be counted: in none of the others. */
  readonly undated: number
}

/** By what the counts are told apart: whose duty, which, both, or not at all. */
export type OnTimeBy = 'unit' | 'kind' | 'unit_and_kind'

export interface OnTimeRow extends OnTimeCounts {
  /** Null where the body resolves to no unit, and where units are not told apart. */
  readonly unit: string | null
  /** As sources name the body, where it resolves to no unit; null for duties of the desk. */
  readonly department: string | null
  readonly kind: string | null
  /** Null where the duties have several. */
  readonly title_en: string | null
  readonly title_zh: string | null
}

export interface OnTimeQuestion {
  readonly filter: Pick<DutiesFilter, 'unit' | 'region' | 'kind' | 'about'>
  readonly by: OnTimeBy
  /** From the first instant up to and without the second, by when duties are due. */
  readonly period: readonly [from: Instant, to: Instant]
}

export interface OnTime {
  /** Those with the most that came late first. */
  readonly rows: readonly OnTimeRow[]
  /** Rows that the answer has no place for; `all` counts their duties too. */
  readonly more_rows: number
  readonly all: OnTimeCounts
}

const NAMES = Object.keys(COUNTS)
const ALL_NAMES = [...NAMES, 'undated']

type EngineCounts = { readonly [Count in keyof OnTimeCounts]: string }
type EngineRow = EngineCounts & {
  readonly of_unit: string
  readonly of_department: string
  readonly of_kind: string
  readonly of_title_en: string
  readonly of_title_zh: string
}

/** How many duties whose end lies in the period were met in time. */
export async function dutiesOnTime(
  warehouse: Warehouse,
  { filter, by, period }: OnTimeQuestion,
): Promise<OnTime> {
  const ofUnits = by !== 'kind'
  const ofKinds = by !== 'unit'
  // Where the body is a unit, sources may name it in many ways.
  const unit = ofUnits ? sql`unit` : sql`''`
  const department = ofUnits ? sql`if(unit = '', department, '')` : sql`''`
  const kind = ofKinds ? sql`kind` : sql`''`
  // Limits of the desk have titles of their own for each level.
  const title = (column: Sql): Sql =>
    ofKinds ? sql`if(uniqExact(${column}) = 1, toString(any(${column})), '')` : sql`''`
  const those = sql`
FROM ${DUTIES}
WHERE ${inPeriodSql(filter, period)}`
  const [rows, [all]] = await Promise.all([
    warehouse.query<EngineRow>(
      sql`
SELECT
  ${unit} AS of_unit, ${department} AS of_department, ${kind} AS of_kind,
  ${title(sql`title_en`)} AS of_title_en, ${title(sql`title_zh`)} AS of_title_zh,
  ${countsSql()}${those}
GROUP BY of_unit, of_department, of_kind
ORDER BY met_late + open_late DESC, of_unit, of_department, of_kind
LIMIT ${ON_TIME_ROWS_MAX}`,
      { purpose: 'duties:on-time' },
    ),
    warehouse.query<EngineCounts & { readonly groups: string }>(
      sql`
SELECT ${countsSql()}, uniqExact(${unit}, ${department}, ${kind}) AS groups${those}`,
      { purpose: 'duties:on-time-of-all' },
    ),
  ])
  return {
    rows: rows.map((row) => ({
      ...countsOf(row),
      unit: textOrNull(row.of_unit),
      department: textOrNull(row.of_department),
      kind: textOrNull(row.of_kind),
      title_en: textOrNull(row.of_title_en),
      title_zh: textOrNull(row.of_title_zh),
    })),
    more_rows: Math.max(0, countOf(all?.groups ?? 0) - rows.length),
    all: countsOf(all),
  }
}

function inPeriodSql(filter: OnTimeQuestion['filter'], [from, to]: OnTimeQuestion['period']): Sql {
  // A duty whose days cannot be counted belongs to no other time than that of its opening.
  const time = sql`ifNull(due_at, opened_at)`
  return and([
    ...conditionsOf(filter),
    sql`${time} >= ${instant(from)}`,
    sql`${time} < ${instant(to)}`,
  ])
}

function countsSql(): Sql {
  const counts = Object.entries(COUNTS).map(
    ([name, condition]) =>
      sql`countIf(due_at IS NOT NULL AND ${condition}) AS ${columns([name], NAMES)}`,
  )
  return joined([...counts, sql`countIf(due_at IS NULL) AS undated`])
}

function countsOf(row: EngineCounts | undefined): OnTimeCounts {
  // Each of the names is a column of the statement.
  const counts = ALL_NAMES.map((name) => [name, countOf(row?.[name as keyof OnTimeCounts] ?? 0)])
  return Object.fromEntries(counts) as OnTimeCounts
}

function isOpenSql(): Sql {
  return sql`state IN (${list(OPEN_STATES)})`
}
