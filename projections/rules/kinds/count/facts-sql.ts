import { fieldPresentSql, fieldTextSql, selectionSql } from '#/rules/filter-sql.ts'
import type { CountRule } from '#/rules/rule.ts'
import type { SelectedFacts } from '#/rules/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/warning-sql.ts'
import { pieceSql } from '#/rules/window-pieces-sql.ts'

/** The facts that count: `fact`, the `piece` of time they lie in, and for rules that count values the `value`. */
export function countedFacts(rule: CountRule): SelectedFacts {
  const { of, distinct } = rule.parameters
  const own = { fact: FACT_NUMBER, piece: pieceSql(rule.parameters.window_seconds, 'second') }
  if (distinct === null) return { condition: selectionSql(of), extra: own }
  return {
    condition: `${selectionSql(of)} AND ${fieldPresentSql(distinct)}`,
    extra: { ...own, value: fieldTextSql(distinct) },
  }
}

/**
 * `facts` with the columns `sizes` adds to: for each name the sizes of the two windows over the facts that satisfy its condition, as
 * `<name>_reached` and `<name>_before`. `carried` are the columns of `facts` to keep, beside `subject_key` and `second`.
 *
 * Facts are counted in frames. Values are not, as a frame of values would be counted anew for each row: a value is in the
 * window from each of its facts until `window` seconds later, so its facts make runs; a run adds one where it begins and takes it away
 * where it ends, and the sum of these changes up to an instant is the number of values there. Right before `t` is the second
 * before it.
 */
export function windowSizesSql(
  rule: CountRule,
  facts: string,
  carried: readonly string[],
  sizes: Readonly<Record<string, string>>,
): string {
  return rule.parameters.distinct === null
    ? factSizesSql(rule, facts, carried, sizes)
    : valueSizesSql(rule, facts, carried, sizes)
}

function factSizesSql(
  { parameters: { window_seconds } }: CountRule,
  facts: string,
  carried: readonly string[],
  sizes: Readonly<Record<string, string>>,
): string {
  const over = 'OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN'
  // A sum over a frame is added up several rows at a time, which `countIf` is not.
  const counts = Object.entries(sizes).flatMap(([name, condition]) => [
    `sum(toUInt8(${condition})) ${over} ${window_seconds - 1} PRECEDING AND CURRENT ROW) AS ${name}_reached`,
    `sum(toUInt8(${condition})) ${over} ${window_seconds} PRECEDING AND 1 PRECEDING) AS ${name}_before`,
  ])
  return `SELECT ${['subject_key', 'second', ...carried, ...counts].join(', ')} FROM (${facts})`
}

const BEFORE_ALL = 'toInt64(-1000000000000)'
const AFTER_ALL = 'toInt64(1000000000000)'

function valueSizesSql(
  { parameters: { window_seconds } }: CountRule,
  facts: string,
  carried: readonly string[],
  sizes: Readonly<Record<string, string>>,
): string {
  const names = Object.keys(sizes)
  const counts = names.map((name) => `toUInt8(${sizes[name]}) AS ${name}_counts`)
  const neighbours = names.flatMap((name) => {
    const over = `OVER (PARTITION BY subject_key, value, ${name}_counts ORDER BY second ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`
    return [
      `lagInFrame(second, 1, ${BEFORE_ALL}) ${over} AS ${name}_previous`,
      `leadInFrame(second, 1, ${AFTER_ALL}) ${over} AS ${name}_next`,
    ]
  })
  const begins = names.map((name) => `toInt32(${name}_counts AND second - ${name}_previous >= ${window_seconds})`)
  const ends = names.map((name) => `-toInt32(${name}_counts AND ${name}_next - second >= ${window_seconds})`)
  const changes = names.map((name, index) => `change.${index + 3} AS ${name}_change`)
  const sums = names.flatMap((name) => [
    `sum(${name}_change) OVER (PARTITION BY subject_key ORDER BY at RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS ${name}_reached`,
    `sum(${name}_change) OVER (PARTITION BY subject_key ORDER BY at RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ${name}_before`,
  ])
  const kept = ['subject_key', ...carried].join(', ')
  return `
SELECT * FROM (
  SELECT ${kept}, is_fact, at AS second, ${sums.join(', ')}
  FROM (
    SELECT ${kept}, change.1 AS at, change.2 AS is_fact, ${changes.join(', ')}
    FROM (SELECT *, ${neighbours.join(', ')} FROM (SELECT *, ${counts.join(', ')} FROM (${facts})))
    ARRAY JOIN [(second, 1, ${begins.join(', ')}), (second + ${window_seconds}, 0, ${ends.join(', ')})] AS change
  )
)
WHERE is_fact`
}
