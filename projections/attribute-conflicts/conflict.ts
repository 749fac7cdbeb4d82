import type { AuthorityParticular } from '@jianwei/events/authority/events.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { instantOf, textOrNull } from '#/engine-values.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * open: nobody was asked about it as it is. sent_back: somebody was. settled: it was sent back, and
 * the sources say the same now, or one of them nothing any more.
 */
export const CONFLICT_STATES = ['open', 'sent_back', 'settled'] as const
export type ConflictState = (typeof CONFLICT_STATES)[number]

/** What a source says, by the statement of its own that decides. */
export interface ConflictingStatement {
  readonly source: string
  readonly value: string
  readonly event_id: string
  readonly fact_id: string
  readonly occurred_at: Instant
  readonly reported_at: Instant
}

/** That a source was asked to look at it, and what stood against each other then. */
export interface ConflictReturn {
  readonly to_source: string
  readonly actor: string
  readonly reason: string
  readonly recorded_at: Instant
  readonly values: readonly {
    readonly source: string
    readonly value: string
    readonly event_id: string
  }[]
}

/** Two sources that contradict each other about a subject, or did when it was sent back. */
export interface AttributeConflict {
  readonly conflict_id: string
  readonly subject_id: string
  readonly particular: AuthorityParticular
  /** The two, in the order of their names. */
  readonly sources: readonly [string, string]
  readonly state: ConflictState
  /** What each of the two says now, in the order of their names; absent where it says nothing. */
  readonly statements: readonly ConflictingStatement[]
  /** Whose statement holds for the subject; null where nobody says anything any more. */
  readonly holds: string | null
  /** Where in the log the later of the two began to say what it says; null where settled. */
  readonly since_position: number | null
  /** Newest first. */
  readonly returns: readonly ConflictReturn[]
}

/** The same sources about the same particular of a subject are one conflict, whatever they say. */
export function conflictIdOf(
  subjectId: string,
  particular: string,
  [one, other]: readonly [string, string],
): string {
  const sources = one < other ? [one, other] : [other, one]
  return derivedId('attribute-conflict', JSON.stringify([subjectId, particular, ...sources]))
}

type EngineStatement = readonly [string, string, string, string, string, string]

export interface EngineConflict {
  readonly subject_id: string
  readonly attribute: AuthorityParticular
  readonly source_a: string
  readonly source_b: string
  readonly state: ConflictState
  readonly holds: string
  readonly said_a: EngineStatement
  readonly said_b: EngineStatement
  readonly since_position: string
  readonly returns: readonly (readonly [
    to_source: string,
    actor: string,
    reason: string,
    recorded_at: string,
    value_a: string,
    value_b: string,
    event_a: string,
    event_b: string,
  ])[]
}

const STATEMENTS = {
  a: { one: sql`a`, said: sql`said_a` },
  b: { one: sql`b`, said: sql`said_b` },
}

/** What one of the two says, as columns of a tuple. */
export function statementSql(side: keyof typeof STATEMENTS): Sql {
  const { one, said } = STATEMENTS[side]
  return sql`(${one}.source, ${one}.value, toString(${one}.event_id), toString(${one}.fact_id),
    toString(${one}.occurred_at), toString(${one}.reported_at)) AS ${said}`
}

/** A conflict as the engine gives it. */
export function conflictIn(row: EngineConflict): AttributeConflict {
  const { subject_id, attribute: particular, source_a, source_b, state, holds } = row
  const sources = [source_a, source_b] as const
  return {
    conflict_id: conflictIdOf(subject_id, particular, sources),
    subject_id,
    particular,
    sources,
    state,
    statements: [row.said_a, row.said_b].flatMap(statementOf),
    holds: textOrNull(holds),
    since_position: row.since_position === '' ? null : Number(row.since_position),
    returns: row.returns.map(
      ([to_source, actor, reason, recorded_at, value_a, value_b, event_a, event_b]) => ({
        to_source,
        actor,
        reason,
        recorded_at: instantOf(recorded_at),
        values: [
          { source: source_a, value: value_a, event_id: event_a },
          { source: source_b, value: value_b, event_id: event_b },
        ],
      }),
    ),
  }
}

function statementOf([
  source,
  value,
  event_id,
  fact_id,
  occurred_at,
  reported_at,
]: EngineStatement): readonly ConflictingStatement[] {
  if (source === '') return []
  const times = { occurred_at: instantOf(occurred_at), reported_at: instantOf(reported_at) }
  return [{ source, value, event_id, fact_id, ...times }]
}
