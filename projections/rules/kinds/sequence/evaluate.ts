import { instantFromMs } from '@jianwei/events/instant.ts'
import type { FoundWarning, KnownFact } from '#/rules/facts/known-fact.ts'
import { tieOf } from '#/rules/facts/match-fields.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { SequenceRule } from '#/rules/kinds/sequence/parameters.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/** Facts of the steps so far, one each: the last one, and what led up to it. */
interface Chain {
  readonly last: KnownFact
  readonly before: Chain | undefined
}

/**
 * `W` of a sequence over the facts of one subject. To a fact of a step leads up, of the facts of
 * the step before that are tied to it and lie in earlier seconds, the last one, unless it lies too
 * far back.
 */
export function evaluateSequence(rule: SequenceRule, series: FactSeries): FoundWarning[] {
  const { first, followed_by, match } = rule.parameters
  const tieAt = tiesOf(series, match)
  let chains: Chain[] = []
  for (const place of series.selected(first))
    if (tieAt(place) !== undefined) chains.push({ last: series.factAt(place), before: undefined })
  for (const step of followed_by) {
    // The last one of each tie in seconds before that of the fact.
    const newest = new Map<string, Chain>()
    const next: Chain[] = []
    let taken = 0
    for (const place of series.selected(step.of)) {
      const tie = tieAt(place)
      if (tie === undefined) continue
      const fact = series.factAt(place)
      for (; taken < chains.length && chains[taken]!.last.second < fact.second; taken += 1)
        newest.set(tieOf(match, chains[taken]!.last) ?? '', chains[taken]!)
      const before = newest.get(tie)
      if (before !== undefined && fact.second - before.last.second <= step.within_seconds)
        next.push({ last: fact, before })
    }
    chains = next
  }
  return chains.flatMap((chain) => {
    const { fact_id, second } = chain.last
    if (!isInForce(rule, second)) return []
    return [{ anchor: fact_id, anchor_at: instantFromMs(second * 1_000), evidence: stepsOf(chain) }]
  })
}

/** What ties the fact at a place to others, each worked out once. */
function tiesOf(
  series: FactSeries,
  match: readonly string[],
): (place: number) => string | undefined {
  if (match.length === 0) return () => '[]'
  const ties = new Map<number, string | undefined>()
  return (place) => {
    if (!ties.has(place)) ties.set(place, tieOf(match, series.factAt(place)))
    return ties.get(place)
  }
}

function stepsOf(chain: Chain): KnownFact[] {
  const steps: KnownFact[] = []
  for (let one: Chain | undefined = chain; one !== undefined; one = one.before)
    steps.unshift(one.last)
  return steps
}
