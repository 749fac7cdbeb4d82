import type { ThresholdComparison, ExplainedWarning } from '#/rules/explanation/explanation.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'

/**
 * What explanations of kinds that look at a window share: the facts of the window, and of the one
 * that ends right before the instant.
 */
export interface ExplainedWindow<Fact extends { readonly second: number }> {
  /** In (t − window, t]. */
  readonly reached: readonly Fact[]
  /** In [t − window, t). */
  readonly before: readonly Fact[]
  /** At t itself: without them there would be no such instant. */
  readonly at_instant: readonly Fact[]
}

export function windowAt<Fact extends { readonly second: number }>(
  facts: readonly Fact[],
  { second: t }: Pick<ExplainedWarning, 'second'>,
  seconds: number,
): ExplainedWindow<Fact> {
  const reached = facts.filter(({ second }) => second > t - seconds && second <= t)
  const before = facts.filter(({ second }) => second >= t - seconds && second < t)
  const at_instant = facts.filter(({ second }) => second === t)
  if (at_instant.length === 0) throw new TypeError('no fact lies at the instant of the warning')
  return { reached, before, at_instant }
}

/** The smaller of two sets of facts; the first where they are equally large. */
export function fewer(
  one: readonly KnownFact[],
  other: readonly KnownFact[],
): readonly KnownFact[] {
  return other.length < one.length ? other : one
}

/** The newest first: taking these away changes least of what was known for long. */
export function newest<Fact extends { readonly second: number }>(
  facts: readonly Fact[],
  count: number,
): readonly Fact[] {
  return facts.toSorted((a, b) => b.second - a.second).slice(0, count)
}

/** That the condition held at the instant, and not just before it. */
export function edge(
  values: { readonly reached: number; readonly before: number; readonly at_least: number },
  what: { readonly en: string; readonly zh: string },
  unit: ThresholdComparison['unit'],
): ThresholdComparison[] {
  const { reached, before, at_least } = values
  return [
    {
      what: {
        en: `${what.en} in the period up to the warning`,
        zh: `截至预警时的统计期内${what.zh}`,
      },
      value: reached,
      relation: 'at_least',
      threshold: at_least,
      unit,
    },
    {
      what: {
        en: `${what.en} in the period until just before it`,
        zh: `预警前一刻的统计期内${what.zh}`,
      },
      value: before,
      relation: 'less_than',
      threshold: at_least,
      unit,
    },
  ]
}
