import {
  factsLess,
  inOrder,
  type ExplainedAmongPeers,
  type ExplainedWarning,
  type Explanation,
  type SmallestChange,
} from '#/rules/explanation/explanation.ts'
import { fewer } from '#/rules/explanation/window.ts'
import { amountOf } from '#/rules/facts/amount.ts'
import { firstSecondOfPeriod, periodOfSecond } from '#/rules/kinds/peer/civil-periods.ts'
import { selects } from '#/rules/facts/filter-predicate.ts'
import type { PeerParameters, PeerRule } from '#/rules/kinds/peer/parameters.ts'
import { medianOf, standsOut, zE4 } from '#/rules/kinds/peer/robust-z.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'

interface Counted {
  readonly fact: KnownFact
  readonly amount: number
}

const TEN_THOUSANDTHS = 10_000

/** A number far above those of its peers. */
export function explainPeer(rule: PeerRule, warning: ExplainedAmongPeers): Explanation {
  const { parameters } = rule
  const { others } = warning
  const counted = factsThatCount(rule, warning)
  const number = totalOf(counted)
  const numbers = [...others, number]
  if (!standsOut(parameters, number, numbers))
    throw new TypeError('the member does not stand out at the snapshot')
  const z = Number(zE4(parameters, number, numbers))
  const unit = parameters.amount === null ? 'facts' : 'amount'
  return {
    comparisons: [
      {
        what: { en: 'the number of the subject in the period', zh: '统计期内监管对象的数值' },
        value: number,
        relation: 'at_least',
        threshold: parameters.at_least,
        unit,
      },
      {
        what: {
          en: `how far above the median of its peers (${medianOf(numbers)}), in spreads`,
          zh: `高出同类中位数（${medianOf(numbers)}）的程度（以同类离散幅度的倍数计）`,
        },
        value: z / TEN_THOUSANDTHS,
        relation: 'at_least',
        threshold: parameters.z_at_least_e4 / TEN_THOUSANDTHS,
        unit: 'spreads',
      },
      {
        what: { en: 'members of the group', zh: '同类对象数' },
        value: numbers.length,
        relation: 'at_least',
        threshold: parameters.peers_at_least,
        unit: 'values',
      },
    ],
    evidence: inOrder(counted.map(({ fact }) => fact)).map((fact) => ({
      fact_id: fact.fact_id,
      part: { en: 'counted at the snapshot', zh: '计入快照数值' },
      value: counted.find((one) => one.fact === fact)?.amount ?? null,
    })),
    smallest_changes: [
      factsLess(
        fewer(
          leastThatHide(parameters, counted, others),
          counted.map(({ fact }) => fact),
        ),
        {
          en: 'Without these facts the subject would not have stood out among its peers.',
          zh: '若无这些事实，监管对象不会明显高于同类。',
        },
      ),
      higherThreshold(parameters, z),
    ],
  }
}

function factsThatCount(
  { parameters, utc_offset_seconds: offset }: PeerRule,
  warning: ExplainedWarning,
): Counted[] {
  const { of, amount, every, window_periods } = parameters
  const start = firstSecondOfPeriod(
    every,
    periodOfSecond(every, warning.second, offset) - window_periods,
    offset,
  )
  return warning.facts.flatMap((fact) => {
    if (fact.second < start || fact.second >= warning.second || !selects(of, fact)) return []
    const added = amount === null ? 1 : amountOf(amount, fact)
    return typeof added === 'number' ? [{ fact, amount: added }] : []
  })
}

/** The largest first: they bring the number down with the fewest facts. */
function leastThatHide(
  parameters: PeerParameters,
  counted: readonly Counted[],
  others: readonly number[],
): KnownFact[] {
  let rest = totalOf(counted)
  return counted
    .toSorted((a, b) => b.amount - a.amount || b.fact.second - a.fact.second)
    .filter(({ amount }) => {
      if (!standsOut(parameters, rest, [...others, rest])) return false
      rest -= amount
      return true
    })
    .map(({ fact }) => fact)
}

function higherThreshold({ z_at_least_e4 }: PeerParameters, z: number): SmallestChange {
  const to = (z + 1) / TEN_THOUSANDTHS
  return {
    change: 'threshold',
    parameter: 'parameters.z_at_least',
    from: z_at_least_e4 / TEN_THOUSANDTHS,
    to,
    text: { en: `Had the rule asked for ${to} spreads.`, zh: `若规则要求达到 ${to} 倍。` },
  }
}

function totalOf(counted: readonly Counted[]): number {
  return counted.reduce((sum, { amount }) => sum + amount, 0)
}
