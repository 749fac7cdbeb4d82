import type { ScoreBand } from '#/rules/kinds/score/bands.ts'
import type { ScoreParameters } from '#/rules/kinds/score/parameters.ts'
import { and, identifier, joined, or, sql, type Sql } from '#/sql.ts'

/** Scores and bands as SQL over sums of micro-points. */

/** Exact sums are Int64, estimates Float64; the engine finds no type for both. */
export type ScoreType = 'Int64' | 'Float64'

/** An indicator's sum within its cap. */
export function cappedSql(sum: Sql, cap: number | null, type: ScoreType): Sql {
  const to = identifier(`to${type}`)
  return cap === null
    ? sql`${to}(${sum})`
    : sql`least(greatest(${to}(${sum}), ${to}(${-cap})), ${to}(${cap}))`
}

/** The score of the indicators' sums, which `sumOf` names. */
export function scoreSql(
  { base, indicators }: ScoreParameters,
  sumOf: (index: number) => Sql,
  type: ScoreType,
): Sql {
  const sums = indicators.map(({ cap }, index) => cappedSql(sumOf(index), cap, type))
  return sql`(${joined([sql`${identifier(`to${type}`)}(${base})`, ...sums], ' + ')})`
}

/** Whether a score is one of a band to warn of. */
export function scoreWarnsSql(parameters: ScoreParameters, score: Sql): Sql {
  return anyRange(parameters, ({ from, below }) => [
    ...atLeast(score, from),
    ...lessThan(score, below),
  ])
}

/** Whether a score somewhere from `low` to `high` may be one of a band to warn of. */
export function scoreMayWarnSql(parameters: ScoreParameters, low: Sql, high: Sql): Sql {
  return anyRange(parameters, ({ from, below }) => [
    ...atLeast(high, from),
    ...lessThan(low, below),
  ])
}

/** Whether a score somewhere from `low` to `high` is surely one of a band to warn of. */
export function scoreSurelyWarnsSql(parameters: ScoreParameters, low: Sql, high: Sql): Sql {
  return anyRange(parameters, ({ from, below }) => [
    ...atLeast(low, from),
    ...lessThan(high, below),
  ])
}

/**
 * Whether the band is one to warn of: that of the worst override in effect, or what `score` says
 * where none is.
 */
export function bandWarnsSql(
  parameters: ScoreParameters,
  inEffect: (index: number) => Sql,
  score: Sql,
): Sql {
  const decided = overridesByRank(parameters).flatMap(({ index, band }) => [
    inEffect(index),
    parameters.warn_bands.includes(band) ? sql`1` : sql`0`,
  ])
  return decided.length === 0 ? sql`(${score})` : sql`multiIf(${joined([...decided, score])})`
}

/** The name of the band. `quoted` writes a text literal. */
export function bandSql(
  parameters: ScoreParameters,
  inEffect: (index: number) => Sql,
  score: Sql,
  quoted: (text: string) => Sql,
): Sql {
  const decided = overridesByRank(parameters).flatMap(({ index, band }) => [
    inEffect(index),
    quoted(band),
  ])
  const line = rangesOf(parameters.bands)
  const scored = line.flatMap(({ band, below }) =>
    below === null ? [] : [sql`${score} < ${below}`, quoted(band)],
  )
  const cases = [...decided, ...scored]
  const last = quoted(line.at(-1)?.band ?? '')
  return cases.length === 0 ? last : sql`multiIf(${joined([...cases, last])})`
}

/** The worst first. */
function overridesByRank({
  overrides,
  bands,
}: ScoreParameters): readonly { index: number; band: string }[] {
  const rank = (band: string): number => bands.findIndex((one) => one.band === band)
  return overrides
    .map(({ band }, index) => ({ index, band }))
    .sort((a, b) => rank(b.band) - rank(a.band))
}

interface Range {
  readonly band: string
  readonly from: number | null
  readonly below: number | null
}

function rangesOf(bands: readonly ScoreBand[]): readonly Range[] {
  return bands.flatMap(({ band, scores }) =>
    scores === 'override_only' ? [] : [{ band, ...scores }],
  )
}

/** Bands to warn of that touch are one range: a score that may lie in either surely warns. */
function warnRanges({ bands, warn_bands }: ScoreParameters): readonly Range[] {
  const ranges: Range[] = []
  for (const range of rangesOf(bands).filter(({ band }) => warn_bands.includes(band))) {
    const previous = ranges.at(-1)
    if (previous !== undefined && previous.below === range.from)
      ranges[ranges.length - 1] = { ...previous, below: range.below }
    else ranges.push(range)
  }
  return ranges
}

function anyRange(parameters: ScoreParameters, conditions: (range: Range) => readonly Sql[]): Sql {
  return or(warnRanges(parameters).map((range) => sql`(${and(conditions(range))})`))
}

function atLeast(score: Sql, from: number | null): readonly Sql[] {
  return from === null ? [] : [sql`${score} >= ${from}`]
}

function lessThan(score: Sql, below: number | null): readonly Sql[] {
  return below === null ? [] : [sql`${score} < ${below}`]
}
