import { EARLIEST, secondOfInstant } from '@jianwei/events/instant.ts'
import type { NeverFed, SourceFeed } from '@jianwei/events/source/feeds.ts'
import type { AuthoritySetting } from '#/rules/facts/authority-setting.ts'
import { NOTHING_NOTICED, type Noticed } from '#/rules/calendars/notices-as-known.ts'
import type { FeedScope } from '#/rules/feeds/feed-scope.ts'
import {
  compareKnowledgePoints,
  type Known,
  type KnowledgePoint,
  type OrderOfKnowing,
} from '#/rules/facts/knowledge-points.ts'

/** What a source stated at a position of the log, whole. */
export interface FeedStatement {
  readonly source: string
  readonly position: number
  readonly feeds: readonly SourceFeed[]
  readonly never_feeds: readonly NeverFed[]
}

/**
 * What statements of rules need beside the facts: all that sources ever stated, all that was ever
 * laid down of who decides what of a subject, and all notices of holidays.
 */
export interface Stated extends Noticed {
  readonly statements: readonly FeedStatement[]
  readonly authorities: readonly AuthoritySetting[]
}

export const NOTHING_STATED: Stated = { statements: [], authorities: [], ...NOTHING_NOTICED }

/**
 * An entry of a statement, and from which knowledge point to which it is what its source states.
 */
export interface KnownFeed extends FeedScope {
  readonly event_types: readonly string[]
  /** Of what the source never feeds: no times. */
  readonly never: boolean
  /** The seconds that it covers; null where it has no beginning or no end, which is not in it. */
  readonly from_second: number | null
  readonly until_second: number | null
  readonly known_from: KnowledgePoint
  /** Null where nothing known took its place. */
  readonly known_until: KnowledgePoint | null
}

/**
 * From where a statement is known. By source that is the earliest `from` in it, however late this
 * log heard of it: history is judged as those could have who were there.
 */
function statementKnownAt(by: OrderOfKnowing, statement: FeedStatement): KnowledgePoint {
  const { position, feeds } = statement
  if (by === 'platform') return { by, position }
  const beginnings = feeds.map(({ from }) => from ?? EARLIEST).sort()
  return { by, reported_at: beginnings[0] ?? EARLIEST, position }
}

/**
 * All entries that are known by then, with how long each was what its source stated: until a later
 * statement of the source, in the order of the log, is known as well. An entry that the next
 * statement of its source repeats is one.
 */
export function feedsAsKnown(
  { statements }: Pick<Stated, 'statements'>,
  known: Known,
): readonly KnownFeed[] {
  const told = statements
    .filter((statement) => isKnown(statement, known))
    .map((statement) => ({ statement, at: statementKnownAt(known.by, statement) }))
  const entries = told.flatMap(({ statement, at }) => {
    const [until = null] = told
      .filter(
        (other) =>
          other.statement.source === statement.source &&
          other.statement.position > statement.position,
      )
      .map((other) => other.at)
      .sort(compareKnowledgePoints)
    if (until !== null && compareKnowledgePoints(until, at) <= 0) return []
    const { feeds, never_feeds } = statement
    return [
      ...feeds.map((feed) => knownFeed(feed, false, at, until)),
      ...never_feeds.map((entry) => knownFeed(entry, true, at, until)),
    ].map((feed) => ({ source: statement.source, feed }))
  })
  return repeatedAsOne(entries)
}

interface EntryOfSource {
  readonly source: string
  readonly feed: KnownFeed
}

function repeatedAsOne(entries: readonly EntryOfSource[]): readonly KnownFeed[] {
  const same = Map.groupBy(entries, ({ source, feed }) =>
    JSON.stringify([source, { ...feed, known_from: null, known_until: null }]),
  )
  return [...same.values()].flatMap((repeated) => {
    const merged: KnownFeed[] = []
    const inOrder = repeated
      .map(({ feed }) => feed)
      .sort((a, b) => compareKnowledgePoints(a.known_from, b.known_from))
    for (const feed of inOrder) {
      const last = merged.at(-1)
      const goesOn =
        last !== undefined &&
        (last.known_until === null ||
          compareKnowledgePoints(last.known_until, feed.known_from) >= 0)
      if (goesOn) merged[merged.length - 1] = { ...last, known_until: feed.known_until }
      else merged.push(feed)
    }
    return merged
  })
}

function isKnown(statement: FeedStatement, known: Known): boolean {
  const taken = known.by === 'source' ? known.taken_until_position : undefined
  if (taken !== undefined && statement.position > taken) return false
  return (
    known.until === undefined ||
    compareKnowledgePoints(statementKnownAt(known.by, statement), known.until) <= 0
  )
}

function knownFeed(
  entry: SourceFeed | NeverFed,
  never: boolean,
  known_from: KnowledgePoint,
  known_until: KnowledgePoint | null,
): KnownFeed {
  const { event_types, departments, regions } = entry
  const from = 'from' in entry ? entry.from : undefined
  const until = 'until' in entry ? entry.until : undefined
  return {
    event_types,
    departments,
    regions,
    never,
    from_second: from === undefined ? null : secondOfInstant(from),
    until_second: until === undefined ? null : secondOfInstant(until),
    known_from,
    known_until,
  }
}
