import type { Outcome } from '@jianwei/projections/backtest/outcome.ts'

/** How each measure is defined, in words that go with the result. */
export function meaningOf(outcome: Outcome): Record<string, string> {
  const within = outcome.form === 'within'
  const seen = outcome.form === 'within' ? spanText(outcome.seen_within_seconds) : ''
  return {
    known_at:
      'A warning counts from the first moment at which it was in the ledger, whether or not ' +
      'it was withdrawn later. Only outcomes in later seconds count.',
    undecided: within
      ? 'A warning is decided when its window, and the time for late reports, end before the ' +
        'end of the data, whatever has happened until then. A window that ends in the same ' +
        'second as the data is not over.'
      : 'A warning is decided by the next fact of its subject; it is undecided where there was ' +
        'none up to the end of the data.',
    data_until:
      'The newest report, or amendment, of facts of the outcome’s or the rule’s event types, ' +
      'from sources that tell of the outcome’s.',
    precision:
      'Of the decided warnings of the period about subjects of the population, the share ' +
      'with the outcome.',
    population: within
      ? 'Those who could have had the outcome: a subject counts at a moment when, ' +
        `in the ${seen} before it, a fact of the rule’s or the outcome’s event types had ` +
        'become known of it, and its deregistration had not (for hindsight: had happened). ' +
        '`seen_within` of the outcome sets the time. Warnings about other subjects are ' +
        'counted apart, and in recall alone.'
      : 'Subjects of which a fact of the rule’s or the outcome’s event types had become known ' +
        'before (for hindsight: had happened). Warnings about other subjects are counted ' +
        'apart, and in recall alone.',
    base_rate: within
      ? 'Of all weeks of the period at whose beginning a subject was in the population ' +
        `(seen within ${seen}, and not known to be gone), and of which the window is over, ` +
        'the share with the outcome in the window.'
      : 'Of all facts of the period that could be the next one of a subject of which a fact of ' +
        'the rule’s or the outcome’s event types was known before, the share that satisfy the ' +
        'condition.',
    lift: 'Precision divided by the base rate.',
    recall: within
      ? 'Of the outcomes of the period (facts of one subject in one second are one), the share ' +
        'with a warning known before them, at most the window earlier.'
      : 'Of the positive outcomes of the period, the share with a warning known after the ' +
        'outcome fact before.',
    lead_time:
      'From knowing to the outcome, of the decided true warnings; quantiles by nearest rank, ' +
      'rounded down to whole hours or days.',
    hindsight:
      'The warnings that everything known at the end gives, each counted from its anchor as ' +
      'if it had been known there. No one could have had them.',
    random: within
      ? 'As many draws with replacement from the weeks of the base rate: what is to be ' +
        'expected, and where 95 % of such choices lie. Lead times are those of the weeks with ' +
        'the outcome.'
      : 'As many draws with replacement from the population of the base rate: what is to be ' +
        'expected, and where 95 % of such choices lie. Lead times run from the fact before, or ' +
        'from the moment at which the subject was first known.',
    intervals:
      '95 %. Shares: Wilson, with the count divided by the design effect of subjects as ' +
      'clusters. Lift: normal on the logarithm, variance linearised by subject with the ' +
      'covariance of precision and base rate. Lead time: Woodruff, with the same design ' +
      'effect.',
  }
}

function spanText(seconds: number): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400} days` : `${seconds / 3_600} hours`
}
