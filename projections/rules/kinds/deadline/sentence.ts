import { secondOfInstant } from '@jianwei/events/instant.ts'
import type { Bilingual } from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import { dayOf, dayText, typesText } from '#/rules/explanation/words.ts'
import { dueSecond, type OpenedDuty } from '#/rules/kinds/deadline/due.ts'
import type { DeadlineRule, Due } from '#/rules/kinds/deadline/parameters.ts'

/** Which duty was not answered, within which time. */
export function tellDeadline(rule: DeadlineRule, warning: ToldWarning): Bilingual {
  const { due } = rule.parameters
  const [duty, answer] = [typesText(rule.parameters.duty), typesText(rule.parameters.answer)]
  const [opened, within] = [dayOf(rule, warning), withinText(due)]
  // A due time that the duty itself carries is in no ledger.
  const last =
    due.in === 'field'
      ? undefined
      : dueSecond(due, openedAt(warning), rule.utc_offset_seconds, warning.calendars)
  const end = typeof last === 'number' ? dayText(last, rule) : undefined
  const by =
    end === undefined ? { en: '', zh: '' } : { en: `, by ${end.en}`, zh: `（至${end.zh}）` }
  return {
    en: `No ${answer.en} ${within.en}${by.en} after ${duty.en} of ${opened.en}.`,
    zh: `${opened.zh}${duty.zh}后，${within.zh}${by.zh}未见${answer.zh}记录。`,
  }
}

function openedAt({ anchor_at, region }: ToldWarning): OpenedDuty {
  return { second: secondOfInstant(anchor_at), region, carried: undefined }
}

function withinText(due: Due): Bilingual {
  switch (due.in) {
    case 'field':
      return { en: 'within the time that it states', zh: '在其载明的期限内' }
    // A limit in hours is not one in days.
    case 'hours':
      return { en: `within ${due.count} hours`, zh: `${due.count}小时内` }
    case 'calendar_days':
      return { en: `within ${due.count} days`, zh: `${due.count}日内` }
    case 'working_days':
      return { en: `within ${due.count} working days`, zh: `${due.count}个工作日内` }
  }
}
