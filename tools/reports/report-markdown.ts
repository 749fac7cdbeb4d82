import type { BacktestResult, Measures } from '@jianwei/projections/backtest/result.ts'
import {
  leadText,
  liftText,
  outsideText,
  shareText,
} from '@jianwei/services/backtest/report-text.ts'
import type { DataSet } from '#/reports/data-sets.ts'

export interface ReportedBacktest {
  readonly result: BacktestResult
  readonly rule_file: string
  readonly outcome_file: string
}

/** A report as Markdown: numbers and our own words, no row of the data. */
export function reportMarkdown(
  set: DataSet,
  { events, quarantined }: { readonly events: number; readonly quarantined: number },
  backtests: readonly ReportedBacktest[],
  further: readonly string[],
): string {
  const lines = [
    `# ${set.title}`,
    '',
    `<!-- Written by npm run reports. -->`,
    '',
    set.origin,
    '',
    `${events} events from ` +
      `${set.files.map(({ mapping }) => `the mapping \`${mapping}\``).join(', ')}, ` +
      `${quarantined} records refused. Backtests by source: a warning counts from the moment ` +
      'at which the departments’ reports gave it.',
    '',
    ...backtests.flatMap(ruleLines),
    ...(further.length === 0 ? [] : [...further, '']),
    '## What is weak',
    '',
    ...set.weak.map((line) => `- ${line}`),
    '',
    '## How to read it',
    '',
    ...Object.entries(backtests[0]?.result.outcome?.meaning ?? {}).map(
      ([name, text]) => `- \`${name}\`: ${text}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function ruleLines({ result, rule_file, outcome_file }: ReportedBacktest): string[] {
  const { rule, volume, outcome, period } = result
  if (outcome === null) return []
  const { workload } = volume
  const title = outcome_file.replaceAll('-', ' ').replace(/^(?:tw|sf|chicago) /, '')
  const row = (name: string, cell: (measures: Measures) => string): string =>
    `| ${name} | ${[outcome.ledger, outcome.hindsight, outcome.random].map(cell).join(' | ')} |`
  return [
    `## ${rule.title.en} → ${title}`,
    '',
    `[\`${rule_file}\`](rules/${rule_file}.yaml) against ` +
      `[\`${outcome_file}\`](outcomes/${outcome_file}.yaml), ` +
      `known from ${period.from.slice(0, 10)} to ${period.to.slice(0, 10)}.`,
    '',
    `${volume.warnings} warnings for ${volume.subjects} subjects, ` +
      `${volume.withdrawn_later} withdrawn later; a week ${workload.warnings.mean.toFixed(1)} ` +
      `on average, ${workload.warnings.median} in the median, ${workload.warnings.p95} at the ` +
      `95 % quantile, ${workload.warnings.max} at most. Gathered by subject they are at least ` +
      `${workload.alerts.mean.toFixed(1)} alerts a week.`,
    '',
    `${populationText(outcome)}Base rate ${shareText(outcome.base_rate)}. ` +
      `The outcome is told after ${outcome.reporting_delay_days.median} days (median), ` +
      `${outcome.reporting_delay_days.p90} (90 %).`,
    '',
    '| 95 % intervals | as it would have been | hindsight | random choice of equal size |',
    '| --- | ---: | ---: | ---: |',
    row('decided', ({ decided }) => String(decided)),
    row('not yet decided', ({ undecided }) => String(undecided)),
    row('outside the population', ({ outside_population }) => outsideText(outside_population)),
    row('precision', ({ precision }) => shareText(precision)),
    row('recall', ({ recall }) => shareText(recall)),
    row('lift', ({ lift }) => liftText(lift)),
    row('lead time, days', ({ lead_time }) => leadText(lead_time)),
    '',
  ]
}

function populationText({ population }: NonNullable<BacktestResult['outcome']>): string {
  const { seen_within_days: seen } = population
  return seen === null
    ? ''
    : `The population: subjects seen within ${seen} days before, and not known to be gone. `
}
