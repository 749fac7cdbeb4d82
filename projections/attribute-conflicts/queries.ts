import { z } from 'zod'
import {
  PARTICULARS_OF,
  type AuthorityAttribute,
  type AuthorityParticular,
} from '@jianwei/events/authority/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  conflictIdOf,
  conflictIn,
  statementSql,
  type AttributeConflict,
  type ConflictState,
  type EngineConflict,
} from '#/attribute-conflicts/conflict.ts'
import { conflictsSql } from '#/attribute-conflicts/conflicts-sql.ts'
import { knownNow } from '#/authorities/queries.ts'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { and, list, sql, textList, type Sql } from '#/sql.ts'

/** One source against all others, in each particular. */
const PAIRS_OF_SUBJECT_MAX = 5_000

export interface ConflictFilter {
  readonly subject_id?: string
  readonly attribute?: AuthorityAttribute
  /** One of the two. */
  readonly source?: string
  /** Who was asked to look at it, as it is now or, where it is settled, as it was. */
  readonly returned_to?: string
  readonly state?: ConflictState
}

/** Conflicts in the order of subjects, particulars and sources. */
export async function attributeConflicts(
  warehouse: Warehouse,
  filter: ConflictFilter & { readonly limit: number; readonly cursor?: string },
): Promise<Page<AttributeConflict>> {
  const { limit, cursor } = filter
  const key = z.tuple([z.string(), z.string(), z.string(), z.string()])
  const after =
    cursor === undefined
      ? sql`1`
      : sql`(subject_id, attribute, source_a, source_b) > (${list(keyOfCursor(cursor, key))})`
  const rows = await warehouse.query<EngineConflict>(
    sql`
SELECT subject_id, attribute, source_a, source_b, state, holds,
  ${statementSql('a')}, ${statementSql('b')},
  if(differs, toString(greatest(a.since, b.since)), '') AS since_position,
  arrayMap(r -> (r.to_source, r.actor, r.reason, toString(r.recorded_at), r.value_a, r.value_b,
    toString(r.event_a), toString(r.event_b)), of_pair) AS returns
FROM (${await chosenSql(warehouse, filter)})
WHERE ${after}
ORDER BY subject_id, attribute, source_a, source_b
LIMIT ${limit + 1}`,
    { purpose: 'conflicts:list' },
  )
  return pageOf(rows.map(conflictIn), limit, ({ subject_id, particular, sources }) => [
    subject_id,
    particular,
    ...sources,
  ])
}

/** The conflict between two sources, as it is now; undefined where there is and was none. */
export async function conflictOf(
  warehouse: Warehouse,
  about: Pick<AttributeConflict, 'subject_id' | 'particular' | 'sources'>,
): Promise<AttributeConflict | undefined> {
  const { subject_id, particular, sources } = about
  const { items } = await attributeConflicts(warehouse, {
    subject_id,
    source: sources[0],
    limit: PAIRS_OF_SUBJECT_MAX,
  })
  const id = conflictIdOf(subject_id, particular, sources)
  return items.find(({ conflict_id }) => conflict_id === id)
}

/** When the log took what is at these positions. */
export async function takenAt(
  warehouse: Warehouse,
  positions: readonly number[],
): Promise<ReadonlyMap<number, Instant>> {
  if (positions.length === 0) return new Map()
  const rows = await warehouse.query<{ position: string; recorded_at: string }>(
    sql`SELECT position, recorded_at FROM events_v2 WHERE position IN (${list(positions)})`,
    { purpose: 'conflicts:since' },
  )
  return new Map(rows.map((row) => [countOf(row.position), instantOf(row.recorded_at)]))
}

export interface ConflictCounts {
  readonly by_state: Readonly<Record<ConflictState, number>>
  /** Conflicts that are not settled, by particular. */
  readonly by_particular: readonly {
    readonly particular: AuthorityParticular
    readonly conflicts: number
  }[]
}

/** How many conflicts there are; each is in one state and of one particular. */
export async function conflictCounts(
  warehouse: Warehouse,
  filter: Omit<ConflictFilter, 'state'>,
): Promise<ConflictCounts> {
  const rows = await warehouse.query<{
    state: ConflictState
    attribute: AuthorityParticular
    n: string
  }>(
    sql`
SELECT state, attribute, count() AS n FROM (${await chosenSql(warehouse, filter)})
GROUP BY state, attribute ORDER BY attribute, state`,
    { purpose: 'conflicts:counts' },
  )
  const sum = (of: typeof rows): number => of.reduce((all, { n }) => all + countOf(n), 0)
  const inState = (state: ConflictState): number => sum(rows.filter((row) => row.state === state))
  const standing = rows.filter(({ state }) => state !== 'settled')
  return {
    by_state: {
      open: inState('open'),
      sent_back: inState('sent_back'),
      settled: inState('settled'),
    },
    by_particular: [...Map.groupBy(standing, ({ attribute }) => attribute)].map(
      ([particular, of]) => ({ particular, conflicts: sum(of) }),
    ),
  }
}

/** By source, how many conflicts wait for it: sent back to it, and as they were then. */
export async function conflictsSentBack(
  warehouse: Warehouse,
): Promise<ReadonlyMap<string, number>> {
  const rows = await warehouse.query<{ source: string; n: string }>(
    sql`
SELECT arrayJoin(arrayDistinct(arrayMap(r -> r.to_source, ${PRESENT_RETURNS}))) AS source,
  count() AS n
FROM (${await chosenSql(warehouse, { state: 'sent_back' })}) GROUP BY source`,
    { purpose: 'conflicts:of-sources' },
  )
  return new Map(rows.map(({ source, n }) => [source, countOf(n)]))
}

/** Returns of the pair as it is now; of what is settled, all. */
const PRESENT_RETURNS = sql`arrayFilter(r -> state = 'settled'
    OR (r.compared_a = a.compared AND r.compared_b = b.compared), of_pair)`

async function chosenSql(warehouse: Warehouse, filter: ConflictFilter): Promise<Sql> {
  const { subject_id, attribute, source, returned_to, state } = filter
  const subjects = subject_id === undefined ? sql`1` : sql`subject_key = cityHash64(${subject_id})`
  const conditions = [
    ...(subject_id === undefined ? [] : [sql`subject_id = ${subject_id}`]),
    ...(attribute === undefined ? [] : [sql`attribute IN ${textList(PARTICULARS_OF[attribute])}`]),
    ...(source === undefined ? [] : [sql`(source_a = ${source} OR source_b = ${source})`]),
    ...(state === undefined ? [] : [sql`state = ${state}`]),
    ...(returned_to === undefined
      ? []
      : [sql`arrayExists(r -> r.to_source = ${returned_to}, ${PRESENT_RETURNS})`]),
  ]
  return sql`SELECT * FROM (${conflictsSql(await knownNow(warehouse), subjects)})
WHERE ${and(conditions)}`
}
