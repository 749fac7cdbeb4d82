import { JURISDICTION_BY_DEFAULT } from '#/calendar/events.ts'
import type { HolidayNoticeRecorded } from '#/calendar/events.ts'
import { regionContains, type RegionId } from '#/identifiers/region-id.ts'
import { SHIPPED_NOTICES } from '#/working-days/working-days.ts'
import { WorkingCalendar, type NoticedDays } from '#/working-days/working-calendar.ts'

/** What of a notice decides which days are worked. */
export type HolidayNotice = Pick<
  HolidayNoticeRecorded,
  'jurisdiction' | 'region' | 'year' | 'off' | 'work'
>

/** A notice, where in the log it stands and when it was published. */
export interface ToldNotice extends HolidayNotice {
  readonly position: number
  readonly published_on: HolidayNoticeRecorded['published_on']
}

/**
 * The working days of every jurisdiction and of the places in it, by the notices that are known.
 * Those that come with the program are known before all others. Of a year that was announced more
 * than once the last notice counts. A place goes by the notices of its country and by its own on
 * top of them; those of a smaller place count more than those of a larger one.
 */
export class Calendars {
  readonly #notices: readonly HolidayNotice[]
  readonly #made = new Map<string, WorkingCalendar>()

  /** In the order in which they became known. */
  constructor(notices: readonly HolidayNotice[] = []) {
    this.#notices = notices
  }

  /** Of where something happened; of the country where that is null or nothing is said of it. */
  of(jurisdiction: string, region: string | null): WorkingCalendar {
    const places = this.places(jurisdiction).filter(
      // What is no region of the table lies in none of them.
      (place) => region !== null && regionContains(place, region as RegionId),
    )
    const key = [jurisdiction, ...places].join('\n')
    const made = this.#made.get(key) ?? this.#make(jurisdiction, places)
    this.#made.set(key, made)
    return made
  }

  /** Places in a jurisdiction that have notices of their own, the larger before the smaller. */
  places(jurisdiction: string): readonly RegionId[] {
    const regions = this.#notices.flatMap((one) =>
      one.jurisdiction === jurisdiction && one.region !== null ? [one.region] : [],
    )
    return [...new Set(regions)].toSorted(
      (a, b) => Number(regionContains(b, a)) - Number(regionContains(a, b)) || (a < b ? -1 : 1),
    )
  }

  /** The notice that counts for a year; undefined where none is known. */
  notice(jurisdiction: string, region: RegionId | null, year: number): NoticedDays | undefined {
    return this.#counting(jurisdiction, region).get(year)
  }

  #make(jurisdiction: string, places: readonly RegionId[]): WorkingCalendar {
    const national = inYears(this.#counting(jurisdiction, null))
    return new WorkingCalendar(
      national,
      places.flatMap((place) => inYears(this.#counting(jurisdiction, place))),
    )
  }

  #counting(jurisdiction: string, region: RegionId | null): ReadonlyMap<number, NoticedDays> {
    const shipped =
      jurisdiction === JURISDICTION_BY_DEFAULT && region === null ? SHIPPED_NOTICES : []
    const told = this.#notices.filter(
      (one) => one.jurisdiction === jurisdiction && one.region === region,
    )
    return new Map([...shipped, ...told].map((notice) => [notice.year, notice]))
  }
}

/** By the notices that come with the program alone. */
export const SHIPPED_CALENDARS = new Calendars()

function inYears(notices: ReadonlyMap<number, NoticedDays>): readonly NoticedDays[] {
  return [...notices.values()].toSorted((a, b) => a.year - b.year)
}
