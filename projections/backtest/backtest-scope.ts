import type { Known, OrderOfKnowing } from '#/rules/facts/knowledge-points.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { sql, type Sql } from '#/sql.ts'
import type { Instant } from '@jianwei/events/instant.ts'

/** From where a backtest looks: everything the log held up to `head`, in one order of knowing. */
export interface BacktestScope extends Stated {
  readonly by: OrderOfKnowing
  /** Events beyond this position are left out, also where the log grows while the backtest runs. */
  readonly head: number
  /** The newest time of knowing up to `head`: how far the clock has gone. */
  readonly last_known_at: Instant
}

export function knownOf({
  by,
  head,
  last_known_at,
  authorities,
}: Pick<BacktestScope, 'by' | 'head' | 'last_known_at' | 'authorities'>): Known {
  if (by === 'platform') return { by, until: { by, position: head }, authorities }
  return {
    by,
    authorities,
    until: { by, reported_at: last_known_at, position: Number.MAX_SAFE_INTEGER },
    taken_until_position: head,
  }
}

/**
 * Milliseconds since 1970 at which the event of a row became known: by platform when the log took
 * it, by source when it was reported.
 */
export function knownMsSql(by: OrderOfKnowing): Sql {
  return sql`toUnixTimestamp64Milli(${by === 'platform' ? sql`recorded_at` : sql`reported_at`})`
}

/** Milliseconds since 1970 of a text `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export function msOfTextSql(text: Sql): Sql {
  return sql`toUnixTimestamp64Milli(toDateTime64(concat(substring(${text}, 1, 10), ' ',
    substring(${text}, 12, 12)), 3, 'UTC'))`
}

const MS_BEFORE_1970 = 2_208_988_800_000

/** The whole second in which a millisecond lies; the engine's own division rounds towards 1970. */
export function secondOfMsSql(ms: Sql): Sql {
  return sql`(intDiv(${ms} + ${MS_BEFORE_1970}, 1000) - ${MS_BEFORE_1970 / 1000})`
}

export const SECONDS_OF_WEEK = 604_800
/** From a Monday before 1900 to the first Monday before 1970. */
const SECONDS_OF_WEEKS_BEFORE = SECONDS_OF_WEEK * 4_000
/** 1970-01-01 was a Thursday. */
const SECONDS_SINCE_MONDAY_IN_1970 = 3 * 86_400

/**
 * A number for the week in which a second lies; weeks begin on Mondays, at midnight of the offset.
 */
export function weekSql(second: Sql, offset: number): Sql {
  return sql`intDiv(${second} + ${offset + SECONDS_SINCE_MONDAY_IN_1970 + SECONDS_OF_WEEKS_BEFORE},
    ${SECONDS_OF_WEEK})`
}

export function weekOfSecond(second: number, offset: number): number {
  return Math.floor(
    (second + offset + SECONDS_SINCE_MONDAY_IN_1970 + SECONDS_OF_WEEKS_BEFORE) / SECONDS_OF_WEEK,
  )
}

/** The second at which a week begins. */
export function secondOfWeek(week: number, offset: number): number {
  return week * SECONDS_OF_WEEK - offset - SECONDS_SINCE_MONDAY_IN_1970 - SECONDS_OF_WEEKS_BEFORE
}

/** A span of times of knowing, in milliseconds since 1970; the end is not in it. */
export interface Span {
  readonly from_ms: number
  readonly to_ms: number
}

export function inSpanSql(column: Sql, { from_ms, to_ms }: Span): Sql {
  return sql`(${column} >= ${from_ms} AND ${column} < ${to_ms})`
}
