import { numbersInScopeSql } from '#/rules/feeds/entries-in-scope-sql.ts'
import type { KnownFeed } from '#/rules/feeds/statements-as-known.ts'
import {
  compareKnowledgePoints,
  knownAtsSql,
  type KnowledgePoint,
  type OrderOfKnowing,
} from '#/rules/facts/knowledge-points.ts'
import { joined, list, NOTHING, or, sql, type Sql } from '#/sql.ts'
import {
  AFTER_ALL_SECONDS,
  BEFORE_ALL_SECONDS,
} from '@jianwei/events/working-days/civil-seconds.ts'

/**
 * Whether somebody feeds what a duty waits for, over rows of duties with the columns `event_type`,
 * `department`, `region`, `second` and `due`.
 *
 * The entries stand in a statement once, as lists of numbers: the engine takes such a list as one
 * element, so that what sources state makes a statement longer but no deeper or more intricate.
 */

/** What facts of a rule wait for, and which entries speak of it. */
export interface AwaitedTypes {
  readonly types: readonly string[]
  /** Whether a fact of one of the types waits for the others alone. */
  readonly of_others: boolean
}

/**
 * The duties with two columns more, lists of types that a duty waits for: `missing`, those that
 * nobody feeds it, where some are stated, and `unstated`, of which nobody says anything to it.
 */
export function withMissingSql(
  feeds: readonly KnownFeed[],
  awaited: AwaitedTypes,
  duties: Sql,
): Sql {
  const entries = entriesOf(
    feeds.filter(({ known_until }) => known_until === null),
    awaited,
  )
  const numbers = numbersInScopeSql(entries.map(({ feed }) => feed))
  const isFed = (type: number): boolean =>
    entries.some((entry) => entry.type === type && !entry.feed.never)
  const missing = (type: number): Sql =>
    isFed(type) ? sql`NOT ${coveredSql(ofTypeSql(type))}` : neverSql(ofTypeSql(type))
  const unstated = (type: number): Sql =>
    isFed(type) ? sql`0` : sql`NOT ${neverSql(ofTypeSql(type))}`
  return sql`
SELECT * EXCEPT (entries), ${listedSql(awaited, missing)} AS missing,
  ${listedSql(awaited, unstated)} AS unstated
FROM (
  SELECT *, arrayMap(number -> (${joined(columnsOf(entries, []).all)}), ${numbers}) AS entries
  FROM (${duties})
)`
}

/**
 * The duties with a column more, `exempt`: the knowledge points at which each ceased to be judged
 * (+1) and came to be judged (−1), in their order, as pairs. Before all of them nothing is stated,
 * and duties are judged.
 */
export function withMissingChangesSql(
  feeds: readonly KnownFeed[],
  awaited: AwaitedTypes,
  by: OrderOfKnowing,
  duties: Sql,
): Sql {
  const entries = entriesOf(feeds, awaited)
  const points = pointsOf(entries.map(({ feed }) => feed))
  const fedAt = awaited.types.map((_, index) => pointsFed(entries, index + 1, points))
  const lacking = awaited.types.map((type, index) => {
    const held = ofTypeSql(index + 1)
    const is = sql`if([${list(fedAt[index] ?? [])}][point] = 1,
      NOT ${coveredSql(held)}, ${neverSql(held)})`
    return awaited.of_others ? sql`(event_type != ${type} AND ${is})` : is
  })
  // Elsewhere than where its own entries or the types that are fed at all change, a duty's state
  // stays.
  const turns = [...points.keys()]
    .map((index) => index + 1)
    .filter((point) => fedAt.some((fed) => fed[point - 1] !== (fed[point - 2] ?? 0)))
  const { known_from, known_until, all } = columnsOf(entries, points)
  const ownTurns = sql`arrayConcat(CAST([${list(turns)}], 'Array(UInt32)'),
      arrayMap(number -> ${known_from}, numbers), arrayMap(number -> ${known_until}, numbers))`
  // Only numbers are copied for each point, and what is known there is little.
  const known = sql`arrayMap(number -> (${joined(all)}),
        arrayFilter(number -> ${known_from} <= point AND point < ${known_until}, numbers))`
  return sql`
SELECT * EXCEPT (numbers, turns),
  arrayMap((point, change) -> (${knownAtsSql(by, points, sql`point`)}, change), turns,
    arrayPopFront(arrayDifference(arrayPushFront(
      arrayMap(point -> toInt32(arrayMap(entries -> ${or(lacking)}, [${known}])[1]), turns),
      toInt32(0))))) AS exempt
FROM (
  SELECT *, arraySort(arrayDistinct(arrayFilter(point -> point <= ${points.length},
    ${ownTurns}))) AS turns
  FROM (
    SELECT *, ${numbersInScopeSql(entries.map(({ feed }) => feed))} AS numbers
    FROM (${duties})
  )
)`
}

