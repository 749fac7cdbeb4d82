import { instantFromMs, secondOfInstant, type Instant } from '#/instant.ts'
import type { Amount, DutyMark, DutyTerms, MarkTimes } from '#/duty/terms.ts'
import { dayOfSecond, firstSecondOfDay, lastSecondOfDay } from '#/working-days/civil-seconds.ts'
import { CalendarYearMissing, type WorkingCalendar } from '#/working-days/working-calendar.ts'

/*
 * How the clock of a duty counts.
 *
 *  - Seconds are what it sees, as rules do. What happens in the due second is in time.
 *  - Hours run on from the second of the opening, and stand still from the second of a pause to
 *    that of its end.
 *  - Days begin with the one after the opening. A day does not count where the clock stands still
 *    at its end: the day on which a pause begins does not, the day on which it ends does.
 *  - What an extension adds is counted on from the end before it.
 *  - A year without a notice of holidays is named and not guessed.
 */

export interface Pause {
  readonly from: Instant
  readonly to: Instant
}

export interface ClockOfDuty {
  readonly terms: DutyTerms
  readonly opened_at: Instant
  readonly extensions: readonly Amount[]
  /** Those that have ended, oldest first. */
  readonly pauses: readonly Pause[]
  /** By what is known of the holidays where the duty lies. */
  readonly calendar: WorkingCalendar
}

/** Where a clock ends, as events say it. */
export interface Ending {
  readonly due_at: Instant | null
  readonly marks_at: MarkTimes
  readonly calendar_missing: number | null
}

/** The end and the marks of a clock. */
export function endingOf(clock: ClockOfDuty): Ending {
  const due = counted(() => dueSecond(clock))
  if ('missing' in due) return { due_at: null, marks_at: [], calendar_missing: due.missing }
  const marks = counted(() => markTimes(clock, due.value, true))
  return {
    due_at: instantOfSecond(due.value),
    // What lies before the missing year can be counted all the same.
    marks_at: 'missing' in marks ? markTimes(clock, due.value, false) : marks.value,
    calendar_missing: 'missing' in marks ? marks.missing : null,
  }
}

/** Time left until an end; negative once it has passed. */
export interface Remaining {
  /**
   * Working days after the day of `at`, up to and with the day of the end; after the end, how many
   * have begun since. Null where the calendar of a year is missing.
   */
  readonly working_days: number | null
  /** Whole hours of the clock, rounded towards zero. */
  readonly hours: number
}

/** What is left of a clock at a time. */
export function remainingAt(
  due_at: Instant,
  at: Instant,
  terms: Pick<DutyTerms, 'utc_offset_minutes'>,
  calendar: WorkingCalendar,
): Remaining {
  const [due, now] = [secondOfInstant(due_at), secondOfInstant(at)]
  const offset = offsetOf(terms)
  const days = counted(() => calendar.between(dayOfSecond(now, offset), dayOfSecond(due, offset)))
  return {
    working_days: 'missing' in days ? null : days.value,
    // Without a negative zero.
    hours: Math.trunc((due - now) / 3_600) + 0,
  }
}

function dueSecond(clock: ClockOfDuty): number {
  const { terms, opened_at, extensions } = clock
  const { within, until } = terms
  const amounts = until === null && within !== null ? [within, ...extensions] : extensions
  return amounts.reduce(
    (second, amount) => after(second, amount, clock),
    secondOfInstant(until ?? opened_at),
  )
}

function after(second: number, amount: Amount, { terms, pauses, calendar }: ClockOfDuty): number {
  if (amount.in === 'hours') return afterHours(second, amount.count * 3_600, pauses)
  const offset = offsetOf(terms)
  const [add, count] = counting(amount.in, calendar)
  let day = dayOfSecond(second, offset)
  let left = amount.count
  for (const { from, to } of pauses) {
    const first = dayOfSecond(secondOfInstant(from), offset)
    const last = dayOfSecond(secondOfInstant(to), offset) - 1
    if (last <= day) continue
    const before = first - 1 > day ? count(day, first - 1) : 0
    if (before >= left) break
    left -= before
    day = last
  }
  return lastSecondOfDay(add(day, left), offset)
}

function afterHours(second: number, seconds: number, pauses: readonly Pause[]): number {
  let at = second
  let left = seconds
  for (const pause of pauses) {
    const [from, to] = [secondOfInstant(pause.from), secondOfInstant(pause.to)]
    if (to <= at) continue
    const running = Math.max(from - at, 0)
    if (running >= left) break
    left -= running
    at = to
  }
  return at + left
}

/** How days of a sort are added to a day, and counted between two. */
function counting(
  days: 'calendar_days' | 'working_days',
  calendar: WorkingCalendar,
): readonly [(day: number, count: number) => number, (from: number, to: number) => number] {
  return days === 'working_days'
    ? [(day, count) => calendar.add(day, count), (from, to) => calendar.between(from, to)]
    : [(day, count) => day + count, (from, to) => to - from]
}

function markTimes(clock: ClockOfDuty, due: number, all: boolean): MarkTimes {
  const { terms, opened_at } = clock
  const { warning_before, red_card_after } = terms
  const away = (amount: Amount, sign: 1 | -1): number | undefined => {
    const found = counted(() => awayFrom(due, amount, sign, clock))
    if (!('missing' in found)) return found.value
    if (all) throw new CalendarYearMissing(found.missing, clock.calendar.years)
    return undefined
  }
  const seconds: readonly (readonly [DutyMark, number | undefined])[] = [
    ['warning', warning_before === null ? undefined : away(warning_before, -1)],
    ['yellow_card', due + 1],
    ['red_card', red_card_after === null ? undefined : away(red_card_after, 1)],
  ]
  const opened = secondOfInstant(opened_at)
  return seconds.flatMap(([mark, second]) => {
    if (second === undefined || (mark === 'warning' && second <= opened)) return []
    return [{ mark, at: instantOfSecond(second) }]
  })
}

/**
 * Days before the end are reached as they begin: when what is left is first shown as so many. Days
 * after it are reached when they have passed whole.
 */
function awayFrom(
  due: number,
  amount: Amount,
  sign: 1 | -1,
  { terms, calendar }: ClockOfDuty,
): number {
  if (amount.in === 'hours') return due + sign * amount.count * 3_600
  const offset = offsetOf(terms)
  const [add] = counting(amount.in, calendar)
  const day = add(dayOfSecond(due, offset), sign * amount.count)
  return firstSecondOfDay(sign === 1 ? day + 1 : day, offset)
}

function offsetOf({ utc_offset_minutes }: Pick<DutyTerms, 'utc_offset_minutes'>): number {
  return utc_offset_minutes * 60
}

function instantOfSecond(second: number): Instant {
  return instantFromMs(second * 1_000)
}

type Counted<Value> = { readonly value: Value } | { readonly missing: number }

function counted<Value>(count: () => Value): Counted<Value> {
  try {
    return { value: count() }
  } catch (error) {
    if (error instanceof CalendarYearMissing) return { missing: error.year }
    throw error
  }
}
