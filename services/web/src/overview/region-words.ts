import { useTranslation } from 'react-i18next'
import { languageNow } from '#/language/language.ts'
import type { RegionRow } from '#/overview/overview-queries.ts'
import type { Square } from '#/overview/places.ts'
import { regionSaid } from '#/parts/region-said.ts'

/** What a region is called, without the numbering of its source. */
export function useRegionWords(): (row: Pick<RegionRow, 'region' | 'itself' | 'name'>) => string {
  const { t } = useTranslation('overview')
  return ({ region, itself, name }) => {
    if (region === null) return t('regions.none')
    const called = name ?? regionSaid(region)
    // Places in a source's own numbering are always themselves alone.
    return itself && name !== null ? t('regions.itself', { region: called }) : called
  }
}

/** The short name that stands on a square. */
export function squareName({ zh, en }: Square): string {
  return languageNow() === 'zh' ? zh : en
}
