import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import type { FacetCounts } from '@jianwei/projections/desk/facets.ts'
import type { Facet } from '@jianwei/projections/desk/filter-sql.ts'
import type { RuleBook } from '#/rules/rule-book.ts'
import { regionName } from '#/server/region-name.ts'

interface Sentence {
  readonly en: string
  readonly zh: string
}

interface TitledCounts extends FacetCounts {
  readonly values: readonly {
    readonly value: string
    readonly title: Sentence | null
    readonly alerts: number
  }[]
}

/** With what people call rules and regions; other values are words of the API or stay. */
export function titledFacets(
  facets: Readonly<Record<Facet, FacetCounts>>,
  { versions }: RuleBook,
  regions: RegionTable,
): Readonly<Record<Facet, TitledCounts>> {
  // Of each rule the newest version, which comes last.
  const titles = new Map(versions.map(({ rule_id, version }) => [rule_id, version.title]))
  const titleOf = (facet: string, value: string): Sentence | null => {
    if (facet === 'rule_id') return titles.get(value) ?? null
    const name = facet === 'region' ? regionName(value, regions) : null
    return name === null ? null : { en: name, zh: name }
  }
  const titled = Object.entries(facets).map(([facet, counts]): [string, TitledCounts] => [
    facet,
    {
      ...counts,
      values: counts.values.map(({ value, alerts }) => ({
        value,
        title: titleOf(facet, value),
        alerts,
      })),
    },
  ])
  // One entry for each facet that came in.
  return Object.fromEntries(titled) as Readonly<Record<Facet, TitledCounts>>
}
