import { useTranslation } from 'react-i18next'
import type { AlertState } from '@jianwei/events/alert/effects.ts'
import type { SeveralField } from '#/desk/desk-search.ts'
import type { Facets } from '#/desk/numbers.ts'
import { useDomainWords } from '#/parts/domain-words.ts'
import type { Level } from '#/parts/level-mark.tsx'
import { said } from '#/parts/said.ts'
import { useUnitNames } from '#/parts/unit-names.ts'

export type FacetValue = Pick<Facets['level']['values'][number], 'value' | 'title'>

const NUMBERING = /^[a-z0-9-]+:/

/** What people call the values of a facet. Empty where an alert has none. */
export function useFacetWords(field: SeveralField): (value: FacetValue) => string {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  const domainOf = useDomainWords()
  const unitName = useUnitNames()
  return ({ value, title }) => {
    if (value === '') return t('facets.none')
    if (title !== null) return said(title)
    // The server counts by its own lists of levels and states.
    if (field === 'level') return words(`level.${value as Level}`)
    if (field === 'state') return words(`state.${value as AlertState}`)
    if (field === 'unit') return unitName(value)
    if (field === 'domain') return domainOf(value)
    return field === 'region' ? value.replace(NUMBERING, '') : value
  }
}
