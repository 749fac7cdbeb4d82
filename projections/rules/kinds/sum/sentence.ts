import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { countedText, typesText } from '#/rules/explanation/words.ts'
import type { SumRule } from '#/rules/kinds/sum/parameters.ts'

/** Which amounts came together. What they add up to is in no ledger; the explanation has it. */
export function tellSum(rule: SumRule, warning: ToldWarning): Bilingual {
  const { of, amount, at_least, window_seconds } = rule.parameters
  const counted = countedText(rule, warning, { of: typesText(of), seconds: window_seconds })
  const threshold = amountText(amount, at_least)
  return {
    en: `${counted.en}, adding up to at least ${threshold.en}.`,
    zh: `${counted.zh}，合计达到预警标准${threshold.zh}。`,
  }
}

/** Fields in cents by their main unit, others by their name. */
function amountText(field: string, amount: number): Bilingual {
  if (!field.endsWith('_cents')) {
    const number = amount.toLocaleString('en-US')
    return { en: `${number} (${field})`, zh: `${number}（${field}）` }
  }
  const number = (amount / 100).toLocaleString('en-US', { maximumFractionDigits: 2 })
  return { en: `${number} yuan`, zh: `${number}元` }
}
