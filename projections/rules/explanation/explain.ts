import type { ExplainedWarning, Explanation } from '#/rules/explanation/explanation.ts'
import { explainCombination } from '#/rules/kinds/combination/explanation.ts'
import { explainCount } from '#/rules/kinds/count/explanation.ts'
import { explainDeadline } from '#/rules/kinds/deadline/explanation.ts'
import { explainExpiry } from '#/rules/kinds/expiry/explanation.ts'
import { explainScore } from '#/rules/kinds/score/explanation.ts'
import { explainSequence } from '#/rules/kinds/sequence/explanation.ts'
import { explainSilence } from '#/rules/kinds/silence/explanation.ts'
import { explainSum } from '#/rules/kinds/sum/explanation.ts'
import { explainSurge } from '#/rules/kinds/surge/explanation.ts'
import { countedFacts } from '#/rules/counted-facts.ts'
import type { FactRule } from '#/rules/rule.ts'

/** Explains a warning that the rule finds among these facts. Throws TypeError when the rule does not find it there. */
export function explain(rule: FactRule, found: ExplainedWarning): Explanation {
  const warning = { ...found, facts: countedFacts(rule, found.facts) }
  switch (rule.kind) {
    case 'count':
      return explainCount(rule, warning)
    case 'deadline':
      return explainDeadline(rule, warning)
    case 'sum':
      return explainSum(rule, warning)
    case 'combination':
      return explainCombination(rule, warning)
    case 'expiry':
      return explainExpiry(rule, warning)
    case 'sequence':
      return explainSequence(rule, warning)
    case 'surge':
      return explainSurge(rule, warning)
    case 'silence':
      return explainSilence(rule, warning)
    case 'score':
      return explainScore(rule, warning)
  }
}
