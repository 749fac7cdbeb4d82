import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { dayOf, factsText, typesText } from '#/rules/explanation/words.ts'
import type { Period } from '#/rules/kinds/peer/civil-periods.ts'
import type { PeerRule } from '#/rules/kinds/peer/parameters.ts'

const PERIODS_ZH: Readonly<Record<Period, string>> = {
  day: '天',
  week: '周',
  month: '个月',
  quarter: '个季度',
  year: '年',
}

/** How much the subject had, far above the others of its group. */
export function tellPeer(rule: PeerRule, warning: ToldWarning): Bilingual {
  const { of, amount, every, window_periods: periods } = rule.parameters
  const [what, facts, day] = [typesText(of), factsText(warning), dayOf(rule, warning)]
  const span = `${periods} ${every}${periods === 1 ? '' : 's'}`
  const added =
    amount === null ? { en: '', zh: '' } : { en: ` (${amount})`, zh: `（${amount}合计）` }
  return {
    en:
      `${facts.en} of ${what.en} in the ${span} before ${day.en}${added.en}: ` +
      'far above its peers.',
    zh: `${day.zh}前${periods}${PERIODS_ZH[every]}，${what.zh}记录${facts.zh}${added.zh}，明显高于同类对象。`,
  }
}
