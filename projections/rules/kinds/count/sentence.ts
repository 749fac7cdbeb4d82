import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { countedText, typesText } from '#/rules/explanation/words.ts'
import type { CountRule } from '#/rules/kinds/count/parameters.ts'

/** How many facts there were, and how many the rule asks for. */
export function tellCount(rule: CountRule, warning: ToldWarning): Bilingual {
  const { of, at_least, window_seconds, distinct } = rule.parameters
  const counted = countedText(rule, warning, { of: typesText(of), seconds: window_seconds })
  if (distinct === null)
    return {
      en: `${counted.en} (threshold: ${at_least}).`,
      zh: `${counted.zh}（预警标准：${at_least}条）。`,
    }
  return {
    en: `${counted.en}, with at least ${at_least} different values of ${distinct}.`,
    zh: `${counted.zh}，其中${distinct}的不同取值不少于${at_least}个（预警标准：${at_least}个）。`,
  }
}
