import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { dayOf, durationText, typesText } from '#/rules/explanation/words.ts'
import type { SilenceRule } from '#/rules/kinds/silence/parameters.ts'

/** Since when nothing came, and how long that may last. */
export function tellSilence(rule: SilenceRule, warning: ToldWarning): Bilingual {
  const { of, silent_seconds } = rule.parameters
  const [reports, last] = [typesText(of), dayOf(rule, warning)]
  const silent = durationText(silent_seconds)
  return {
    en: `No ${reports.en} for more than ${silent.en} after the last one of ${last.en}.`,
    zh: `最后一次${reports.zh}在${last.zh}，此后超过${silent.zh}没有新的记录。`,
  }
}