/** Whether anybody states anything of the types. */
export function speaksOf(feeds: readonly KnownFeed[], { types }: AwaitedTypes): boolean {
  return feeds.some(({ event_types }) => event_types.some((type) => types.includes(type)))
}

/** What an entry says of one type, by its number among those that are awaited, from 1. */
interface EntryOfType {
  readonly type: number
  readonly feed: KnownFeed
}

/** By their beginning. */
function entriesOf(feeds: readonly KnownFeed[], { types }: AwaitedTypes): readonly EntryOfType[] {
  return feeds
    .flatMap((feed) =>
      types.flatMap((type, index) =>
        feed.event_types.includes(type) ? [{ type: index + 1, feed }] : [],
      ),
    )
    .sort(
      (a, b) =>
        (a.feed.from_second ?? BEFORE_ALL_SECONDS) - (b.feed.from_second ?? BEFORE_ALL_SECONDS),
    )
}

/**
 * What an entry has, by its `number`: the number of the type, whether it is never fed, the numbers
 * of the points from and until which the entry is known, and its seconds.
 */
function columnsOf(entries: readonly EntryOfType[], points: readonly KnowledgePoint[]) {
  const numbers = new Map(points.map((point, index) => [keyOf(point), index + 1]))
  const numberOf = (point: KnowledgePoint | null): number =>
    (point === null ? undefined : numbers.get(keyOf(point))) ?? points.length + 1
  const column = (type: string, of: (entry: EntryOfType) => number): Sql =>
    sql`CAST([${list(entries.map(of))}], ${`Array(${type})`})[number]`
  const known_from = column('UInt32', ({ feed }) => numberOf(feed.known_from))
  const known_until = column('UInt32', ({ feed }) => numberOf(feed.known_until))
  const all = [
    column('UInt32', ({ type }) => type),
    column('UInt8', ({ feed }) => (feed.never ? 1 : 0)),
    known_from,
    known_until,
    column('Int64', ({ feed }) => feed.from_second ?? BEFORE_ALL_SECONDS),
    column('Int64', ({ feed }) => feed.until_second ?? AFTER_ALL_SECONDS),
  ]
  return { known_from, known_until, all }
}

/** At each point whether anybody states that it feeds the type to anybody: 1 or 0. */
function pointsFed(
  entries: readonly EntryOfType[],
  type: number,
  points: readonly KnowledgePoint[],
): readonly number[] {
  const fed = entries.filter((entry) => entry.type === type && !entry.feed.never)
  return points.map((point) => (fed.some(({ feed }) => isHeld(feed, point)) ? 1 : 0))
}

function isHeld({ known_from, known_until }: KnownFeed, point: KnowledgePoint): boolean {
  return (
    compareKnowledgePoints(known_from, point) <= 0 &&
    (known_until === null || compareKnowledgePoints(point, known_until) < 0)
  )
}

function listedSql({ types, of_others }: AwaitedTypes, holds: (type: number) => Sql): Sql {
  const listed = types.map((type, index) => {
    const own = of_others ? sql` AND event_type != ${type}` : NOTHING
    return sql`if(${holds(index + 1)}${own}, [${type}], emptyArrayString())`
  })
  return sql`arrayConcat(${joined(listed)})`
}

function ofTypeSql(type: number): Sql {
  return sql`feed.1 = ${type}`
}

/** Whether one of the duty's entries says that it is never fed. */
function neverSql(held: Sql): Sql {
  return sql`arrayExists(feed -> ${held} AND feed.2 = 1, entries)`
}

/** From the duty's own second each entry leads on to its end, if it begins by then. */
function coveredSql(held: Sql): Sql {
  return sql`(arrayFold((reach, feed) -> if(feed.5 <= reach, greatest(reach, feed.6), reach),
        arrayFilter(feed -> ${held} AND feed.2 = 0, entries),
        toInt64(second)) > greatest(toInt64(due), toInt64(second)))`
}

function keyOf(point: KnowledgePoint): string {
  return point.by === 'source' ? `${point.reported_at} ${point.position}` : `${point.position}`
}

function pointsOf(feeds: readonly KnownFeed[]): readonly KnowledgePoint[] {
  const points = feeds
    .flatMap(({ known_from, known_until }) => [known_from, known_until ?? []])
    .flat()
  return [...new Map(points.map((point) => [keyOf(point), point])).values()].sort(
    compareKnowledgePoints,
  )
}
