import { describe, expect, test } from 'vitest'
import { Calendars } from '#/calendar/calendars.ts'
import {
  HolidayNoticeRefused,
  noticeDecider,
  turnedDays,
  type NoticeToRecord,
  type RecordedNotices,
} from '#/calendar/decider.ts'
import type { RegionId } from '#/identifiers/region-id.ts'
import type { CivilDate } from '#/instant.ts'
import { dayNumberOf } from '#/working-days/civil-day.ts'
import { CalendarYearMissing } from '#/working-days/working-calendar.ts'

const days = (...texts: readonly string[]) => texts as CivilDate[]
const [today] = days('2026-11-10') as [CivilDate]
const GUANGXI = '450000' as RegionId

function notice(its: Partial<NoticeToRecord> = {}): NoticeToRecord {
  return {
    jurisdiction: 'CN',
    region: null,
    year: 2027,
    off: days('2027-01-01', '2027-10-01'),
    work: days('2027-01-02'),
    title: '关于2027年部分节假日安排的通知',
    number: null,
    url: null,
    published_on: today,
    actor: 'li',
    reason: 'announced',
    ...its,
  }
}

function recorded(...notices: readonly NoticeToRecord[]): RecordedNotices {
  return notices.reduce<RecordedNotices>(
    (state, data) =>
      noticeDecider
        .decide({ type: 'RecordNotice', data, today }, state)
        .reduce(noticeDecider.evolve, state),
    [],
  )
}

describe('a notice of holidays', () => {
  test('is recorded once; a changed one supersedes it', () => {
    const changed = notice({ off: days('2027-01-01'), work: [] })
    expect(recorded(notice(), notice(), changed)).toMatchObject([
      { version: 1, supersedes: null },
      { version: 2, supersedes: 1 },
    ])
  })

  test('that says what comes with the program is nothing new, and may correct it', () => {
    const shipped = new Calendars().notice('CN', null, 2026)
    const same = notice({ year: 2026, off: [...shipped!.off], work: [...shipped!.work] })
    expect(recorded(same)).toEqual([])
    const less = notice({ ...same, off: shipped!.off.slice(1) })
    expect(recorded(less)).toMatchObject([{ year: 2026, version: 1 }])
  })

  test('is refused with all that is wrong with it', () => {
    const wrong = notice({
      off: days('2027-01-01', '2027-01-01', '2028-05-01'),
      work: days('2027-01-04'),
      published_on: days('2026-11-11')[0]!,
    })
    const refused = () => noticeDecider.decide({ type: 'RecordNotice', data: wrong, today }, [])
    expect(refused).toThrow(HolidayNoticeRefused)
    expect(refused).toThrow(
      expect.objectContaining({ problems: expect.toSatisfy(({ length }) => length === 4) }),
    )
  })

  test('of a place may turn any day, and stands beside that of the country', () => {
    const local = notice({ region: GUANGXI, off: days('2027-04-08'), work: days('2027-04-06') })
    expect(recorded(notice(), local).map(({ version }) => version)).toEqual([1, 1])
  })

  test('turns the days that are worked otherwise than by the week or the notice before', () => {
    expect(turnedDays(undefined, notice())).toEqual([
      { day: '2027-01-01', from: 'working', to: 'off' },
      { day: '2027-01-02', from: 'off', to: 'working' },
      { day: '2027-10-01', from: 'working', to: 'off' },
    ])
    expect(turnedDays(notice(), notice({ off: days('2027-01-01') }))).toEqual([
      { day: '2027-10-01', from: 'off', to: 'working' },
    ])
    // A holiday on a Saturday turns nothing.
    expect(turnedDays(undefined, { off: days('2027-05-01'), work: [] })).toEqual([])
  })
})

describe('calendars by the notices that are known', () => {
  const day = (text: string) => dayNumberOf(text as CivilDate)
  const local = notice({ region: GUANGXI, off: days('2027-04-08'), work: [] })

  test('know a year from its notice on, and never guess one', () => {
    const before = new Calendars().of('CN', null)
    expect(() => before.add(day('2026-12-31'), 1)).toThrow(CalendarYearMissing)
    expect(before.tryAdd(day('2026-12-31'), 1)).toEqual({ missing: 2027 })
    const after = new Calendars(recorded(notice())).of('CN', null)
    expect(after.add(day('2026-12-31'), 1)).toBe(day('2027-01-02'))
  })

  test('add the days of a place to those of its country, for all that lies in it', () => {
    const calendars = new Calendars(recorded(notice(), local))
    const isWorked = (region: string | null) =>
      calendars.of('CN', region).isWorkingDay(day('2027-04-08'))
    expect([null, '110000', '450000', '450100', '450100001', 'tw:x'].map(isWorked)).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
    ])
    expect(calendars.of('CN', '450100').isWorkingDay(day('2027-10-01'))).toBe(false)
  })

  test('of a smaller place count more than those of a larger one', () => {
    const city = notice({ region: '450100' as RegionId, off: [], work: days('2027-04-08') })
    const calendars = new Calendars(recorded(city, local, notice()))
    expect(calendars.of('CN', '450102').isWorkingDay(day('2027-04-08'))).toBe(true)
    expect(calendars.of('CN', '450200').isWorkingDay(day('2027-04-08'))).toBe(false)
  })

  test('of a place cover no year by themselves', () => {
    expect(new Calendars(recorded(local)).of('CN', '450100').covers(day('2027-04-08'))).toBe(false)
  })

  test('of another jurisdiction hold nothing of this one; a gap is named', () => {
    const taiwan = [2024, 2026].map((year) =>
      notice({ jurisdiction: 'TW', year, off: days(`${year}-01-01`), work: [] }),
    )
    const calendar = new Calendars(recorded(...taiwan)).of('TW', null)
    expect(calendar.years).toEqual([2024, 2026])
    expect(calendar.tryAdd(day('2024-12-31'), 1)).toEqual({ missing: 2025 })
    expect(calendar.tryAdd(day('2026-01-01'), -1)).toEqual({ missing: 2025 })
    expect(() => calendar.between(day('2024-12-31'), day('2026-01-05'))).toThrow(
      expect.objectContaining({ year: 2025 }) as Error,
    )
    expect(new Calendars().of('TW', null).tryAdd(day('2024-12-31'), 1)).toEqual({ missing: 2024 })
  })
})
