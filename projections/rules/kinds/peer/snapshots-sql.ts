import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { firstSecondOfPeriodSql, periodOfSecond, periodOfSecondSql } from '#/rules/civil-periods.ts'
import { placeLiteral, placeOfSecondSql, secondOfPlaceSql, type Known } from '#/rules/places.ts'
import type { PeerRule } from '#/rules/rule.ts'
import { integer } from '#/sql.ts'

/**
 * Snapshots by the number of the period at whose first second they are taken. A snapshot knows what lies before its own place: by
 * source, the place of its instant; by platform, the first place at which the log's clock has got there. So what is known at a place is known
 * to every snapshot from some number on.
 */

/** The newest snapshot that is taken, a name that `withSnapshotsSql` explains. */
export const LAST_SNAPSHOT = 'last_snapshot'

/** Before every snapshot: periods are counted from 1970, and those before have numbers below 0. */
const BEFORE_ALL = 'toInt64(-1000000)'

/** The head of a statement in which the functions of this file are used; `last` is one of the two below. */
export function withSnapshotsSql(rule: PeerRule, by: Known['by'], last: string): string {
  return by === 'source' ? `WITH ${last} AS ${LAST_SNAPSHOT}` : `WITH ${clockSql(rule)}, ${last} AS ${LAST_SNAPSHOT}`
}

/** The first snapshot to which what is known at a place is known. */
export function firstSnapshotAfterSql(rule: PeerRule, by: Known['by'], place: string): string {
  return by === 'source' ? `(${snapshotAtSql(rule, secondOfPlaceSql(place))} + 1)` : `(${reachedAtSql(place)} + 1)`
}

/** The newest snapshot that the log's clock has reached at a place. */
function reachedAtSql(place: string): string {
  return `transform(roundDown(${place}, clock_places), clock_places, clock_snapshots, ${BEFORE_ALL})`
}

/** The newest snapshot that is taken at a second or before it. */
export function snapshotAtSql({ parameters: { every }, utc_offset_seconds }: PeerRule, second: string): string {
  return periodOfSecondSql(every, second, utc_offset_seconds)
}

export function secondOfSnapshotSql({ parameters: { every }, utc_offset_seconds }: PeerRule, snapshot: string): string {
  return firstSecondOfPeriodSql(every, snapshot, utc_offset_seconds)
}

/** As `last`: the newest snapshot when the clock stands at an instant. */
export function lastSnapshotAt({ parameters: { every }, utc_offset_seconds }: PeerRule, clock: Instant): string {
  return `toInt64(${integer(periodOfSecond(every, secondOfInstant(clock), utc_offset_seconds))})`
}

/** As `last`: the newest snapshot that was taken when things were known so far; where all is known, up to the newest event. */
export function lastSnapshotKnown(rule: PeerRule, known: Known): string {
  if (known.by === 'source') {
    if (known.until !== undefined) return lastSnapshotAt(rule, known.until.reported_at)
    const newest = "toInt64(toUnixTimestamp(toStartOfSecond(max(reported_at), 'UTC')))"
    return `(SELECT ${snapshotAtSql(rule, newest)} FROM events_v1)`
  }
  if (known.until === undefined) return 'arrayMax(clock_snapshots)'
  return reachedAtSql(placeLiteral(known.until))
}

/** The place of a snapshot that was taken. */
export function placeOfSnapshotSql(rule: PeerRule, by: Known['by'], snapshot: string): string {
  if (by === 'source') return placeOfSecondSql(secondOfSnapshotSql(rule, snapshot))
  return `arrayFirst((place, reached) -> reached >= ${snapshot}, clock_places, clock_snapshots)`
}

/**
 * The log's clock as two arrays of one length, both rising: from each of the places on, the clock has reached the snapshot beside it, and so all
 * before that. A place of 0 stands first, so that the arrays are never empty. A clock that goes back stays where it was.
 */
function clockSql(rule: PeerRule): string {
  return `(
  SELECT arraySort(groupArray((place, reached))) FROM (
    SELECT place, max(snapshot) AS reached FROM (
      SELECT snapshot, min(first_place) OVER (ORDER BY snapshot ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS place
      FROM (
        SELECT ${snapshotAtSql(rule, 'toInt64(toUnixTimestamp(minute))')} AS snapshot, min(first_position) AS first_place
        FROM clock_v1 GROUP BY snapshot
      )
    )
    GROUP BY place
  )
) AS clock, arrayPushFront(clock.1, toUInt64(0)) AS clock_places, arrayPushFront(clock.2, ${BEFORE_ALL}) AS clock_snapshots`
}
