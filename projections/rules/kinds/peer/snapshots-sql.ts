import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import {
  firstSecondOfPeriodSql,
  periodOfSecond,
  periodOfSecondSql,
} from '#/rules/kinds/peer/civil-periods.ts'
import {
  knownAtLiteral,
  knownAtOfSecondSql,
  secondOfKnownAtSql,
  type Known,
} from '#/rules/facts/knowledge-points.ts'
import type { PeerRule } from '#/rules/kinds/peer/parameters.ts'
import { secondSql } from '#/rules/facts/versions-sql.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * Snapshots by the number of the period at whose first second they are taken. A snapshot knows what
 * lies before its own knowledge point: by source, the knowledge point of its instant; by platform,
 * the first knowledge point at which the log's clock has got there. So what is known at a knowledge
 * point is known to every snapshot from some number on.
 */

/** The newest snapshot that is taken, a name that `withSnapshotsSql` explains. */
export const LAST_SNAPSHOT = sql`last_snapshot`

/** Before every snapshot: periods are counted from 1970, and those before have numbers below 0. */
const BEFORE_ALL = sql`toInt64(-1000000)`

/**
 * The head of a statement in which the functions of this file are used; `last` is one of the two
 * below.
 */
export function withSnapshotsSql(rule: PeerRule, by: Known['by'], last: Sql): Sql {
  return by === 'source'
    ? sql`WITH ${last} AS ${LAST_SNAPSHOT}`
    : sql`WITH ${clockSql(rule)}, ${last} AS ${LAST_SNAPSHOT}`
}

/** The first snapshot to which what is known at a knowledge point is known. */
export function firstSnapshotAfterSql(rule: PeerRule, by: Known['by'], knownAt: Sql): Sql {
  return by === 'source'
    ? sql`(${snapshotAtSql(rule, secondOfKnownAtSql(knownAt))} + 1)`
    : sql`(${reachedAtSql(knownAt)} + 1)`
}

/** The newest snapshot that the log's clock has reached at a knowledge point. */
function reachedAtSql(knownAt: Sql): Sql {
  return sql`transform(roundDown(${knownAt}, clock_known_at), clock_known_at, clock_snapshots,
    ${BEFORE_ALL})`
}

/** The newest snapshot that is taken at a second or before it. */
export function snapshotAtSql(
  { parameters: { every }, utc_offset_seconds }: PeerRule,
  second: Sql,
): Sql {
  return periodOfSecondSql(every, second, utc_offset_seconds)
}

export function secondOfSnapshotSql(
  { parameters: { every }, utc_offset_seconds }: PeerRule,
  snapshot: Sql,
): Sql {
  return firstSecondOfPeriodSql(every, snapshot, utc_offset_seconds)
}

/** As `last`: the newest snapshot when the clock stands at an instant. */
export function lastSnapshotAt(
  { parameters: { every }, utc_offset_seconds }: PeerRule,
  clock: Instant,
): Sql {
  return sql`toInt64(${periodOfSecond(every, secondOfInstant(clock), utc_offset_seconds)})`
}

/**
 * As `last`: the newest snapshot that was taken when things were known so far; where all is known,
 * up to the newest event.
 */
export function lastSnapshotKnown(rule: PeerRule, known: Known): Sql {
  if (known.by === 'source') {
    if (known.until !== undefined) return lastSnapshotAt(rule, known.until.reported_at)
    const newest = sql`max(${secondSql('reported_at')})`
    return sql`(SELECT ${snapshotAtSql(rule, newest)} FROM events_v2)`
  }
  if (known.until === undefined) return sql`arrayMax(clock_snapshots)`
  return reachedAtSql(knownAtLiteral(known.until))
}

/** The knowledge point of a snapshot that was taken. */
export function knownAtOfSnapshotSql(rule: PeerRule, by: Known['by'], snapshot: Sql): Sql {
  if (by === 'source') return knownAtOfSecondSql(secondOfSnapshotSql(rule, snapshot))
  return sql`arrayFirst((known_at, reached) -> reached >= ${snapshot}, clock_known_at,
    clock_snapshots)`
}

/**
 * The log's clock as two arrays of one length, both rising: from each of the knowledge points on,
 * the clock has reached the snapshot beside it, and so all before that. A knowledge point of 0
 * stands first, so that the arrays are never empty. A clock that goes back stays where it was.
 */
function clockSql(rule: PeerRule): Sql {
  return sql`(
  SELECT arraySort(groupArray((known_at, reached))) FROM (
    SELECT known_at, max(snapshot) AS reached FROM (
      SELECT snapshot, min(first_known_at) OVER (ORDER BY snapshot
        ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS known_at
      FROM (
        SELECT ${snapshotAtSql(rule, sql`toInt64(toUnixTimestamp(minute))`)} AS snapshot,
          min(first_position) AS first_known_at
        FROM clock_v2 GROUP BY snapshot
      )
    )
    GROUP BY known_at
  )
) AS clock, arrayPushFront(clock.1, toUInt64(0)) AS clock_known_at,
  arrayPushFront(clock.2, ${BEFORE_ALL}) AS clock_snapshots`
}
