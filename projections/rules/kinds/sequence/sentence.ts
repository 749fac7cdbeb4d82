import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { dayOf, durationText, typesText } from '#/rules/explanation/words.ts'
import type { SequenceRule } from '#/rules/kinds/sequence/parameters.ts'

/** What followed what, how soon at the latest. */
export function tellSequence(rule: SequenceRule, warning: ToldWarning): Bilingual {
  const { first, followed_by } = rule.parameters
  const [begun, last] = [typesText(first), dayOf(rule, warning)]
  const steps = followed_by.map(({ of, within_seconds }) => {
    const [what, within] = [typesText(of), durationText(within_seconds)]
    return { en: `, then ${what.en} within ${within.en}`, zh: `，${within.zh}内又有${what.zh}` }
  })
  return {
    en: `${begun.en}${steps.map(({ en }) => en).join('')}; the last of ${last.en}.`,
    zh: `先有${begun.zh}${steps.map(({ zh }) => zh).join('')}（最后一次在${last.zh}）。`,
  }
}
