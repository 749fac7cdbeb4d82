import type { EventTitle } from '@jianwei/events/define-event.ts'

/** Why there is no warning, where nobody feeds what a duty waits for. */
export function notJudgedText(event_types: readonly string[]): EventTitle {
  const types = event_types.join(', ')
  return {
    en: `Not judged: no feed of ${types} from this department.`,
    zh: `不予判定：该部门未报送 ${event_types.join('、')}。`,
  }
}

/** Why there is no warning yet, where the days of a year cannot be counted. */
export function calendarMissingText(year: number): EventTitle {
  return {
    en: `Not judged yet: its due date is not known, there is no holiday notice for ${year}.`,
    zh: `暂不判定：${year}年放假安排尚未登记，届满日待定。`,
  }
}

/** What a warning rests on, where nobody states who feeds what the duty waits for. */
export function unstatedText(event_types: readonly string[]): EventTitle {
  return {
    en:
      `Unstated: nobody says who feeds ${event_types.join(', ')}; ` +
      'the duty is judged all the same.',
    zh: `未说明：尚无数据源说明是否报送 ${event_types.join('、')}，仍予判定。`,
  }
}
