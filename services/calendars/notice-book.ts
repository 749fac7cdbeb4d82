import { Calendars, type ToldNotice } from '@jianwei/events/calendar/calendars.ts'
import {
  noticeDecider,
  turnedDays,
  type NoticeEvent,
  type NoticeToRecord,
  type RecordedNotices,
  type RecordNotice,
  type TurnedDay,
} from '@jianwei/events/calendar/decider.ts'
import type { HolidayNoticeRecorded } from '@jianwei/events/calendar/events.ts'
import { recordEvent, streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { handleCommands, OpenStream, type Aggregate } from '#/commands/handle-commands.ts'

/** How the part of the platform that keeps notices of holidays names itself. */
const CALENDAR_SOURCE = 'jianwei:calendar'
const NOTICES = 'notices'

const calendarAggregate: Aggregate<
  RecordedNotices,
  RecordNotice,
  NoticeEvent,
  { readonly now: Instant }
> = {
  stream: 'calendar',
  decider: noticeDecider,
  record: ({ type, data }, { id, revision }, { now }) =>
    recordEvent({
      type,
      schema_version: 1,
      source: CALENDAR_SOURCE,
      id: `${id}#${revision}#${derivedId('holiday-notice', canonicalJson(data))}`,
      subject_id: platformSubject('platform', 'calendar'),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

/** What recording a notice changed. */
export interface RecordedNotice {
  readonly notice: NoticeToRecord
  /** The year was announced before, by a notice or by what comes with the program. */
  readonly was_known: boolean
  /** Nothing, where the same days were known. */
  readonly turned: readonly TurnedDay[]
}

/**
 * Records notices, all of them or none, and says what each changes; with `dry_run` it only says.
 * Throws HolidayNoticeRefused.
 */
export async function recordNotices(
  log: EventLog,
  notices: readonly NoticeToRecord[],
  { now, dry_run = false }: { readonly now: Instant; readonly dry_run?: boolean },
): Promise<readonly RecordedNotice[]> {
  const { result } = await handleCommands(log, async () => {
    const open = await OpenStream.load(log, calendarAggregate, NOTICES)
    const recorded = notices.map((notice): RecordedNotice => {
      const { jurisdiction, region, year } = notice
      const before = new Calendars(open.state).notice(jurisdiction, region, year)
      const command = { type: 'RecordNotice', data: notice, today: dayInChina(now) } as const
      const said = open.decide(command, { now })
      const turned = said.length === 0 ? [] : turnedDays(before, notice)
      return { notice, was_known: before !== undefined, turned }
    })
    return { appends: dry_run ? [] : open.appends, result: recorded }
  })
  return result
}

/** The notices that were recorded, oldest first, each with where in the log it stands. */
export async function recordedNotices(
  log: Pick<EventLog, 'read'>,
): Promise<readonly (HolidayNoticeRecorded & ToldNotice)[]> {
  const notices: (HolidayNoticeRecorded & ToldNotice)[] = []
  for await (const event of log.read(streamOf('calendar', NOTICES)))
    notices.push({ ...noticeIn(event), position: event.position })
  return notices
}

/** The working days as they are known now. */
export async function calendarsOf(log: Pick<EventLog, 'read'>): Promise<Calendars> {
  return new Calendars(await recordedNotices(log))
}

/** What an event of the type `HolidayNoticeRecorded` says. */
export function noticeIn({ data }: Pick<RecordedEvent, 'data'>): HolidayNoticeRecorded {
  // The catalogue parsed the data when the event was read.
  return data as unknown as HolidayNoticeRecorded
}
