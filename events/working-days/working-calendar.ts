import { DomainError } from '#/errors.ts'
import type { CivilDate } from '#/instant.ts'
import { civilDateOf, dayNumberOf, weekdayOf } from '#/working-days/civil-day.ts'

/**
 * Working days by notices of holidays: Monday to Friday, less the days off and plus the days worked
 * in lieu that a notice announces for its year. A year without a notice is refused, never guessed.
 */

/** What a notice says of its year. It may name days at the end of the year before it. */
export interface NoticedDays {
  readonly year: number
  readonly off: readonly CivilDate[]
  readonly work: readonly CivilDate[]
}

/** The calendar of a year was asked for that no notice covers. */
export class CalendarYearMissing extends DomainError {
  override readonly name = 'CalendarYearMissing'
  readonly code = 'CALENDAR_YEAR_MISSING'
  readonly year: number

  constructor(year: number, known: readonly number[]) {
    super(
      `no holiday notice is held for ${year}: ` +
        (known.length === 0
          ? 'working days are known of no year'
          : `working days are known from ${Math.min(...known)} to ${Math.max(...known)}`),
    )
    this.year = year
  }
}

/** Years that follow each other without a gap. */
interface Run {
  readonly first: number
  readonly last: number
  readonly workingDays: readonly number[]
  /** At index `day - first`: how many working days there are in the run up to and with the day. */
  readonly upTo: Uint32Array
}

/** Days are numbers since 1970-01-01 (`civil-day.ts`). */
export class WorkingCalendar {
  /** The years that are covered, in their order. */
  readonly years: readonly number[]
  readonly #runs: readonly Run[]

  /**
   * By the notices of a country, each of another year, and those of places in it, which turn single
   * days and cover no year. Of several that name a day the later in the list counts.
   */
  constructor(national: readonly NoticedDays[], local: readonly NoticedDays[] = []) {
    this.years = [...new Set(national.map(({ year }) => year))].toSorted((a, b) => a - b)
    // A notice may speak about the last days of the year before it, so all are read before any day
    // is decided.
    const announced = new Map<number, boolean>()
    for (const { off, work } of [...national, ...local]) {
      for (const date of off) announced.set(dayNumberOf(date), false)
      for (const date of work) announced.set(dayNumberOf(date), true)
    }
    this.#runs = runsOf(this.years).map(([first, last]) => runOf(first, last, announced))
  }

  covers(day: number): boolean {
    return this.#runs.some((run) => isIn(run, day))
  }

  /** The first and the last day of each stretch of covered years, in their order. */
  get stretches(): readonly { readonly first: number; readonly last: number }[] {
    return this.#runs
  }

  /** All working days, oldest first. */
  get workingDays(): readonly number[] {
    return this.#runs.flatMap(({ workingDays }) => workingDays)
  }

  /** Throws CalendarYearMissing outside the covered years. */
  isWorkingDay(day: number): boolean {
    const run = this.#runAt(day)
    return upTo(run, day) > upTo(run, day - 1)
  }

  /**
   * The `count`-th working day after the day, which itself is not counted (a period begins the day
   * after the event that starts it). A negative count goes back; 0 gives the day itself, working or
   * not. Throws CalendarYearMissing when the day or the walk leaves the covered years.
   */
  add(day: number, count: number): number {
    if (!Number.isInteger(count)) throw new RangeError('working days are counted in whole days')
    const run = this.#runAt(day)
    if (count === 0) return day
    const index = count < 0 ? upTo(run, day - 1) + count : upTo(run, day) + count - 1
    const found = run.workingDays[index]
    if (found === undefined)
      throw this.#missing(yearOfDay(count < 0 ? run.first : run.last) + Math.sign(count))
    return found
  }

  /** `add`; the year that is missing instead of an error. */
  tryAdd(day: number, count: number): number | { readonly missing: number } {
    try {
      return this.add(day, count)
    } catch (error) {
      if (error instanceof CalendarYearMissing) return { missing: error.year }
      throw error
    }
  }

  /**
   * How many working days lie after `from` up to and with `to`; negative when `to` comes first.
   * Throws CalendarYearMissing.
   */
  between(from: number, to: number): number {
    const [run, other] = [this.#runAt(from), this.#runAt(to)]
    if (run !== other) throw this.#missing(yearOfDay(Math.min(run.last, other.last)) + 1)
    return upTo(run, to) - upTo(run, from)
  }

  #runAt(day: number): Run {
    const run = this.#runs.find((one) => isIn(one, day))
    if (run === undefined) throw this.#missing(yearOfDay(day))
    return run
  }

  #missing(year: number): CalendarYearMissing {
    return new CalendarYearMissing(year, this.years)
  }
}

function runsOf(years: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = []
  for (const year of years) {
    const last = runs.at(-1)
    if (last?.[1] === year - 1) last[1] = year
    else runs.push([year, year])
  }
  return runs
}

function runOf(firstYear: number, lastYear: number, announced: ReadonlyMap<number, boolean>): Run {
  const [first, last] = [dayOf(firstYear, '01-01'), dayOf(lastYear, '12-31')]
  const workingDays: number[] = []
  const upTo = new Uint32Array(last - first + 1)
  for (let day = first; day <= last; day++) {
    if (announced.get(day) ?? weekdayOf(day) <= 5) workingDays.push(day)
    upTo[day - first] = workingDays.length
  }
  return { first, last, workingDays, upTo }
}

function dayOf(year: number, rest: string): number {
  return dayNumberOf(`${String(year).padStart(4, '0')}-${rest}` as CivilDate)
}

function isIn({ first, last }: Run, day: number): boolean {
  return day >= first && day <= last
}

/** 0 for the day before the run. */
function upTo({ first, upTo: counts }: Run, day: number): number {
  return counts[day - first] ?? 0
}

function yearOfDay(day: number): number {
  return Number(civilDateOf(day).slice(0, 4))
}
