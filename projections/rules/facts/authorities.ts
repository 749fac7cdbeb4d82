import {
  PARTICULARS_OF,
  type AuthorityAttribute,
  type AuthoritySource,
} from '@jianwei/events/authority/events.ts'
import {
  compareKnowledgePoints,
  knowledgePointIn,
  type Known,
  type KnowledgePoint,
} from '#/rules/facts/knowledge-points.ts'
import { inRegionsSql } from '#/region-sql.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'
import { joined, NOTHING, sql, textList, type Sql } from '#/sql.ts'

/** An order, and from which knowledge point on it holds. */
export interface KnownAuthority {
  readonly known_from: KnowledgePoint
  readonly sources: readonly AuthoritySource[]
}

const ATTRIBUTE_OF: ReadonlyMap<string, AuthorityAttribute> = new Map(
  Object.entries(PARTICULARS_OF).flatMap(([attribute, particulars]) =>
    // Its own keys.
    particulars.map((particular) => [particular, attribute as AuthorityAttribute]),
  ),
)

export function isAuthorityParticular(attribute: string): boolean {
  return ATTRIBUTE_OF.has(attribute)
}

/** The orders of a subject's particular that are known, one after another. */
export function authoritiesOf(particular: string, known: Known): readonly KnownAuthority[] {
  const attribute = ATTRIBUTE_OF.get(particular)
  const taken = known.by === 'source' ? known.taken_until_position : undefined
  return (known.authorities ?? [])
    .filter(
      (setting) =>
        setting.attribute === attribute && (taken === undefined || setting.position <= taken),
    )
    .map(({ position, recorded_at, sources }) => ({
      known_from: knowledgePointIn(known.by, { position, reported_at: recorded_at }),
      sources,
    }))
    .filter(
      ({ known_from }) =>
        known.until === undefined || compareKnowledgePoints(known_from, known.until) <= 0,
    )
    .sort((a, b) => compareKnowledgePoints(a.known_from, b.known_from))
}

/** The order that holds of a particular as known; empty where whoever said it last decides. */
export function authorityOf(particular: string, known: Known): readonly AuthoritySource[] {
  return authoritiesOf(particular, known).at(-1)?.sources ?? []
}

/** `rankOf` of the events, over columns of a statement's source and region. */
export function rankSql(
  sources: readonly AuthoritySource[],
  columns: { readonly source: Sql; readonly region: Sql } = {
    source: sql`source`,
    region: sql`region`,
  },
): Sql {
  if (sources.length === 0) return sql`0`
  const cases = sources.map(({ source, regions }, index) => {
    const lies =
      regions === undefined
        ? NOTHING
        : sql` AND ${columns.region} != '' AND (${inRegionsSql(columns.region, regions)})`
    return sql`${columns.source} = ${source}${lies}, ${sources.length - index}`
  })
  return sql`toUInt8(multiIf(${joined(cases)}, 0))`
}

/**
 * For each of several attributes, how high the statement of a row stands: before anything was set,
 * and from each of the attribute's orders on.
 */
export function ranksSql(attributes: readonly (readonly KnownAuthority[])[]): Sql {
  const lists = attributes.map((orders) => {
    const ranks = orders.map(({ sources }) => rankSql(sources))
    return sql`[${joined([sql`toUInt8(0)`, ...ranks])}]`
  })
  return sql`[${joined(lists)}]`
}

/**
 * The greatest of these is the statement that decides, over rows of `subject_facts_v3` of one
 * attribute: by the authority where one is known, else the latest occurrence.
 */
export function decidingOrderSql(known: Known): Sql {
  const ruled = [...ATTRIBUTE_OF.keys()].flatMap((particular) => {
    const sources = authorityOf(particular, known)
    return sources.length === 0 ? [] : [{ particular, sources }]
  })
  if (ruled.length === 0) return sql`(occurred_at, position)`
  const isRuled = sql`attribute IN ${textList(ruled.map(({ particular }) => particular))}`
  const ranks = ruled.map(
    ({ particular, sources }) => sql`attribute = ${particular}, ${rankSql(sources)}`,
  )
  return sql`(multiIf(${joined(ranks)}, 0),
    if(${isRuled}, toStartOfSecond(occurred_at), occurred_at),
    if(${isRuled}, ${FACT_NUMBER}, toFixedString('', 16)), position)`
}
