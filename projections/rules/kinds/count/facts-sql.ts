import { fieldPresentSql, fieldTextSql, selectionSql } from '#/rules/facts/filter-sql.ts'
import type { CountRule } from '#/rules/kinds/count/parameters.ts'
import type { SelectedFacts } from '#/rules/facts/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'
import { pieceSql } from '#/rules/statements/window-pieces-sql.ts'
import { identifier, joined, sql, stepSql, type Sql } from '#/sql.ts'
import {
  AFTER_ALL_SECONDS,
  BEFORE_ALL_SECONDS,
} from '@jianwei/events/working-days/civil-seconds.ts'

/**
 * The facts that count: `fact`, the `piece` of time they lie in, and for rules that count values
 * the `value`.
 */
export function countSelection(rule: CountRule): SelectedFacts {
  const { of, distinct } = rule.parameters
  const own = { fact: FACT_NUMBER, piece: pieceSql(rule.parameters.window_seconds, sql`second`) }
  if (distinct === null) return { condition: selectionSql(of), extra: own }
  return {
    condition: sql`${selectionSql(of)} AND ${fieldPresentSql(distinct)}`,
    extra: { ...own, value: fieldTextSql(distinct) },
  }
}

/**
 * `facts` with the columns `sizes` adds to: for each name the sizes of the two windows over the
 * facts that satisfy its condition, as `<name>_reached` and `<name>_before`. `carried` are the
 * columns of `facts` to keep, beside `subject_key` and `second`.
 *
 * Facts are counted in frames. Values are not, as a frame of values would be counted anew for each
 * row: a value is in the window from each of its facts until `window` seconds later, so its facts
 * make runs; a run adds one where it begins and takes it away where it ends, and the sum of these
 * changes up to an instant is the number of values there. Right before `t` is the second before it.
 */
export function windowSizesSql(
  rule: CountRule,
  facts: Sql,
  carried: readonly Sql[],
  sizes: Readonly<Record<string, Sql>>,
): Sql {
  return rule.parameters.distinct === null
    ? factSizesSql(rule, facts, carried, sizes)
    : valueSizesSql(rule, facts, carried, sizes)
}

function factSizesSql(
  { parameters: { window_seconds } }: CountRule,
  facts: Sql,
  carried: readonly Sql[],
  sizes: Readonly<Record<string, Sql>>,
): Sql {
  const over = sql`OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN`
  // A sum over a frame is added up several rows at a time, which `countIf` is not.
  const counts = columnsOf(sizes).flatMap(([name, condition]) => [
    sql`sum(toUInt8(${condition}))
      ${over} ${window_seconds - 1} PRECEDING AND CURRENT ROW) AS ${name}_reached`,
    sql`sum(toUInt8(${condition}))
      ${over} ${window_seconds} PRECEDING AND 1 PRECEDING) AS ${name}_before`,
  ])
  return stepSql(
    'sizes of windows',
    'how many facts lie in the window up to each instant, and in that right before it',
    sql`
SELECT ${joined([sql`subject_key`, sql`second`, ...carried, ...counts])} FROM (${facts})`,
  )
}

function columnsOf(sizes: Readonly<Record<string, Sql>>): readonly (readonly [Sql, Sql])[] {
  return Object.entries(sizes).map(([name, condition]) => [identifier(name), condition])
}

const BEFORE_ALL = sql`toInt64(${BEFORE_ALL_SECONDS})`
const AFTER_ALL = sql`toInt64(${AFTER_ALL_SECONDS})`

function valueSizesSql(
  { parameters: { window_seconds } }: CountRule,
  facts: Sql,
  carried: readonly Sql[],
  sizes: Readonly<Record<string, Sql>>,
): Sql {
  const names = columnsOf(sizes).map(([name]) => name)
  const counts = columnsOf(sizes).map(
    ([name, condition]) => sql`toUInt8(${condition}) AS ${name}_counts`,
  )
  const neighbours = names.flatMap((name) => {
    const over = sql`OVER (PARTITION BY subject_key, value,
      ${name}_counts ORDER BY second ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`
    return [
      sql`lagInFrame(second, 1, ${BEFORE_ALL}) ${over} AS ${name}_previous`,
      sql`leadInFrame(second, 1, ${AFTER_ALL}) ${over} AS ${name}_next`,
    ]
  })
  const begins = names.map(
    (name) => sql`toInt32(${name}_counts AND second - ${name}_previous >= ${window_seconds})`,
  )
  const ends = names.map(
    (name) => sql`-toInt32(${name}_counts AND ${name}_next - second >= ${window_seconds})`,
  )
  const changes = names.map((name, index) => sql`change.${index + 3} AS ${name}_change`)
  const sums = names.flatMap((name) => [
    sql`sum(${name}_change)
      OVER (PARTITION BY subject_key ORDER BY at
        RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS ${name}_reached`,
    sql`sum(${name}_change)
      OVER (PARTITION BY subject_key ORDER BY at
        RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ${name}_before`,
  ])
  const kept = joined([sql`subject_key`, ...carried])
  return stepSql(
    'sizes of windows',
    'how many values lie in the window up to each instant, from where runs of them begin and end',
    sql`
SELECT * FROM (
  SELECT ${kept}, is_fact, at AS second, ${joined(sums)}
  FROM (
    SELECT ${kept}, change.1 AS at, change.2 AS is_fact, ${joined(changes)}
    FROM (SELECT *, ${joined(neighbours)} FROM (SELECT *, ${joined(counts)} FROM (${facts})))
    ARRAY JOIN [(second, 1, ${joined(begins)}), (second + ${window_seconds}, 0, ${joined(ends)})]
      AS change
  )
)
WHERE is_fact`,
  )
}
