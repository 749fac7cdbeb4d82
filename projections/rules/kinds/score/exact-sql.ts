import { bandWarnsSql, scoreSql, scoreWarnsSql } from '#/rules/kinds/score/band-sql.ts'
import type { ScoreParameters } from '#/rules/kinds/score/parameters.ts'
import { decayedSql } from '#/rules/kinds/score/decay.ts'
import { identifier, joined, sql, type Sql } from '#/sql.ts'

/**
 * Facts beside the anchors whose windows hold them (`f` and `a` of `joinedToWindows`): what each
 * adds there. Names of columns: `part_i` the decayed points for indicator i, `in_reached` and
 * `in_before` whether the fact lies in the window and in the one just before, `decision_reached_j`
 * and `decision_before_j` the same for override j with its own window.
 */
export function partColumns({
  indicators,
  overrides,
  window_seconds,
}: ScoreParameters): readonly Sql[] {
  const age = sql`(a.anchor - f.second)`
  return [
    sql`toInt64(f.second > a.anchor - ${window_seconds}) AS in_reached`,
    sql`toInt64(f.second >= a.anchor - ${window_seconds} AND f.second < a.anchor) AS in_before`,
    ...indicators.map(
      ({ half_life_seconds }, index) =>
        sql`${decayedSql(sql`f.points_${index}`, age, half_life_seconds)} AS part_${index}`,
    ),
    ...overrides.flatMap(({ window_seconds: window }, index) => [
      sql`toInt64(f.decides_${index} AND f.second > a.anchor - ${window})
        AS decision_reached_${index}`,
      sql`toInt64(f.decides_${index} AND f.second >= a.anchor - ${window} AND f.second < a.anchor)
        AS decision_before_${index}`,
    ]),
  ]
}

/**
 * Whether a fact contributes by itself: points of its own, a decision, or that it happened at the
 * instant.
 */
export function contributesSql({ indicators, overrides }: ScoreParameters): Sql {
  const parts = indicators.flatMap(({ counted }, index) =>
    counted === 'every' ? [sql`(in_reached AND part_${index} != 0)`] : [],
  )
  const decides = overrides.map((_, index) => sql`decision_reached_${index}`)
  return sql`(${joined([...parts, ...decides, sql`f.second = a.anchor`], ' OR ')})`
}

/** Whether a warning stands by sums named `<side>_i` and counts named `decides_<side>_j`. */
export function warnsSql(parameters: ScoreParameters, side: 'reached' | 'before'): Sql {
  const score = scoreSql(parameters, (index) => identifier(`${side}_${index}`), 'Int64')
  return bandWarnsSql(
    parameters,
    (index) => sql`${identifier(`decides_${side}_${index}`)} > 0`,
    scoreWarnsSql(parameters, score),
  )
}

/** The indicators of which only the newest fact counts. */
export function newestIndexes({ indicators }: ScoreParameters): readonly number[] {
  return indicators.flatMap(({ counted }, index) => (counted === 'newest' ? [index] : []))
}
