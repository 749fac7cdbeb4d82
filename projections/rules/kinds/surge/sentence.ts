import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { countedText, durationText, typesText } from '#/rules/explanation/words.ts'
import type { SurgeRule } from '#/rules/kinds/surge/parameters.ts'

/** How many facts there were, against what was usual before. */
export function tellSurge(rule: SurgeRule, warning: ToldWarning): Bilingual {
  const { of, at_least, window_seconds, baseline_seconds } = rule.parameters
  const counted = countedText(rule, warning, { of: typesText(of), seconds: window_seconds })
  const before = durationText(baseline_seconds)
  return {
    en: `${counted.en}: far more than usual in the ${before.en} before (at least ${at_least}).`,
    zh: `${counted.zh}，明显多于此前${before.zh}的常态（预警标准：不少于${at_least}条）。`,
  }
}
