import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { WorkingCalendar } from '@jianwei/events/working-days/working-calendar.ts'
import { withinRegionSql } from '#/region-sql.ts'
import { list, sql, type Sql } from '#/sql.ts'

/** The n-th working day after the day of a row, and where the row lies. */
export interface AskedDay {
  readonly day: Sql
  readonly count: number
  readonly jurisdiction: string
}

/** Distances are written as characters, the least of them as this one. */
const LEAST_CHARACTER = 48
/** So that the characters end before the backslash. */
const DISTANCES_MAX = 44
/** In lists of distances, each of which is at least a day. */
export const UNKNOWN = 0

/**
 * The working day after a row's day, by what is known at one point, and by the row's `region`; NULL
 * where days of a year without notice would be counted.
 */
export function workingDaySql(asked: AskedDay, calendars: Calendars): Sql {
  return bySmallestPlaceSql(calendars.places(asked.jurisdiction), (place) =>
    foundSql(asked, calendars.of(asked.jurisdiction, place)),
  )
}

/** What holds of the smallest of these places that a row lies in; null stands for the country. */
export function bySmallestPlaceSql(
  places: readonly RegionId[],
  of: (place: RegionId | null) => Sql,
): Sql {
  // Nested, so that the smallest is asked first.
  return places.reduce(
    (larger, place) => sql`if(${withinRegionSql(sql`toString(region)`, place)},
  ${of(place)}, ${larger})`,
    of(null),
  )
}

/**
 * How many days lie between each day from `first` on and the working day that is sought; null where
 * a year is missing. Ends with the last that is known.
 */
export interface Distances {
  readonly first: number
  readonly known: readonly (number | null)[]
}

/** Every day that a calendar covers, and the days between. */
export function distancesOf(calendar: WorkingCalendar, count: number): Distances {
  const counted = COUNTED.get(calendar) ?? new Map<number, Distances>()
  COUNTED.set(calendar, counted)
  const distances = counted.get(count) ?? countedDistances(calendar, count)
  counted.set(count, distances)
  return distances
}

const COUNTED = new WeakMap<WorkingCalendar, Map<number, Distances>>()

function countedDistances(calendar: WorkingCalendar, count: number): Distances {
  const { stretches } = calendar
  const [first, last] = [stretches[0]?.first ?? 0, stretches.at(-1)?.last ?? -1]
  const known: (number | null)[] = []
  let found = 0
  for (let day = first; day <= last; day++) {
    const reached = calendar.tryAdd(day, count)
    known.push(typeof reached === 'number' ? reached - day : null)
    if (typeof reached === 'number') found = known.length
  }
  return { first, known: known.slice(0, found) }
}

/**
 * Looked up in a text that has a character for each day, for how far away it is. A text is read
 * faster than a list of numbers, by the engine's parser and per row.
 */
function foundSql({ day, count }: AskedDay, calendar: WorkingCalendar): Sql {
  const { first, known } = distancesOf(calendar, count)
  const distances = known.filter((distance) => distance !== null)
  // A count of more working days than the calendar holds is missing for every day.
  if (distances.length === 0) return sql`CAST(NULL AS Nullable(Int64))`
  const [least, most] = distances.reduce(
    ([low, high], distance) => [Math.min(low, distance), Math.max(high, distance)],
    [Infinity, -Infinity],
  )
  const covered = sql`${day} BETWEEN ${first} AND ${first + known.length - 1}`
  if (most - least >= DISTANCES_MAX || distances.length < known.length) {
    const numbers = list(known.map((distance) => distance ?? UNKNOWN))
    const distance = sql`CAST([${numbers}], 'Array(Int32)')[${day} - ${first - 1}]`
    return sql`if(${covered}, ${day} + nullIf(${distance}, ${UNKNOWN}), NULL)`
  }
  const characters = distances
    .map((distance) => String.fromCharCode(LEAST_CHARACTER + distance - least))
    .join('')
  const distance = sql`ascii(substring(${characters}, ${day} - ${first - 1},
    1)) + ${least - LEAST_CHARACTER}`
  return sql`if(${covered}, ${day} + ${distance}, NULL)`
}
