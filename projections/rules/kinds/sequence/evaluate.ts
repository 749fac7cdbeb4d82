import { instantFromMs } from '@jianwei/events/instant.ts'
import type { FactAlone, WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { tieAt, type Tie } from '#/rules/facts/match-fields.ts'
import { NO_WARNINGS } from '#/rules/facts/series/coming-true.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { SequenceRule } from '#/rules/kinds/sequence/parameters.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/** Facts of the steps so far, one each: the place of the last one, and what led up to it. */
interface Chain {
  readonly place: number
  readonly second: number
  readonly tie: Tie
  readonly before: Chain | undefined
}

/**
 * `W` of a sequence over the facts of one subject. To a fact of a step leads up, of the facts of
 * the step before that are tied to it and lie in earlier seconds, the last one, unless it lies too
 * far back.
 */
export function evaluateSequence(
  rule: SequenceRule,
  series: FactSeries,
): readonly WarningWithFacts[] {
  const { first, followed_by, match } = rule.parameters
  if (series.selected(first).length === 0) return NO_WARNINGS
  for (const { of } of followed_by) if (series.selected(of).length === 0) return NO_WARNINGS
  let chains: Chain[] = []
  for (const place of series.selected(first)) {
    const tie = tieAt(match, series, place)
    if (tie !== undefined)
      chains.push({ place, second: series.secondAt(place), tie, before: undefined })
  }
  for (const step of followed_by) {
    if (chains.length === 0) return NO_WARNINGS
    // The last one of each tie in seconds before that of the fact.
    const newest = new Map<Tie, Chain>()
    const next: Chain[] = []
    let taken = 0
    for (const place of series.selected(step.of)) {
      const second = series.secondAt(place)
      for (; taken < chains.length && chains[taken]!.second < second; taken += 1)
        newest.set(chains[taken]!.tie, chains[taken]!)
      if (newest.size === 0) continue
      const tie = tieAt(match, series, place)
      const before = tie === undefined ? undefined : newest.get(tie)
      if (
        tie !== undefined &&
        before !== undefined &&
        second - before.second <= step.within_seconds
      )
        next.push({ place, second, tie, before })
    }
    chains = next
  }
  const found: WarningWithFacts[] = []
  for (const chain of chains) {
    const { place, second } = chain
    if (!isInForce(rule, second)) continue
    const { fact_id } = series.factAt(place)
    found.push({
      anchor: fact_id,
      anchor_at: instantFromMs(second * 1_000),
      evidence: stepsOf(chain, series),
    })
  }
  return found
}

function stepsOf(chain: Chain, series: FactSeries): FactAlone[] {
  const steps: FactAlone[] = []
  for (let one: Chain | undefined = chain; one !== undefined; one = one.before)
    steps.unshift(series.factAt(one.place))
  return steps
}
