import { countOf } from '#/engine-values.ts'
import { groupedByEach } from '#/facet-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { identifier, joined, or, sql, type Sql } from '#/sql.ts'

/** By what the numbers of the overview are told apart. */
const OVERVIEW_FACETS = ['region', 'domain', 'level', 'day'] as const
export type OverviewFacet = (typeof OVERVIEW_FACETS)[number]

/** Numbers of one value of a facet. */
export interface FacetRow<Count extends string> {
  readonly value: string
  readonly counts: Readonly<Record<Count, number>>
}

export type FacetedCounts<Count extends string> = Readonly<
  Record<OverviewFacet, readonly FacetRow<Count>[]>
>

/**
 * Counts rows by each of the facets, in one reading. `values` says what a row has of each facet;
 * `counts` which rows each number is of. Values of which every number is 0 are left out.
 */
export async function facetedCounts<const Count extends string>(
  warehouse: Warehouse,
  question: {
    readonly values: Readonly<Record<OverviewFacet, Sql>>
    readonly counts: Readonly<Record<Count, Sql>>
    /** What stands behind FROM, with its condition. */
    readonly rows: Sql
    readonly purpose: string
  },
): Promise<FacetedCounts<Count>> {
  const { values, counts, rows, purpose } = question
  // The keys of counts are its names.
  const names = Object.keys(counts) as Count[]
  const grouped = groupedByEach(OVERVIEW_FACETS, (facet) => values[facet])
  const columns = [
    ...grouped.columns,
    ...names.map((name) => sql`toUInt8(${counts[name]}) AS ${identifier(`is_${name}`)}`),
  ]
  const sums = names.map((name) => sql`sum(${identifier(`is_${name}`)}) AS ${identifier(name)}`)
  const found = await warehouse.query<
    Readonly<Record<Count, string>> & { readonly facet: OverviewFacet; readonly value: string }
  >(
    sql`
SELECT ${grouped.facet('')} AS facet, ${grouped.value} AS value, ${joined(sums)}
FROM (SELECT ${joined(columns, ',\n  ')} FROM ${rows})
GROUP BY GROUPING SETS (${joined(grouped.sets)})
HAVING ${or(names.map((name) => sql`${identifier(name)} > 0`))}
ORDER BY facet, value`,
    { purpose },
  )
  const byFacet = Map.groupBy(found, ({ facet }) => facet)
  const told = OVERVIEW_FACETS.map((facet) => [
    facet,
    (byFacet.get(facet) ?? []).map((row) => ({ value: row.value, counts: countsIn(row, names) })),
  ])
  // One entry for each of the facets.
  return Object.fromEntries(told) as FacetedCounts<Count>
}

function countsIn<Count extends string>(
  row: Readonly<Record<Count, string>>,
  names: readonly Count[],
): Readonly<Record<Count, number>> {
  // One entry for each of the names.
  return Object.fromEntries(names.map((name) => [name, countOf(row[name])])) as Record<
    Count,
    number
  >
}
