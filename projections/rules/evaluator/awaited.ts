import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { EARLIEST } from '@jianwei/events/instant.ts'
import { calendarsAsKnown } from '#/rules/calendars/notices-as-known.ts'
import { feedStateOf } from '#/rules/feeds/feed-state.ts'
import type { FeedStatement, Stated } from '#/rules/feeds/statements-as-known.ts'
import {
  compareKnowledgePoints,
  type Known,
  type KnowledgePoint,
} from '#/rules/facts/knowledge-points.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import { kindOf, type Rule } from '#/rules/rule.ts'

/** What a fact waits for, by what sources state: each type once in one of the lists, or in none. */
export interface AwaitedByFact {
  /** Somebody states the type, and nobody feeds it to this duty: it is not judged. */
  readonly missing: readonly string[]
  /** Nobody says anything of the type to this duty: it is judged as if it were fed. */
  readonly unstated: readonly string[]
  /** Somebody feeds it, over all of the time in which the duty waits. */
  readonly fed: readonly string[]
}

export const NOTHING_AWAITED: AwaitedByFact = { missing: [], unstated: [], fed: [] }

/** What is known of feeds and of working days, worked out once for many facts. */
export interface StatedAsKnown {
  /** Of each source the statement that it made last. */
  readonly statements: readonly FeedStatement[]
  readonly calendars: Calendars
}

export function statedAsKnown(stated: Stated, known: Known): StatedAsKnown {
  return {
    statements: statementsAsKnown(stated, known),
    calendars: calendarsAsKnown(stated, known),
  }
}

/** Of the fact that is the anchor of a warning; nothing for rules that wait for nothing. */
export function awaitedByFact(rule: Rule, fact: FactAlone, stated: StatedAsKnown): AwaitedByFact {
  const kind = kindOf(rule)
  if (kind.judged === 'snapshots' || kind.answers === null) return NOTHING_AWAITED
  const { types, ofOtherTypes, due } = kind.answers
  const { type, department, region } = fact.content
  const last = Math.max(fact.second, due(rule, fact, stated.calendars) ?? fact.second)
  const found = types(rule)
    .filter((one) => !ofOtherTypes || one !== type)
    .map((one) => ({
      type: one,
      is: feedStateOf(one, stated.statements, { department, region }, [fact.second, last]),
    }))
  const inState = (is: keyof AwaitedByFact): string[] =>
    found.flatMap((one) => (one.is === is ? [one.type] : []))
  return { missing: inState('missing'), unstated: inState('unstated'), fed: inState('fed') }
}

/** `S(k)`: of each source the statement that it made last, among those known. */
function statementsAsKnown(
  { statements }: Pick<Stated, 'statements'>,
  known: Known,
): FeedStatement[] {
  const newest = new Map<string, FeedStatement>()
  for (const statement of statements) {
    const taken = known.by === 'source' ? known.taken_until_position : undefined
    if (taken !== undefined && statement.position > taken) continue
    const at = statedFrom(statement, known.by)
    if (known.until !== undefined && compareKnowledgePoints(at, known.until) > 0) continue
    const other = newest.get(statement.source)
    if (other === undefined || other.position < statement.position)
      newest.set(statement.source, statement)
  }
  return [...newest.values()]
}

/** By source, from the earliest `from` that it states. */
export function statedFrom(statement: FeedStatement, by: Known['by']): KnowledgePoint {
  const { position } = statement
  if (by === 'platform') return { by, position }
  let reported_at = statement.feeds[0]?.from ?? EARLIEST
  for (const { from = EARLIEST } of statement.feeds) if (from < reported_at) reported_at = from
  return { by, reported_at, position }
}
