import { z } from 'zod'
import type { NoticeToRecord } from '@jianwei/events/calendar/decider.ts'
import {
  HolidayNoticeRecorded,
  JURISDICTION_BY_DEFAULT,
  Jurisdiction,
  NOTICED_DAYS_MAX,
} from '@jianwei/events/calendar/events.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { CivilDateSchema, type CivilDate } from '@jianwei/events/instant.ts'
import { civilDateOf, dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import { noticesInCsv } from '#/calendars/notice-csv.ts'
import { readYaml } from '#/text-reading/yaml-text.ts'

/*
 * Notices of holidays in a file: YAML or JSON, one notice or a list of them, or CSV with a row a
 * day. Days in a row may be written as `2027-02-05/2027-02-11`.
 */

/** All that is wrong with a file of notices. */
export class NoticeFileRefused extends DomainError {
  override readonly name = 'NoticeFileRefused'
  readonly code = 'NOTICE_FILE_REFUSED'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the file of notices does not load${problems.map((one) => `\n  ${one}`).join('')}`)
    this.problems = problems
  }
}

const { year, title, number, url, published_on, region } = HolidayNoticeRecorded.data.shape

const DayOrSpan = z.string().transform((text, context): CivilDate[] => {
  const days = daysOf(text)
  if (days !== undefined) return days
  context.addIssue({ code: 'custom', message: `${text} is no day and no span of days` })
  return z.NEVER
})
const Days = z.array(DayOrSpan).max(NOTICED_DAYS_MAX).default([])

/** A notice as people write it; who records it and why is said beside it. */
export const WrittenNotice = z
  .strictObject({
    jurisdiction: Jurisdiction.default(JURISDICTION_BY_DEFAULT),
    region: region.default(null),
    year,
    title,
    number: number.default(null),
    url: url.default(null),
    published_on,
    off: Days,
    work: Days,
  })
  .transform(({ off, work, ...notice }) => ({ ...notice, off: off.flat(), work: work.flat() }))

export interface Recorder {
  readonly actor: string
  readonly reason: string
}

/** The notices of a file. Throws NoticeFileRefused with all that is wrong with it. */
export function noticesInFile(
  text: string,
  name: string,
  recorder: Recorder,
): readonly NoticeToRecord[] {
  const written = /\.csv$/i.test(name) ? noticesInCsv(text) : noticesInYaml(text)
  if (!written.ok) throw new NoticeFileRefused(written.problems)
  const problems: string[] = []
  const notices = written.value.flatMap((one, index): NoticeToRecord[] => {
    const parsed = WrittenNotice.safeParse(one)
    if (parsed.success) return [{ ...parsed.data, ...recorder }]
    const where = written.value.length === 1 ? '' : `notice ${index + 1}: `
    for (const { path, message } of parsed.error.issues)
      problems.push(`${where}${path.length === 0 ? '' : `${path.join('.')}: `}${message}`)
    return []
  })
  if (problems.length > 0) throw new NoticeFileRefused(problems)
  if (notices.length === 0) throw new NoticeFileRefused(['it holds no notice'])
  return notices
}

type Written =
  | { readonly ok: true; readonly value: readonly unknown[] }
  | { readonly ok: false; readonly problems: readonly string[] }

function noticesInYaml(text: string): Written {
  const content = readYaml(text.replace(/^\uFEFF/, ''))
  if (!content.ok) return { ok: false, problems: content.problems.map(({ message }) => message) }
  return { ok: true, value: Array.isArray(content.value) ? content.value : [content.value] }
}

/** A day, or from one to another; undefined for what is neither. */
function daysOf(text: string): CivilDate[] | undefined {
  const [from, to, ...more] = text.split('/').map((part) => CivilDateSchema.safeParse(part.trim()))
  if (from?.success !== true || more.length > 0) return undefined
  if (to === undefined) return [from.data]
  if (!to.success) return undefined
  const [first, last] = [dayNumberOf(from.data), dayNumberOf(to.data)]
  if (last < first || last - first >= NOTICED_DAYS_MAX) return undefined
  return Array.from({ length: last - first + 1 }, (_, index) => civilDateOf(first + index))
}
