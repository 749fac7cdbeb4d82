import { expect, test } from 'vitest'
import type { FacetCounts } from '@jianwei/projections/desk/facets.ts'
import { SHIPPED_REGIONS } from '@jianwei/events/identifiers/region-spans.ts'
import { FACETS, type Facet } from '@jianwei/projections/desk/filter-sql.ts'
import type { RuleBook } from '#/rules/rule-book.ts'
import { titledFacets } from '#/server/facet-titles.ts'

const title = (text: string) => ({ en: text, zh: text })

test('rules are called by their newest title, regions by the national table', () => {
  const book = {
    versions: [
      { rule_id: 'late', rule_version: 1, version: { title: title('Late') } },
      { rule_id: 'late', rule_version: 2, version: { title: title('Too late') } },
    ],
  } as unknown as RuleBook
  const valuesOf: Partial<Record<Facet, readonly string[]>> = {
    rule_id: ['late', 'gone', ''],
    region: ['330203', 'tw-epa:north', ''],
    unit: ['330203'],
  }
  const facets = Object.fromEntries(
    FACETS.map((facet) => [
      facet,
      {
        values: (valuesOf[facet] ?? []).map((value) => ({ value, alerts: 1 })),
        more_values: 2,
        more_alerts: 3,
      },
    ]),
  ) as unknown as Readonly<Record<Facet, FacetCounts>>
  const titled = titledFacets(facets, book, SHIPPED_REGIONS)
  const zh = (facet: Facet) => titled[facet].values.map((one) => one.title?.zh ?? null)
  expect(zh('rule_id')).toEqual(['Too late', null, null])
  expect(zh('region')).toEqual(['海曙区', null, null])
  expect(zh('unit')).toEqual([null])
  expect(titled.rule_id).toMatchObject({ more_values: 2, more_alerts: 3 })
})
