import {
  factsLess,
  type ExplainedWarning,
  type Explanation,
} from '#/rules/explanation/explanation.ts'
import { durationText } from '#/rules/explanation/words.ts'
import { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { evaluateSequence } from '#/rules/kinds/sequence/evaluate.ts'
import type { FactAlone, KnownFact } from '#/rules/facts/known-fact.ts'
import type { SequenceRule } from '#/rules/kinds/sequence/parameters.ts'

/** One thing after another. */
export function explainSequence(
  rule: SequenceRule,
  { facts, anchor }: ExplainedWarning,
): Explanation {
  const chain = chainOf(rule, facts, anchor)
  if (chain === undefined) throw new TypeError('no sequence ends with the fact')
  const gaps = rule.parameters.followed_by.map((step, index) => ({
    seconds: (chain[index + 1]?.second ?? 0) - (chain[index]?.second ?? 0),
    within: step.within_seconds,
    number: index + 2,
  }))
  // Where another fact could have stood for it, a step's fact is not decisive.
  const decisive = chain.find(
    (fact) =>
      chainOf(
        rule,
        facts.filter((other) => other !== fact),
        anchor,
      ) === undefined,
  )
  return {
    comparisons: gaps.map(({ seconds, within, number }) => ({
      what: {
        en: `time from step ${number - 1} to step ${number}`,
        zh: `第${number - 1}步至第${number}步的间隔`,
      },
      value: seconds,
      relation: 'at_most',
      threshold: within,
      unit: 'seconds',
    })),
    evidence: chain.map((fact, index) => ({
      fact_id: fact.fact_id,
      part: { en: `step ${index + 1}`, zh: `第${index + 1}步` },
      value: index === 0 ? null : (gaps[index - 1]?.seconds ?? null),
    })),
    smallest_changes: [
      factsLess(decisive === undefined ? chain.slice(-1) : [decisive], {
        en: 'Without this fact nothing would have led up to the last step.',
        zh: '若无该事实，最后一步之前的链条不成立。',
      }),
      ...gaps.flatMap(({ seconds, within, number }) => {
        const to = seconds - 1
        if (chainOf(withinAt(rule, number - 2, to), facts, anchor) !== undefined) return []
        return [
          {
            change: 'threshold' as const,
            parameter: `parameters.followed_by[${number - 2}].within`,
            from: within,
            to,
            text: {
              en: `Had step ${number} to follow within ${durationText(to).en}.`,
              zh: `若要求第${number}步在${durationText(to).zh}内发生。`,
            },
          },
        ]
      }),
    ],
  }
}

function chainOf(
  rule: SequenceRule,
  facts: readonly KnownFact[],
  anchor: string,
): readonly FactAlone[] | undefined {
  return evaluateSequence(rule, FactSeries.of(facts)).find((warning) => warning.anchor === anchor)
    ?.evidence
}

/** The rule with another span for one step. */
function withinAt(rule: SequenceRule, index: number, within_seconds: number): SequenceRule {
  const followed_by = rule.parameters.followed_by.map((step, at) =>
    at === index ? { ...step, within_seconds } : step,
  )
  return { ...rule, parameters: { ...rule.parameters, followed_by } }
}
