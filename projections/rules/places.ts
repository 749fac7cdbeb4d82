import type { Instant } from '@jianwei/events/instant.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { instant, integer } from '#/sql.ts'

/**
 * Places in an order of knowing (`design.md` section 4). By platform, the order in which this log took things: a place is a
 * position. By source, the order in which departments could have told: a place is `(reported_at, position)`.
 */
export type Place = PlatformPlace | SourcePlace

export interface PlatformPlace {
  readonly by: 'platform'
  readonly position: number
}

export interface SourcePlace {
  readonly by: 'source'
  readonly reported_at: Instant
  /** 0 comes before everything that was reported in that millisecond: the moment at which time alone got there. */
  readonly position: number
}

export type OrderOfKnowing = Place['by']

/** How far the facts are known; without `until`, all that the table holds. */
export type Known =
  | { readonly by: 'platform'; readonly until?: PlatformPlace }
  | {
      readonly by: 'source'
      readonly until?: SourcePlace
      /** What the log took later is left out wherever it stands in the order: a growing log then looks the same twice. */
      readonly taken_until_position?: number
    }

export function placeIn(
  by: OrderOfKnowing,
  event: { readonly position: number; readonly reported_at: Instant },
): Place {
  const { position, reported_at } = event
  return by === 'platform' ? { by, position } : { by, reported_at, position }
}

/** Negative when `a` comes first. Both places are of one order. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.by === 'source' && b.by === 'source' && a.reported_at !== b.reported_at) {
    return a.reported_at < b.reported_at ? -1 : 1
  }
  return a.position - b.position
}

/** The first place at which the clock of sources is beyond a second. */
export function placeAfterSecond(second: number): SourcePlace {
  return { by: 'source', reported_at: instantFromMs((second + 1) * 1_000), position: 0 }
}

/** From 1900-01-01, the earliest instant, to 1970-01-01: keeps milliseconds positive in a place. */
const MS_BEFORE_1970 = 2_208_988_800_000

/**
 * A place as one unsigned number of which the order is the order of knowing. By source: milliseconds since 1900 above
 * 64 bits of position; sorting such numbers costs two thirds of sorting pairs.
 */
export function placeSql(
  by: OrderOfKnowing,
  columns: { readonly reported_at: string; readonly position: string },
): string {
  if (by === 'platform') return columns.position
  return `(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(${columns.reported_at}) + ${MS_BEFORE_1970}), 64) + ${columns.position})`
}

export function placeOfSecondSql(second: string): string {
  return `bitShiftLeft(toUInt128((${second}) * 1000 + ${MS_BEFORE_1970}), 64)`
}

/** The whole second in which a place by source lies. */
export function secondOfPlaceSql(place: string): string {
  return `(toInt64(intDiv(bitShiftRight(${place}, 64), 1000)) - ${MS_BEFORE_1970 / 1_000})`
}

export function placeLiteral(place: Place): string {
  const position = `toUInt64(${integer(place.position)})`
  return place.by === 'platform' ? position : placeSql('source', { reported_at: instant(place.reported_at), position })
}

/** Later than every place: the end of what has not ended. */
export function neverSql(by: OrderOfKnowing): string {
  return by === 'platform' ? 'toUInt64(18446744073709551615)' : 'bitNot(toUInt128(0))'
}

/** The columns `<name>_position` and `<name>_reported_at` (NULL by platform) of a place; both NULL for `never`. */
export function placeColumnsSql(by: OrderOfKnowing, place: string, name: string): string {
  const ended = `${place} = ${neverSql(by)}`
  const reportedAt =
    by === 'platform'
      ? 'CAST(NULL AS Nullable(String))'
      : `if(${ended}, NULL, ${instantTextSql(`toInt64(bitShiftRight(${place}, 64)) - ${MS_BEFORE_1970}`)})`
  return `if(${ended}, NULL, toUInt64(${place})) AS ${name}_position, ${reportedAt} AS ${name}_reported_at`
}

/** The place that `placeColumnsSql` wrote as columns. `milliseconds` gives those since 1970 of a text with an instant. */
export function placeOfColumnsSql(by: OrderOfKnowing, name: string, milliseconds: (text: string) => string): string {
  const position = `toUInt64(assumeNotNull(${name}_position))`
  const reportedAt = milliseconds(`assumeNotNull(${name}_reported_at)`)
  const place =
    by === 'platform' ? position : `(bitShiftLeft(toUInt128(${reportedAt} + ${MS_BEFORE_1970}), 64) + ${position})`
  return `if(isNull(${name}_position), ${neverSql(by)}, ${place})`
}

/** `YYYY-MM-DDTHH:mm:ss.sssZ` of milliseconds since 1970. */
export function instantTextSql(ms: string): string {
  return `concat(replaceOne(toString(fromUnixTimestamp64Milli(${ms}, 'UTC')), ' ', 'T'), 'Z')`
}
