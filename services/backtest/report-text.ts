import type {
  BacktestResult,
  DifferenceCount,
  FeedOutcome,
  Group,
  LeadQuantile,
  Lift,
  Measures,
  Share,
  Volume,
} from '@jianwei/projections/backtest/result.ts'

/** Months that the report lists; a longer history is told by year. */
export const REPORT_MONTHS_MAX = 36
/** Regions and industries that the report lists. */
export const REPORT_GROUPS_MAX = 12
/** Examples of each difference that the report lists. */
export const REPORT_EXAMPLES_MAX = 3

const ENGINE_TEXT = {
  sql: 'found by statements in the warehouse',
  process: 'found in the process',
} as const

/** The result for people: plain text, tables in columns. */
export function reportText(result: BacktestResult): string {
  const { rule, period, inputs, volume, not_judged, feed_outcomes, outcome, against } = result
  const lines = [
    `${rule.rule_id} version ${rule.rule_version} · ${rule.title.en} · ${rule.title.zh}`,
    `Known from ${period.from} to ${period.to} by ${inputs.by} · log up to position ` +
      `${inputs.head_position} · inputs ${result.inputs_hash} · ${ENGINE_TEXT[rule.engine]}`,
    '',
    ...volumeLines(volume),
    ...not_judged.map(
      ({ outcome: what, code, facts }) => `Not judged: ${facts} facts, ${what} ${code}`,
    ),
    ...feed_outcomes.map(feedLine),
    ...(outcome === null ? [] : ['', ...outcomeLines(outcome)]),
    ...(against === null ? [] : ['', ...againstLines(against)]),
  ]
  return `${lines.join('\n')}\n`
}

function feedLine({ outcome, event_types, source, warnings }: FeedOutcome): string {
  const types = event_types.join(', ')
  return outcome === 'not_judged'
    ? `Not judged: ${warnings} duties of ${source}, no feed of ${types} from their departments`
    : `Unstated: ${warnings} warnings, because nobody states who feeds ${types}`
}

function volumeLines(volume: Volume): string[] {
  const { workload } = volume
  const weekly = (
    name: string,
    { mean, median, p95, max }: Volume['workload']['alerts'],
  ): string[] => [name, mean.toFixed(2), String(median), String(p95), String(max)]
  return [
    `${volume.warnings} warnings for ${volume.subjects} subjects; ` +
      `${volume.withdrawn_later} of them were withdrawn later`,
    '',
    ...table([
      [`a week, of ${workload.weeks}`, 'mean', 'median', 'p95', 'most'],
      weekly('warnings', workload.warnings),
      weekly('alerts at least', workload.alerts),
    ]),
    ...groupLines(
      volume.months.length > REPORT_MONTHS_MAX ? 'year' : 'month',
      timeGroups(volume.months),
      0,
    ),
    ...groupLines(
      'region',
      volume.regions.listed.slice(0, REPORT_GROUPS_MAX),
      restOf(volume, 'regions'),
    ),
    ...groupLines(
      'industry',
      volume.industries.listed.slice(0, REPORT_GROUPS_MAX),
      restOf(volume, 'industries'),
    ),
    ...groupLines('level', volume.levels, 0),
  ]
}

function restOf(volume: Volume, groups: 'regions' | 'industries'): number {
  const listed = volume[groups].listed.slice(0, REPORT_GROUPS_MAX)
  return volume.warnings - listed.reduce((sum, { warnings }) => sum + warnings, 0)
}

/** Subjects cannot be added up over months, so years are told by warnings alone. */
function timeGroups(
  months: readonly Group[],
): readonly (Omit<Group, 'subjects'> & { readonly subjects: number | null })[] {
  if (months.length <= REPORT_MONTHS_MAX) return months
  const years = new Map<string, number>()
  for (const { name, warnings } of months) {
    const year = (name ?? '').slice(0, 4)
    years.set(year, (years.get(year) ?? 0) + warnings)
  }
  return [...years].map(([name, warnings]) => ({ name, warnings, subjects: null }))
}

function groupLines(
  title: string,
  groups: readonly {
    readonly name: string | null
    readonly warnings: number
    readonly subjects: number | null
  }[],
  rest: number,
): string[] {
  if (groups.length === 0) return []
  const rows = groups.map(({ name, warnings, subjects }) => [
    name ?? 'not known',
    String(warnings),
    subjects === null ? '' : String(subjects),
  ])
  return [
    '',
    ...table([
      [title, 'warnings', 'subjects'],
      ...rows,
      ...(rest > 0 ? [['others', String(rest), '']] : []),
    ]),
  ]
}

