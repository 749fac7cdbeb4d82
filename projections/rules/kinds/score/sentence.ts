import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { dayOf, factsText } from '#/rules/explanation/words.ts'
import type { ScoreRule } from '#/rules/kinds/score/parameters.ts'

/** Into which bands the score came. Points are in no ledger; the explanation has them. */
export function tellScore(rule: ScoreRule, warning: ToldWarning): Bilingual {
  const { warn_bands } = rule.parameters
  const [day, facts] = [dayOf(rule, warning), factsText(warning)]
  return {
    en: `On ${day.en} the risk score reached band ${warn_bands.join(' or ')}, by ${facts.en}.`,
    zh: `${day.zh}风险评分进入${warn_bands.join('、')}类（依据${facts.zh}记录）。`,
  }
}
