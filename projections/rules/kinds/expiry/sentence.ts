import { secondOfInstant } from '@jianwei/events/instant.ts'
import { DAY_SECONDS } from '@jianwei/events/working-days/civil-seconds.ts'
import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { dayText, typesText } from '#/rules/explanation/words.ts'
import type { ExpiryRule } from '#/rules/kinds/expiry/parameters.ts'

/**
 * Which validity ends, and by when: the warning lies right behind its end less the notice, or at
 * the fact itself where that came later.
 */
export function tellExpiry(rule: ExpiryRule, { anchor_at }: ToldWarning): Bilingual {
  const { of, notice_days } = rule.parameters
  const carrier = typesText(of)
  const end = dayText(secondOfInstant(anchor_at) - 1 + notice_days * DAY_SECONDS, rule)
  const notice =
    notice_days === 0
      ? { en: '', zh: '' }
      : { en: ` (notice: ${notice_days} days)`, zh: `（提前${notice_days}天提示）` }
  return {
    en:
      `The validity stated by ${carrier.en} ends by ${end.en}${notice.en}, ` +
      'with no renewal on record.',
    zh: `${carrier.zh}所载有效期不晚于${end.zh}届满${notice.zh}，未见续期或者终止记录。`,
  }
}