function outcomeLines(outcome: NonNullable<BacktestResult['outcome']>): string[] {
  const { ledger, hindsight, random, base_rate, reporting_delay_days: delay } = outcome
  const columns = [ledger, hindsight, random]
  const seen = outcome.population.seen_within_days
  const row = (name: string, cell: (measures: Measures) => string): string[] => [
    name,
    ...columns.map(cell),
  ]
  return [
    `Outcome: ${JSON.stringify(outcome.definition)}`,
    `Data of the outcome from ${outcome.data_from} to ${outcome.data_until}; ` +
      `told after ${delay.median} days (median), ${delay.p90} (90 %)`,
    ...(seen === null
      ? []
      : [`Population: subjects seen within ${seen} days before, and not known to be gone`]),
    `Base rate ${shareText(base_rate)}`,
    '',
    ...table([
      ['', 'as it would have been', 'hindsight', 'random choice'],
      row('decided warnings', ({ decided }) => String(decided)),
      row('not yet decided', ({ undecided }) => String(undecided)),
      row('outside the population', ({ outside_population }) => outsideText(outside_population)),
      row('precision', ({ precision }) => shareText(precision)),
      row('recall', ({ recall }) => shareText(recall)),
      row('lift', ({ lift }) => liftText(lift)),
      row('lead time, days', ({ lead_time }) => leadText(lead_time)),
    ]),
    '',
    ...Object.entries(outcome.meaning).map(([name, text]) => `${name}: ${text}`),
  ]
}

function againstLines(against: NonNullable<BacktestResult['against']>): string[] {
  const { rule, volume, measures, warnings, subjects } = against
  return [
    `Compared with ${rule.rule_id} version ${rule.rule_version}: ${volume.warnings} warnings ` +
      `for ${volume.subjects} subjects, ${ENGINE_TEXT[rule.engine]}`,
    ...(measures === null
      ? []
      : [
          `  precision ${shareText(measures.precision)}, ` +
            `recall ${shareText(measures.recall)}, lift ${liftText(measures.lift)}`,
        ]),
    '',
    ...table([
      ['', ...warnings.map(({ difference }) => difference)],
      ['warnings', ...warnings.map(({ cases }) => String(cases))],
      ['subjects', ...subjects.map(({ cases }) => String(cases))],
    ]),
    ...exampleLines('warning', warnings),
    ...exampleLines('subject', subjects),
  ]
}

function exampleLines(what: string, differences: readonly DifferenceCount[]): string[] {
  return differences.flatMap(({ difference, examples }) =>
    examples
      .slice(0, REPORT_EXAMPLES_MAX)
      .map(
        ({ subject_id, anchor, known_at, known_at_against }) =>
          `  ${difference} ${what}: ${subject_id}${anchor === null ? '' : ` at ${anchor}`}, ` +
          `known ${known_at ?? 'never'}, against ${known_at_against ?? 'never'}`,
      ),
  )
}

/** `14, with the outcome 3 of 12`; of those that are decided. */
export function outsideText({
  warnings,
  decided,
  with_outcome,
}: Measures['outside_population']): string {
  return warnings === 0 ? '0' : `${warnings}, with the outcome ${with_outcome} of ${decided}`
}

/** `59.8 % [56.5–63.0] 616/1030` */
export function shareText(share: Share | null): string {
  if (share === null) return '–'
  const { value, low, high, hits, size } = share
  return `${percent(value)} % [${percent(low)}–${percent(high)}] ${Math.round(hits)}/${size}`
}

/** `3.60 [3.40–3.81]` */
export function liftText(lift: Lift | null): string {
  if (lift === null) return '–'
  const interval =
    lift.low === null || lift.high === null
      ? ''
      : ` [${lift.low.toFixed(2)}–${lift.high.toFixed(2)}]`
  return `${lift.value.toFixed(2)}${interval}`
}

/** The median and the quartiles. */
export function leadText(quantiles: readonly LeadQuantile[]): string {
  const at = (wanted: number): LeadQuantile | undefined =>
    quantiles.find(({ quantile }) => quantile === wanted)
  const [first, median, third] = [at(0.25), at(0.5), at(0.75)]
  if (first === undefined || median === undefined || third === undefined) return '–'
  return (
    `median ${days(median.days)} [${days(median.low)}–${days(median.high)}], ` +
    `quartiles ${days(first.days)} and ${days(third.days)}`
  )
}

function days(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1)
}

function percent(share: number): string {
  return (share * 100).toFixed(1)
}

/** Columns of equal width: the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => width(row[column] ?? ''))),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const blank = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)))
        return column === 0 ? cell + blank : blank + cell
      })
      .join('  ')
      .trimEnd(),
  )
}

/** Characters of East Asian scripts take two columns of a terminal. */
function width(text: string): number {
  return Array.from(text).reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(
        character,
      )
        ? 2
        : 1),
    0,
  )
}
