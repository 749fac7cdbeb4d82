import fc from 'fast-check'
import type { ToldNotice } from '@jianwei/events/calendar/calendars.ts'
import {
  streamOf,
  type Ordinal,
  type Position,
  type RecordedEvent,
  type Revision,
} from '@jianwei/events/envelope.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { instantFromMs, type CivilDate, type Instant } from '@jianwei/events/instant.ts'

/**
 * Notices of holidays that come in the middle of a log and are changed there: of the year in which
 * the log begins and the next, of the country, of places in it, and of another country of which
 * nothing comes with the program.
 */

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export type RandomNotice = {
  readonly jurisdiction: string
  readonly region: string | null
  /** After the year in which the log begins. */
  readonly years_on: number
  readonly off: readonly number[]
  readonly work: readonly number[]
  /** Hours after the beginning of the log. */
  readonly arrives: number
  readonly published_days_before: number
}

/** Days after the beginning of the log, around those on which facts lie. */
const days = fc.uniqueArray(fc.integer({ min: -2, max: 30 }), { maxLength: 7 })

/** In a third of the logs nobody announces anything. */
export const anyNotices: fc.Arbitrary<readonly RandomNotice[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  {
    weight: 2,
    arbitrary: fc.array(
      fc.record({
        jurisdiction: fc.constantFrom('CN', 'CN', 'CN', 'TW'),
        region: fc.constantFrom(null, null, null, '330100', '330102', '330000'),
        years_on: fc.constantFrom(0, 1, 1),
        off: days,
        work: days,
        arrives: fc.integer({ min: 0, max: 24 * 20 }),
        published_days_before: fc.constantFrom(0, 0, 1, 10, 400),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  },
)

/** The notice at a position of a log that starts at a time. */
export function noticeAt(notice: RandomNotice, position: number, start: number): ToldNotice {
  const dayOf = (ms: number): CivilDate => instantFromMs(ms).slice(0, 10) as CivilDate
  const { jurisdiction, years_on, off, work, arrives, published_days_before } = notice
  return {
    jurisdiction,
    // The generator gives codes of the table.
    region: notice.region as RegionId | null,
    year: new Date(start).getUTCFullYear() + years_on,
    off: off.map((day) => dayOf(start + day * DAY_MS)),
    work: work.filter((day) => !off.includes(day)).map((day) => dayOf(start + day * DAY_MS)),
    published_on: dayOf(start + arrives * HOUR_MS - published_days_before * DAY_MS),
    position,
  }
}

/** The event that carries it. */
export function eventOfNotice(
  { position, ...notice }: ToldNotice,
  recorded_at: Instant,
): RecordedEvent {
  const id = `notice-${position}`
  const event_id = eventIdOf('jianwei:calendar', id)
  return {
    event_id,
    type: 'HolidayNoticeRecorded',
    schema_version: 1,
    subject_id: 'platform:calendar',
    region: null,
    department: null,
    occurred_at: recorded_at,
    reported_at: recorded_at,
    recorded_at,
    source: 'jianwei:calendar',
    source_event_id: id,
    correlation_id: event_id,
    causation_id: null,
    data: {
      ...notice,
      version: 1,
      supersedes: null,
      title: 'Holidays',
      number: null,
      url: null,
      actor: 'li',
      reason: 'announced',
    },
    position: position as Position,
    ordinal: position as Ordinal,
    stream: streamOf('calendar', 'notices'),
    revision: 0 as Revision,
  }
}
