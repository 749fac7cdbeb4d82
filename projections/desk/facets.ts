import type { Instant } from '@jianwei/events/instant.ts'
import { ALERTS } from '#/desk/alert-row.ts'
import type { AlertsFilter } from '#/desk/filter.ts'
import {
  claimedSql,
  FACETS,
  fitsSql,
  narrowsBy,
  overdueSql,
  type Facet,
} from '#/desk/filter-sql.ts'
import { countOf } from '#/engine-values.ts'
import { countyOrPlaceSql, groupedByEach } from '#/facet-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { domainSql, type RuleDomain } from '#/rule-domain-sql.ts'
import { identifier, instant, joined, sql, type Sql } from '#/sql.ts'

/** Values of a facet that are told one by one, those of most alerts; the rest is added up. */
export const FACET_VALUES_MAX = 100

export interface FacetCounts {
  /** Most first. Empty text where the alert has none. */
  readonly values: readonly { readonly value: string; readonly alerts: number }[]
  /** How many more values there are, and how many alerts have them. */
  readonly more_values: number
  readonly more_alerts: number
}

/**
 * How many alerts fit the filter, by what they differ in. Each facet is counted without what the
 * filter says of itself, so that one sees what else could be chosen. `domains` are those of all
 * rule versions.
 */
export async function alertFacets(
  warehouse: Warehouse,
  filter: AlertsFilter,
  { at, domains }: { readonly at: Instant; readonly domains: readonly RuleDomain[] },
): Promise<Readonly<Record<Facet, FacetCounts>>> {
  const now = instant(at)
  const narrowed = FACETS.filter((facet) => narrowsBy(filter, facet))
  const grouped = groupedByEach(FACETS, (facet) => valueSql(facet, now, domains))
  const fitsOf = (facet: Facet) =>
    narrowed.includes(facet) ? identifier(`fits_but_${facet}`) : sql`fits`
  const fitting = [
    sql`${fitsSql(filter)} AS fits`,
    ...narrowed.map(
      (facet) => sql`${fitsSql(filter, facet)} AS ${identifier(`fits_but_${facet}`)}`,
    ),
  ]
  // One reading for all facets: each set of grouping is one of them.
  const rows = await warehouse.query<{ facet: string; value: string; alerts: string }>(
    sql`
SELECT facet, value, alerts
FROM (
  SELECT ${grouped.facet('')} AS facet, ${grouped.value} AS value,
    ${grouped.pick((facet) => sql`countIf(${fitsOf(facet)})`, sql`0`)} AS alerts
  FROM (
    SELECT ${joined([...grouped.columns, ...fitting], ',\n  ')}
    FROM ${ALERTS}
  )
  GROUP BY GROUPING SETS (${joined(grouped.sets)})
)
WHERE alerts > 0
ORDER BY alerts DESC, value`,
    { purpose: 'desk:facets' },
  )
  const byFacet = Map.groupBy(rows, ({ facet }) => facet)
  const counted = FACETS.map((facet) => [facet, countsOf(byFacet.get(facet) ?? [])] as const)
  // One entry for each of the facets.
  return Object.fromEntries(counted) as Record<Facet, FacetCounts>
}

function valueSql(facet: Facet, at: Sql, domains: readonly RuleDomain[]): Sql {
  if (facet === 'domain') return domainSql(domains)
  if (facet === 'overdue') return sql`if(${overdueSql(at)}, 'true', 'false')`
  if (facet === 'region') return countyOrPlaceSql()
  return sql`toString(${identifier(facet)})`
}

function countsOf(
  rows: readonly { readonly value: string; readonly alerts: string }[],
): FacetCounts {
  const all = rows.map(({ value, alerts }) => ({ value, alerts: countOf(alerts) }))
  const more = all.slice(FACET_VALUES_MAX)
  return {
    values: all.slice(0, FACET_VALUES_MAX),
    more_values: more.length,
    more_alerts: more.reduce((sum, { alerts }) => sum + alerts, 0),
  }
}

/** How many alerts fit the filter, and how many of these want what. */
export interface AlertCounts {
  readonly alerts: number
  readonly open: number
  readonly overdue: number
  /** Open and due within a day. */
  readonly due_soon: number
  /** Waiting for a signature, and claimed by nobody. */
  readonly unclaimed: number
  /** Open, and nobody has looked at it. */
  readonly unopened: number
  readonly urged: number
  readonly supervised: number
  /** Open, and worked on or claimed by who asks. */
  readonly mine: number
}

export async function alertCounts(
  warehouse: Warehouse,
  filter: AlertsFilter,
  { at, actor }: { readonly at: Instant; readonly actor: string },
): Promise<AlertCounts> {
  const now = instant(at)
  const isOpen = sql`state != 'closed'`
  const claimed = claimedSql(now)
  const conditions: Readonly<Record<keyof AlertCounts, Sql>> = {
    alerts: sql`1`,
    open: isOpen,
    overdue: overdueSql(now),
    due_soon: sql`${isOpen} AND ifNull(due_at >= ${now} AND due_at < ${now} + INTERVAL 1 DAY, 0)`,
    unclaimed: sql`state = 'raised' AND NOT ${claimed}`,
    unopened: sql`${isOpen} AND empty(viewers)`,
    urged: sql`urged_by != ''`,
    supervised: sql`supervised_by != ''`,
    mine: sql`${isOpen} AND (owner = ${actor} OR (${claimed} AND claimed_by = ${actor}))`,
  }
  const names = Object.keys(conditions) as (keyof AlertCounts)[]
  const counted = names.map(
    (name) => sql`countIf(${conditions[name]}) AS ${identifier(`${name}_count`)}`,
  )
  const [row] = await warehouse.query<Record<`${keyof AlertCounts}_count`, string>>(
    sql`
SELECT ${joined(counted)}
FROM ${ALERTS}
WHERE ${fitsSql(filter)}`,
    { purpose: 'desk:counts' },
  )
  if (row === undefined) throw new TypeError('an aggregate has a row')
  const counts = names.map((name) => [name, countOf(row[`${name}_count`])] as const)
  // The names are those of the conditions, which are all that counts have.
  return Object.fromEntries(counts) as unknown as AlertCounts
}
