import { Calendars } from '#/calendar/calendars.ts'
import { NOTICE_YEARS, type HolidayNoticeRecorded } from '#/calendar/events.ts'
import type { Decider } from '#/decider.ts'
import { DomainError } from '#/errors.ts'
import type { CivilDate } from '#/instant.ts'
import { dayNumberOf, weekdayOf, yearOf } from '#/working-days/civil-day.ts'
import type { NoticedDays } from '#/working-days/working-calendar.ts'

/** A notice that cannot be meant so. All that is wrong with it is named. */
export class HolidayNoticeRefused extends DomainError {
  override readonly name = 'HolidayNoticeRefused'
  readonly code = 'HOLIDAY_NOTICE_REFUSED'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the holiday notice is refused: ${problems.join('; ')}`)
    this.problems = problems
  }
}

/** Versions count by themselves. */
export type NoticeToRecord = Omit<HolidayNoticeRecorded, 'version' | 'supersedes'>

export interface RecordNotice {
  readonly type: 'RecordNotice'
  readonly data: NoticeToRecord
  /** The day on which it is said. */
  readonly today: CivilDate
}

export interface NoticeEvent {
  readonly type: 'HolidayNoticeRecorded'
  readonly data: HolidayNoticeRecorded
}

/** All that were recorded, in their order. */
export type RecordedNotices = readonly HolidayNoticeRecorded[]

/**
 * A notice of a year that was announced before takes the place of that one, which stays in the log.
 * The same days again are nothing new.
 */
export const noticeDecider: Decider<RecordedNotices, RecordNotice, NoticeEvent> = {
  initial: [],
  decide({ data, today }, recorded) {
    const problems = noticeProblems(data, today)
    if (problems.length > 0) throw new HolidayNoticeRefused(problems)
    const { jurisdiction, region, year } = data
    const before = new Calendars(recorded).notice(jurisdiction, region, year)
    if (before !== undefined && turnedDays(before, data).length === 0) return []
    const version = recorded.filter((one) => isOfSame(one, data)).length + 1
    const supersedes = version === 1 ? null : version - 1
    return [{ type: 'HolidayNoticeRecorded', data: { ...data, version, supersedes } }]
  },
  evolve: (recorded, { data }) => [...recorded, data],
}

function isOfSame(one: HolidayNoticeRecorded, other: NoticeToRecord): boolean {
  return (
    one.jurisdiction === other.jurisdiction &&
    one.region === other.region &&
    one.year === other.year
  )
}

/** What is wrong with a notice; none where it may be meant so. */
export function noticeProblems(notice: NoticeToRecord, today: CivilDate): readonly string[] {
  const { year, off, work, published_on } = notice
  const days = [...off, ...work]
  const doubled = days.filter((day, index) => days.indexOf(day) !== index)
  const outside = days.filter((day) => !isNear(day, year))
  const idle = work.filter((day) => weekdayOf(dayNumberOf(day)) <= 5)
  return [
    ...(days.length === 0 ? ['it names no day'] : []),
    ...(doubled.length === 0 ? [] : [`named more than once: ${doubled.join(', ')}`]),
    ...(outside.length === 0
      ? []
      : [`outside ${year} and the December before it: ${outside.join(', ')}`]),
    ...(notice.region === null && idle.length > 0
      ? [`worked in lieu, but no day of a weekend: ${idle.join(', ')}`]
      : []),
    ...(published_on > today ? [`it was published on ${published_on}, which is to come`] : []),
    ...(year < NOTICE_YEARS.first || year > NOTICE_YEARS.last ? [`the year is ${year}`] : []),
  ]
}

function isNear(day: CivilDate, year: number): boolean {
  return yearOf(day) === year || day.startsWith(`${year - 1}-12-`)
}

/** A day that a notice turns. */
export interface TurnedDay {
  readonly day: CivilDate
  readonly from: 'working' | 'off'
  readonly to: 'working' | 'off'
}

/**
 * The days that are worked or off otherwise than by the notice before; without one, than by the day
 * of the week.
 */
export function turnedDays(
  before: Pick<NoticedDays, 'off' | 'work'> | undefined,
  after: Pick<NoticedDays, 'off' | 'work'>,
): readonly TurnedDay[] {
  const named = [before?.off, before?.work, after.off, after.work].flatMap((days) => days ?? [])
  return [...new Set(named)].toSorted().flatMap((day) => {
    const [from, to] = [stateOf(day, before), stateOf(day, after)]
    return from === to ? [] : [{ day, from, to }]
  })
}

function stateOf(
  day: CivilDate,
  notice: Pick<NoticedDays, 'off' | 'work'> | undefined,
): 'working' | 'off' {
  if (notice?.off.includes(day) === true) return 'off'
  if (notice?.work.includes(day) === true) return 'working'
  return weekdayOf(dayNumberOf(day)) <= 5 ? 'working' : 'off'
}
