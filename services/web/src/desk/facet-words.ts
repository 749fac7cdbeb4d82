import { useTranslation } from 'react-i18next'
import type { AlertState } from '@jianwei/events/alert/effects.ts'
import type { SeveralField } from '#/desk/desk-search.ts'
import { useDomainWords } from '#/parts/domain-words.ts'
import type { Level } from '#/parts/level-mark.tsx'
import { useRuleTitles } from '#/parts/rule-titles.ts'

const NUMBERING = /^[a-z0-9-]+:/

/** What people call the values of a facet. Empty where an alert has none. */
export function useFacetWords(field: SeveralField): (value: string) => string {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  const domainOf = useDomainWords()
  const titleOf = useRuleTitles()
  return (value) => {
    if (value === '') return t('facets.none')
    // The server counts by its own lists of levels and states.
    if (field === 'level') return words(`level.${value as Level}`)
    if (field === 'state') return words(`state.${value as AlertState}`)
    if (field === 'domain') return domainOf(value)
    if (field === 'rule_id') return titleOf(value)
    return field === 'region' ? value.replace(NUMBERING, '') : value
  }
}
