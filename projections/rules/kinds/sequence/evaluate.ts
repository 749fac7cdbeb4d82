import { instantFromMs } from '@jianwei/events/instant.ts'
import type { WarningWithFacts, KnownFact } from '#/rules/facts/known-fact.ts'
import { tieOf } from '#/rules/facts/match-fields.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { SequenceRule } from '#/rules/kinds/sequence/parameters.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/** Facts of the steps so far, one each: the last one, and what led up to it. */
interface Chain {
  readonly last: KnownFact
  readonly tie: string
  readonly before: Chain | undefined
}

/**
 * `W` of a sequence over the facts of one subject. To a fact of a step leads up, of the facts of
 * the step before that are tied to it and lie in earlier seconds, the last one, unless it lies too
 * far back.
 */
export function evaluateSequence(rule: SequenceRule, series: FactSeries): WarningWithFacts[] {
  const { first, followed_by, match } = rule.parameters
  let chains: Chain[] = tiedFacts(series, first, match).map(({ fact, tie }) => ({
    last: fact,
    tie,
    before: undefined,
  }))
  for (const step of followed_by) {
    // The last one of each tie in seconds before that of the fact.
    const newest = new Map<string, Chain>()
    const next: Chain[] = []
    let taken = 0
    for (const { fact, tie } of tiedFacts(series, step.of, match)) {
      for (; taken < chains.length && chains[taken]!.last.second < fact.second; taken += 1)
        newest.set(chains[taken]!.tie, chains[taken]!)
      const before = newest.get(tie)
      if (before !== undefined && fact.second - before.last.second <= step.within_seconds)
        next.push({ last: fact, tie, before })
    }
    chains = next
  }
  return chains.flatMap((chain) => {
    const { fact_id, second } = chain.last
    if (!isInForce(rule, second)) return []
    return [{ anchor: fact_id, anchor_at: instantFromMs(second * 1_000), evidence: stepsOf(chain) }]
  })
}

/** The facts of a step that can be tied to others, in order. */
function tiedFacts(
  series: FactSeries,
  of: Selection,
  match: readonly string[],
): readonly { readonly fact: KnownFact; readonly tie: string }[] {
  return series.factsAt(series.selected(of)).flatMap((fact) => {
    const tie = tieOf(match, fact)
    return tie === undefined ? [] : [{ fact, tie }]
  })
}

function stepsOf(chain: Chain): KnownFact[] {
  const steps: KnownFact[] = []
  for (let one: Chain | undefined = chain; one !== undefined; one = one.before)
    steps.unshift(one.last)
  return steps
}
