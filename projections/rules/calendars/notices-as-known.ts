import {
  Calendars,
  SHIPPED_CALENDARS,
  type ToldNotice,
} from '@jianwei/events/calendar/calendars.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import { firstSecondOfDay } from '@jianwei/events/working-days/civil-seconds.ts'
import { CHINA_OFFSET_MS } from '@jianwei/events/working-days/day-in-china.ts'
import {
  compareKnowledgePoints,
  type Known,
  type KnowledgePoint,
  type OrderOfKnowing,
} from '#/rules/facts/knowledge-points.ts'

/** All notices of holidays that were ever told, in the order of the log. */
export interface Noticed {
  readonly notices: readonly ToldNotice[]
}

export const NOTHING_NOTICED: Noticed = { notices: [] }

/**
 * From where a notice is known. By source that is the beginning of the day of its publication in
 * China, however late this log heard of it: history is judged as those could have who were there.
 */
export function noticeKnownAt(
  by: OrderOfKnowing,
  { position, published_on }: ToldNotice,
): KnowledgePoint {
  if (by === 'platform') return { by, position }
  const second = firstSecondOfDay(dayNumberOf(published_on), CHINA_OFFSET_MS / 1_000)
  return { by, reported_at: instantFromMs(second * 1_000), position }
}

/** The working days by the notices that are known by then. */
export function calendarsAsKnown({ notices }: Noticed, known: Known): Calendars {
  const told = notices.filter((notice) => isKnown(notice, known))
  return told.length === 0 ? SHIPPED_CALENDARS : calendarsOf(notices, told)
}

/** From where on working days are those of `calendars`. */
export interface CalendarStep {
  readonly from: KnowledgePoint
  readonly calendars: Calendars
}

/**
 * The points by then at which a jurisdiction's notices became known, in their order. Before the
 * first of them days are those of what comes with the program.
 */
export function calendarSteps(
  { notices }: Noticed,
  known: Known,
  jurisdiction: string,
): readonly CalendarStep[] {
  const told = notices
    .filter((notice) => notice.jurisdiction === jurisdiction && isKnown(notice, known))
    .map((notice) => ({ notice, from: noticeKnownAt(known.by, notice) }))
  return told
    .map(({ from }) => from)
    .toSorted(compareKnowledgePoints)
    .map((from) => {
      const then = told.filter((one) => compareKnowledgePoints(one.from, from) <= 0)
      const known_then = then.map(({ notice }) => notice)
      return { from, calendars: calendarsOf(notices, known_then) }
    })
}

/** Whether a jurisdiction's notices came between two positions of the log. */
export function noticedBetween(
  { notices }: Noticed,
  jurisdiction: string,
  positions: { readonly after: number; readonly up_to: number },
): boolean {
  return notices.some(
    (notice) =>
      notice.jurisdiction === jurisdiction &&
      notice.position > positions.after &&
      notice.position <= positions.up_to,
  )
}

/**
 * Of two for one year the later in the log counts, whichever was published first. All rules of a
 * round ask the same of the same notices.
 */
function calendarsOf(of: Noticed['notices'], told: readonly ToldNotice[]): Calendars {
  const made = MADE.get(of) ?? new Map<string, Calendars>()
  MADE.set(of, made)
  const inOrder = told.toSorted((a, b) => a.position - b.position)
  const key = inOrder.map(({ position }) => position).join()
  const calendars = made.get(key) ?? new Calendars(inOrder)
  made.set(key, calendars)
  return calendars
}

const MADE = new WeakMap<Noticed['notices'], Map<string, Calendars>>()

function isKnown(notice: ToldNotice, known: Known): boolean {
  const taken = known.by === 'source' ? known.taken_until_position : undefined
  if (taken !== undefined && notice.position > taken) return false
  return (
    known.until === undefined ||
    compareKnowledgePoints(noticeKnownAt(known.by, notice), known.until) <= 0
  )
}
