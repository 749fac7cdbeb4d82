import { SHIPPED_CALENDARS } from '@jianwei/events/calendar/calendars.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import {
  calendarSteps,
  type CalendarStep,
  type Noticed,
} from '#/rules/calendars/notices-as-known.ts'
import {
  bySmallestPlaceSql,
  distancesOf,
  UNKNOWN,
  workingDaySql,
  type AskedDay,
  type Distances,
} from '#/rules/calendars/working-day-sql.ts'
import { knownAtsSql, neverSql, type Known } from '#/rules/facts/knowledge-points.ts'
import { list, sql, stepSql, type Sql } from '#/sql.ts'

/*
 * The working day that is sought over all points of knowing: before the first notice that moves it,
 * it is that of what comes with the program, and each notice that moves it begins another piece.
 */

/** The days of rows whose working day a notice moves, each with how far away it is from then on. */
interface Moved extends Distances {
  /** The number of the step, from 1. */
  readonly step: number
}

/**
 * An array of tuples for a row: from which knowledge point on, until which (exclusive), and the day
 * or NULL. Null where no notice is known by then: the day is the same at every point.
 */
export function movedDaysSql(asked: AskedDay, noticed: Noticed, known: Known): Sql | null {
  const steps = calendarSteps(noticed, known, asked.jurisdiction)
  const last = steps.at(-1)
  if (last === undefined) return null
  const { by } = known
  const found = bySmallestPlaceSql(last.calendars.places(asked.jurisdiction), (place) =>
    foundSql(asked, steps, place, known),
  )
  const never = neverSql(by)
  return sql`arrayMap((found, next) -> (found.1, next, found.2), ${found} AS found_days,
    arrayPushBack(arrayPopFront(found_days.1), ${never}))`
}

/**
 * Versions with a column `pieces` of `movedDaysSql` as rows of their pieces: `known_from` and
 * `known_until` are cut, and `piece_value` is what holds meanwhile.
 */
export function piecesSql(versions: Sql): Sql {
  return stepSql(
    'pieces',
    'each version, cut where a notice of holidays moved its day',
    sql`
SELECT p.* EXCEPT (known_from, known_until, pieces, piece),
  greatest(p.known_from, p.piece.1) AS known_from,
  least(p.known_until, p.piece.2) AS known_until, p.piece.3 AS piece_value
FROM (
  SELECT *, arrayJoin(arrayFilter(one -> one.1 < known_until AND one.2 > known_from, pieces))
    AS piece
  FROM (${versions})
) AS p`,
  )
}

function foundSql(
  asked: AskedDay,
  steps: readonly CalendarStep[],
  place: RegionId | null,
  { by }: Known,
): Sql {
  const { day, count, jurisdiction } = asked
  const before = SHIPPED_CALENDARS.of(jurisdiction, place)
  const first = sql`[(${startSql(by)}, ${shippedDaySql(asked)})]`
  let held = distancesOf(before, count)
  const moved = steps.flatMap(({ calendars }, index): Moved[] => {
    const now = distancesOf(calendars.of(jurisdiction, place), count)
    const difference = movedBetween(held, now)
    held = now
    return difference === undefined ? [] : [{ ...difference, step: index + 1 }]
  })
  if (moved.length === 0) return first
  const column = (of: (one: Moved) => number): Sql =>
    sql`CAST([${list(moved.map(of))}], 'Array(Int64)')[number]`
  const begins = moved.map((_, index) => distancesBefore(moved, index) + 1)
  const distances = moved.flatMap(({ known }) => known.map((distance) => distance ?? UNKNOWN))
  const numbers = sql`arrayFilter(number -> ${day} BETWEEN ${column((one) => one.first)}
      AND ${column(lastOf)}, range(1, ${moved.length + 1}))`
  const begin = sql`CAST([${list(begins)}], 'Array(Int64)')[number]`
  const index = sql`${begin} + ${day} - ${column((one) => one.first)}`
  const point = knownAtsSql(
    by,
    steps.map(({ from }) => from),
    column(({ step }) => step),
  )
  return sql`arrayConcat(${first}, arrayMap(number -> (${point},
      ${day} + nullIf(CAST([${list(distances)}], 'Array(Int32)')[${index}], ${UNKNOWN})),
    ${numbers}))`
}

/** How many distances stand in the one list before those of a notice. */
function distancesBefore(moved: readonly Moved[], index: number): number {
  return moved.slice(0, index).reduce((sum, { known }) => sum + known.length, 0)
}

function shippedDaySql(asked: AskedDay): Sql {
  // Nothing comes with the program for places.
  return sql`CAST(${workingDaySql(asked, SHIPPED_CALENDARS)} AS Nullable(Int64))`
}

/** Before every knowledge point. */
function startSql(by: Known['by']): Sql {
  return by === 'platform' ? sql`toUInt64(0)` : sql`toUInt128(0)`
}

function lastOf({ first, known }: Distances): number {
  return first + known.length - 1
}

/** From the first to the last day that is another number of days away; undefined for none. */
function movedBetween(before: Distances, after: Distances): Distances | undefined {
  const first = Math.min(before.first, after.first)
  const last = Math.max(lastOf(before), lastOf(after))
  let [from, to] = [Infinity, -Infinity]
  for (let day = first; day <= last; day++) {
    if (at(before, day) === at(after, day)) continue
    from = Math.min(from, day)
    to = day
  }
  if (to < from) return undefined
  const known = Array.from({ length: to - from + 1 }, (_, index) => at(after, from + index))
  return { first: from, known }
}

function at({ first, known }: Distances, day: number): number | null {
  return known[day - first] ?? null
}
