import type { Amount, DutyMark, DutyTerms } from '@jianwei/events/duty/terms.ts'
import {
  instantFromMs,
  msOfInstant,
  type CivilDate,
  type Instant,
} from '@jianwei/events/instant.ts'
import { isWorkingDay } from '@jianwei/events/working-days/working-days.ts'

/*
 * The clock of a duty, slow and obvious: it counts one minute or one day after the other,
 * and looks at every minute whether a mark has fallen. What the decider and the due queue do must
 * agree with it.
 */

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** What happens to a duty, at whole minutes and in the order of time. */
export type SlowStep =
  | { readonly at: Instant; readonly does: 'extend'; readonly by: Amount }
  | { readonly at: Instant; readonly does: 'pause' }
  | { readonly at: Instant; readonly does: 'resume' }
  | { readonly at: Instant; readonly does: 'meet' }

export interface SlowMark {
  readonly mark: DutyMark
  readonly at: Instant
}

export interface SlowLife {
  readonly marks: readonly SlowMark[]
  /** Steps that the duty took; the others do not follow from where it was. */
  readonly taken: readonly SlowStep[]
  readonly is_late: boolean
}

/** What becomes of a duty up to a time. */
export function slowLife(
  terms: DutyTerms,
  opened_at: Instant,
  steps: readonly SlowStep[],
  until: Instant,
): SlowLife {
  const opened = msOfInstant(opened_at)
  const pauses: { from: number; to: number }[] = []
  const extensions: Amount[] = []
  const taken: SlowStep[] = []
  const marks: SlowMark[] = []
  let given = new Set<DutyMark>()
  let pausedSince: number | undefined
  let isMet = false
  let isLate = false
  let falls = fallTimes(terms, opened, extensions, pauses)
  const next = [...steps]
  for (let now = opened; now <= msOfInstant(until) && !isMet; now += MINUTE_MS) {
    // What falls in this minute comes before what somebody does in it.
    if (pausedSince === undefined) {
      for (const { mark, at } of falls) {
        if (at > now || given.has(mark)) continue
        given.add(mark)
        marks.push({ mark, at: instantFromMs(at) })
      }
    }
    while (next[0] !== undefined && msOfInstant(next[0].at) <= now) {
      const step = next.shift()
      if (step === undefined) break
      const breached = given.has('yellow_card')
      if (step.does === 'meet') {
        isMet = true
        isLate = pausedSince === undefined && now > dueMs(terms, opened, extensions, pauses)
      } else if (step.does === 'pause' && pausedSince === undefined && !breached) pausedSince = now
      else if (step.does === 'resume' && pausedSince !== undefined) {
        pauses.push({ from: pausedSince, to: now })
        pausedSince = undefined
      } else if (
        step.does === 'extend' &&
        pausedSince === undefined &&
        !breached &&
        extensions.length < (terms.extension?.times ?? 0)
      )
        extensions.push(step.by)
      else continue
      taken.push(step)
      if (step.does === 'resume' || step.does === 'extend') {
        falls = fallTimes(terms, opened, extensions, pauses)
        given = new Set(
          falls.flatMap(({ mark, at }) => (given.has(mark) && at <= now ? [mark] : [])),
        )
      }
      if (isMet) break
    }
  }
  return { marks, taken, is_late: isLate }
}

type Stand = readonly { readonly from: number; readonly to: number }[]

/** The end of the due second. */
function dueMs(
  terms: DutyTerms,
  opened: number,
  extensions: readonly Amount[],
  pauses: Stand,
): number {
  let at = opened
  for (const amount of [...(terms.within === null ? [] : [terms.within]), ...extensions]) {
    at =
      amount.in === 'hours' ? hoursOn(at, amount.count, pauses) : daysOn(terms, at, amount, pauses)
  }
  return at
}

/** Minute after minute; one in which the clock stands still does not count. */
function hoursOn(from: number, hours: number, pauses: Stand): number {
  let at = from
  for (let left = (hours * HOUR_MS) / MINUTE_MS; left > 0; at += MINUTE_MS) {
    const stands = pauses.some((pause) => pause.from <= at && at < pause.to)
    if (!stands) left -= 1
  }
  return at
}

/** Day after day; one at whose end the clock stands still does not count. */
function daysOn(terms: DutyTerms, from: number, amount: Amount, pauses: Stand): number {
  const offset = terms.utc_offset_minutes * MINUTE_MS
  let day = Math.floor((from + offset) / DAY_MS)
  for (let left = amount.count; left > 0;) {
    day += 1
    const end = (day + 1) * DAY_MS - offset
    const stands = pauses.some((pause) => pause.from < end && end <= pause.to)
    if (!stands && counts(day, amount)) left -= 1
  }
  return (day + 1) * DAY_MS - offset - 1_000
}

function counts(day: number, amount: Amount): boolean {
  return (
    amount.in !== 'working_days' ||
    isWorkingDay(new Date(day * DAY_MS).toISOString().slice(0, 10) as CivilDate)
  )
}

/** When marks fall, if nothing else happens. */
function fallTimes(
  terms: DutyTerms,
  opened: number,
  extensions: readonly Amount[],
  pauses: Stand,
): readonly { readonly mark: DutyMark; readonly at: number }[] {
  const due = dueMs(terms, opened, extensions, pauses)
  const falls: { mark: DutyMark; at: number }[] = []
  if (terms.warning_before !== null) {
    const at = daysOrHoursBefore(terms, due, terms.warning_before)
    if (at > opened) falls.push({ mark: 'warning', at })
  }
  falls.push({ mark: 'yellow_card', at: due + 1_000 })
  if (terms.red_card_after !== null)
    falls.push({ mark: 'red_card', at: daysOrHoursAfter(terms, due, terms.red_card_after) })
  return falls
}

function daysOrHoursBefore(terms: DutyTerms, due: number, amount: Amount): number {
  if (amount.in === 'hours') return due - amount.count * HOUR_MS
  const offset = terms.utc_offset_minutes * MINUTE_MS
  let day = Math.floor((due + offset) / DAY_MS)
  for (let left = amount.count; left > 0;) {
    day -= 1
    if (counts(day, amount)) left -= 1
  }
  return day * DAY_MS - offset
}

function daysOrHoursAfter(terms: DutyTerms, due: number, amount: Amount): number {
  if (amount.in === 'hours') return due + amount.count * HOUR_MS
  return daysOn(terms, due, amount, []) + 1_000
}
