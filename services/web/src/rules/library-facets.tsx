import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Level } from '#/parts/level-mark.tsx'
import { facetCounts, FACETS, type Facet } from '#/rules/library.ts'
import type { RuleRead } from '#/rules/rule-queries.ts'
import { useDomainWords } from '#/parts/domain-words.ts'
import { librarySearchOf, type LibrarySearch } from '#/rules/rules-search.ts'

const route = getRouteApi('/rules')

/** One choice a facet, with how many rules each leaves. */
export function LibraryFacets({
  rules,
  search,
}: {
  readonly rules: readonly RuleRead[]
  readonly search: LibrarySearch
}) {
  const { t } = useTranslation('rules')
  const nameOf = useFacetNames()
  const navigate = route.useNavigate()
  const choose = (facet: Facet, value: string): void => {
    void navigate({ search: librarySearchOf({ ...search, [facet]: value }), replace: true })
  }
  return (
    <div className="rules-facets">
      {(Object.keys(FACETS) as Facet[]).map((facet) => (
        <label key={facet}>
          {t(`facet.${facet}`)}
          <select
            value={search[facet] ?? ''}
            onChange={({ target }) => choose(facet, target.value)}
          >
            <option value="">{t('facet.all')}</option>
            {facetCounts(rules, search, facet).map(([value, count]) => (
              <option key={value} value={value}>
                {nameOf(facet, value)} ({count})
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  )
}

function useFacetNames(): (facet: Facet, value: string) => string {
  const { t } = useTranslation('rules')
  const words = useTranslation('words').t
  const domain = useDomainWords()
  return (facet, value) => {
    // Values come from the server, by its own lists.
    if (facet === 'level') return words(`level.${value as Level}`)
    if (facet === 'state') return t(`state.${value as RuleRead['state']}`)
    if (facet === 'kind') return t(`kind.${value as NonNullable<RuleRead['kind']>}`)
    if (facet === 'class') return t(`class.${value as NonNullable<RuleRead['class']>}`)
    return domain(value)
  }
}
