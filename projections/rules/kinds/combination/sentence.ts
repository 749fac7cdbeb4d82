import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { dayOf, durationText, factsText, typesText } from '#/rules/explanation/words.ts'
import type { CombinationRule } from '#/rules/kinds/combination/parameters.ts'

/** What came together, and how much of each the rule asks for. */
export function tellCombination(rule: CombinationRule, warning: ToldWarning): Bilingual {
  const { conditions, window_seconds } = rule.parameters
  const [day, span] = [dayOf(rule, warning), durationText(window_seconds)]
  const facts = factsText(warning)
  const parts = conditions.map(({ of, at_least }) => ({ ...typesText(of), at_least }))
  const en = parts.map((part) => `${part.en} (at least ${part.at_least})`).join(' and ')
  const zh = parts.map((part) => `${part.zh}不少于${part.at_least}条`).join('、')
  return {
    en: `${facts.en} within ${span.en}, up to ${day.en}, of ${en}.`,
    zh: `截至${day.zh}的${span.zh}内，${zh}同时出现，共${facts.zh}。`,
  }
}
