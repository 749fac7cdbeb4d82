import { instantFromMs } from '@jianwei/events/instant.ts'
import { selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import type {
  KnownFact,
  UnjudgedFact,
  WarningWithFacts,
} from '@jianwei/projections/rules/facts/known-fact.ts'
import { tieOf } from '@jianwei/projections/rules/facts/match-fields.ts'
import type { SequenceRule } from '@jianwei/projections/rules/kinds/sequence/parameters.ts'
import { isInForce } from '@jianwei/projections/rules/language/rule-body.ts'

/** Facts of the steps so far, one each. */
type Chain = readonly KnownFact[]

/** `W` of a sequence over the facts of one subject. */
export function sequenceWarnings(
  rule: SequenceRule,
  facts: readonly KnownFact[],
): WarningWithFacts[] {
  const { first, followed_by, match } = rule.parameters
  const tied = facts.filter((fact) => tieOf(match, fact) !== undefined)
  let chains: Chain[] = tied.filter((fact) => selects(first, fact)).map((fact) => [fact])
  for (const step of followed_by) {
    const before = chains.toSorted((a, b) => compare(last(b), last(a)))
    chains = tied
      .filter((fact) => selects(step.of, fact))
      .flatMap((fact) => {
        // The newest of those that lead up to it.
        const chain = before.find(
          (one) =>
            tieOf(match, last(one)) === tieOf(match, fact) &&
            last(one).second < fact.second &&
            fact.second - last(one).second <= step.within_seconds,
        )
        return chain === undefined ? [] : [[...chain, fact]]
      })
  }
  return chains.flatMap((chain) => {
    const { fact_id, second } = last(chain)
    if (!isInForce(rule, second)) return []
    return [{ anchor: fact_id, anchor_at: instantFromMs(second * 1_000), evidence: chain }]
  })
}

/** Facts of any step that cannot be tied to others. */
export function sequenceOutcomes(rule: SequenceRule, facts: readonly KnownFact[]): UnjudgedFact[] {
  const { first, followed_by, match } = rule.parameters
  const steps = [first, ...followed_by.map(({ of }) => of)]
  return facts
    .filter((fact) => steps.some((of) => selects(of, fact)) && tieOf(match, fact) === undefined)
    .map(({ fact_id }) => ({ code: 'MATCH_FIELD_MISSING', fact_id }))
}

function last(chain: Chain): KnownFact {
  const fact = chain.at(-1)
  if (fact === undefined) throw new TypeError('a chain has a fact for every step')
  return fact
}

function compare(a: KnownFact, b: KnownFact): number {
  return a.second - b.second || (a.fact_id < b.fact_id ? -1 : 1)
}
