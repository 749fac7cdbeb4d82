import type { Span } from '@jianwei/projections/backtest/backtest-scope.ts'
import {
  foreseenBySubjectSql,
  NO_WARNINGS,
  foreseersOfOutcomesSql,
  populationBySubjectSql,
  populationLeadsSql,
  populationSizeSql,
  type Population,
} from '@jianwei/projections/backtest/population-sql.ts'
import type { Measures } from '@jianwei/projections/backtest/result.ts'
import {
  clusterSumsSql,
  crossSumsSql,
  decidedBySubjectSql,
  leadSumsSql,
  warningLeadsSql,
  warningsUpToSql,
  type ClusterSumsRow,
  type CrossSumsRow,
  type LeadBucketRow,
} from '@jianwei/projections/backtest/sums-sql.ts'
import { totalsSql, type TotalsRow } from '@jianwei/projections/backtest/volume-sql.ts'
import type { ClusterSums } from '#/backtest/intervals.ts'
import {
  clusteredShare,
  clusterSums,
  crossSums,
  drawnRecall,
  drawnShare,
  effectiveSizes,
  histogramOf,
  leadHistogram,
  leadQuantiles,
  LEAD_QUANTILES,
  liftOf,
  quantileBuckets,
} from '#/backtest/measures.ts'
import { rounded } from '#/backtest/rounded.ts'
import { rowOf, rowsOf, type QueryContext } from '#/backtest/scratch-tables.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/** Lead times are told in whole hours where the window is at most so long, else in whole days. */
const WINDOW_IN_HOURS_SECONDS_MAX = 60 * 86_400

/** The population with what is asked of it more than once. */
export interface MeasuredPopulation {
  readonly population: Population
  readonly base: ClusterSums
  readonly span: Span
}

export async function measurePopulation(
  queryContext: QueryContext,
  population: Population,
  span: Span,
): Promise<MeasuredPopulation> {
  const sums = clusterSumsSql(populationBySubjectSql(population))
  return {
    population,
    span,
    base: clusterSums(await rowOf<ClusterSumsRow>(queryContext, 'base', sums)),
  }
}

/** How a table of warnings fares. */
export async function measuresOf(
  queryContext: QueryContext,
  warnings: Sql,
  { population, base, span }: MeasuredPopulation,
): Promise<Measures> {
  const totals = await rowOf<TotalsRow>(queryContext, 'totals', totalsSql(warnings, span))
  const decided = decidedBySubjectSql(warnings, span)
  const precision = clusterSums(
    await rowOf<ClusterSumsRow>(queryContext, 'precision', clusterSumsSql(decided)),
  )
  const cross = await rowOf<CrossSumsRow>(
    queryContext,
    'lift',
    crossSumsSql(decided, populationBySubjectSql(population)),
  )
  const foreseen = clusterSumsSql(foreseenBySubjectSql(population, warnings))
  return {
    warnings: Number(totals.warnings),
    decided: Number(totals.decided),
    undecided: Number(totals.undecided),
    undecided_already_true: Number(totals.undecided_true),
    outside_population: {
      warnings: Number(totals.outside_all),
      decided: Number(totals.outside_decided),
      with_outcome: Number(totals.outside_true),
    },
    precision: clusteredShare(precision),
    recall: clusteredShare(
      clusterSums(await rowOf<ClusterSumsRow>(queryContext, 'recall', foreseen)),
    ),
    lift: liftOf(precision, base, crossSums(cross)),
    ...(await leadTime(queryContext, warnings, population, span)),
  }
}

async function leadTime(
  queryContext: QueryContext,
  warnings: Sql,
  population: Population,
  span: Span,
): Promise<Pick<Measures, 'lead_time' | 'lead_histogram'>> {
  const bucket_seconds = bucketSeconds(population)
  const rows = await rowsOf<LeadBucketRow>(
    queryContext,
    'leads',
    warningLeadsSql(warnings, span, bucket_seconds),
  )
  const histogram = histogramOf(rows, bucket_seconds)
  if (histogram.members === 0) return { lead_time: [], lead_histogram: [] }
  const limits = quantileBuckets(histogram)
  const sums = await rowsOf<ClusterSumsRow>(
    queryContext,
    'lead-sums',
    leadSumsSql(warnings, span, bucket_seconds, limits),
  )
  return {
    lead_time: leadQuantiles(histogram, effectiveSizes(sums.map(clusterSums))),
    lead_histogram: leadHistogram(histogram),
  }
}

/** What as many draws from the population would give as there are warnings. */
export async function randomMeasures(
  queryContext: QueryContext,
  warnings: Sql,
  { population, base, span }: MeasuredPopulation,
  like: Measures,
): Promise<Measures> {
  const precision = drawnShare(base, like.decided)
  // Weeks are drawn up to the last outcome; facts are drawn only where there is a next one.
  const { draws } =
    population.outcome.form === 'next'
      ? { draws: like.decided }
      : await rowOf<{ draws: string }>(
          queryContext,
          'draws',
          warningsUpToSql(warnings, span, population.outcome_seconds.to),
        )
  const members = await rowOf<{ members: string | null }>(
    queryContext,
    'population',
    populationSizeSql(population),
  )
  const foreseers = await rowsOf<{ members: string; outcomes: string }>(
    queryContext,
    'foreseers',
    foreseersOfOutcomesSql(population),
  )
  const outcomes = await rowOf<ClusterSumsRow>(
    queryContext,
    'outcomes',
    // Of the outcomes themselves only the sizes are looked at, so any warnings will do.
    clusterSumsSql(foreseenBySubjectSql(population, NO_WARNINGS)),
  )
  const bucket_seconds = bucketSeconds(population)
  const leads = histogramOf(
    await rowsOf<LeadBucketRow>(
      queryContext,
      'population-leads',
      populationLeadsSql(population, bucket_seconds),
    ),
    bucket_seconds,
  )
  const rate = base.size === 0 ? 0 : base.hits / base.size
  return {
    warnings: like.decided + like.undecided,
    decided: like.decided,
    undecided: like.undecided,
    undecided_already_true: 0,
    outside_population: { warnings: 0, decided: 0, with_outcome: 0 },
    precision,
    recall: drawnRecall(
      foreseers.map((row) => ({ members: Number(row.members), outcomes: Number(row.outcomes) })),
      {
        draws: Number(draws),
        population: Number(members.members ?? 0),
        outcomes: clusterSums(outcomes),
      },
    ),
    lift:
      precision === null || rate === 0
        ? null
        : { value: 1, low: rounded(precision.low / rate), high: rounded(precision.high / rate) },
    lead_histogram: leadHistogram(leads),
    lead_time: leadQuantiles(
      leads,
      LEAD_QUANTILES.map(() => rate * like.decided),
    ),
  }
}

function bucketSeconds({ outcome }: Population): number {
  return outcome.form === 'within' && outcome.within_seconds <= WINDOW_IN_HOURS_SECONDS_MAX
    ? 3_600
    : 86_400
}
