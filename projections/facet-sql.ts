import { identifier, joined, sql, type Sql } from '#/sql.ts'

/** One reading of rows that counts them by each of several facets: parts of its statement. */
export interface GroupedByEach<Facet extends string> {
  /** What a row has of each facet, as columns of the rows that are grouped. */
  readonly columns: readonly Sql[]
  /** Behind GROUP BY: each facet is a set of its own. */
  readonly sets: readonly Sql[]
  /** Of which facet a group is, and of which value. */
  readonly facet: (otherwise: string) => Sql
  readonly value: Sql
  /** What stands for a group of the facet; `otherwise` for one of none. */
  readonly pick: (of: (facet: Facet) => Sql, otherwise: Sql) => Sql
}

export function groupedByEach<const Facet extends string>(
  facets: readonly Facet[],
  valueOf: (facet: Facet) => Sql,
): GroupedByEach<Facet> {
  const column = (facet: Facet) => identifier(`by_${facet}`)
  const pick = (of: (facet: Facet) => Sql, otherwise: Sql) => {
    const cases = facets.map((facet) => sql`grouping(${column(facet)}) = 0, ${of(facet)}`)
    return sql`multiIf(${joined(cases)}, ${otherwise})`
  }
  return {
    columns: facets.map((facet) => sql`${valueOf(facet)} AS ${column(facet)}`),
    sets: facets.map((facet) => sql`(${column(facet)})`),
    facet: (otherwise) => pick((facet) => sql`${facet}`, sql`${otherwise}`),
    value: pick(column, sql`''`),
    pick,
  }
}

/** A region is counted by its county; places in a source's own numbering as they are. */
export function countyOrPlaceSql(): Sql {
  return sql`if(position(region, ':') > 0, toString(region), substring(region, 1, 6))`
}
