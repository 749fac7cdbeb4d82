import { catalogue } from '@jianwei/events/catalogue.ts'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import { civilDateOf } from '@jianwei/events/working-days/civil-day.ts'
import { DAY_SECONDS, dayOfSecond } from '@jianwei/events/working-days/civil-seconds.ts'
import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import type { RuleBody } from '#/rules/language/rule-body.ts'
import { EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'

/* Parts of sentences about warnings, for people who never saw the rule's file. */

const HOUR_SECONDS = 3_600
const TITLES = new Map<string, Bilingual>(catalogue.map(({ type, title }) => [type, title]))

/** What selected facts are called: “行政处罚”或“行政强制”. */
export function typesText({ events }: { readonly events: readonly string[] }): Bilingual {
  const titles = events.map((type) => TITLES.get(type) ?? { en: type, zh: type })
  return {
    en: titles.map(({ en }) => `“${en}”`).join(' or '),
    zh: titles.map(({ zh }) => `“${zh}”`).join('或'),
  }
}

const UNITS = [
  [DAY_SECONDS, 'day', '天'],
  [HOUR_SECONDS, 'hour', '小时'],
  [60, 'minute', '分'],
  [1, 'second', '秒'],
] as const

/** A length of time: 30 days, 3 days 12 hours. */
export function durationText(seconds: number): Bilingual {
  let left = seconds
  const parts = UNITS.flatMap(([size, en, zh]) => {
    const count = Math.floor(left / size)
    left -= count * size
    return count === 0
      ? []
      : [{ en: `${count} ${en}${count === 1 ? '' : 's'}`, zh: `${count}${zh}` }]
  })
  if (parts.length === 0) return { en: '0 seconds', zh: '0秒' }
  return { en: parts.map(({ en }) => en).join(' '), zh: parts.map(({ zh }) => zh).join('') }
}

/** The day of a second on the rule's calendar: 2026-03-01, 2026年3月1日. */
export function dayText(
  second: number,
  { utc_offset_seconds }: Pick<RuleBody, 'utc_offset_seconds'>,
): Bilingual {
  const day = civilDateOf(dayOfSecond(second, utc_offset_seconds))
  const [year, month, date] = day.split('-').map(Number)
  return { en: day, zh: `${year}年${month}月${date}日` }
}

/** The day on which the warning lies. */
export function dayOf(rule: RuleBody, { anchor_at }: ToldWarning): Bilingual {
  return dayText(secondOfInstant(anchor_at), rule)
}

/** How many facts; of very many only the newest are listed, and the sentence says so. */
export function factsText({ facts }: ToldWarning): Bilingual {
  return facts < EVIDENCE_FACTS_MAX
    ? { en: `${facts} ${facts === 1 ? 'record' : 'records'}`, zh: `${facts}条` }
    : { en: `at least ${facts} records`, zh: `不少于${facts}条` }
}

/** Of what was counted in a window that ends on the day of the warning. */
export function countedText(
  rule: RuleBody,
  warning: ToldWarning,
  { of, seconds }: { readonly of: Bilingual; readonly seconds: number },
): Bilingual {
  const [day, span, facts] = [dayOf(rule, warning), durationText(seconds), factsText(warning)]
  return {
    en: `${facts.en} of ${of.en} within ${span.en}, up to ${day.en}`,
    zh: `截至${day.zh}的${span.zh}内，${of.zh}记录${facts.zh}`,
  }
}
