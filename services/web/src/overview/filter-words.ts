import { useTranslation } from 'react-i18next'
import type { DutyFilter, WarningFilter } from '#/overview/list-filters.ts'
import { useDomainWords } from '#/parts/domain-words.ts'
import { minuteOf } from '#/parts/times.ts'

export type FilterRead = WarningFilter & DutyFilter

/** What a list is narrowed to, in words, one for each field. */
export function useFilterWords(filter: FilterRead): readonly string[] {
  const { t } = useTranslation('overview')
  const { t: word } = useTranslation('words')
  const domainName = useDomainWords()
  const { region, region_itself, domain, level, since, until, breached, about } = filter
  const told: readonly (readonly [keyof FilterRead, string | undefined])[] = [
    ['region', region === '' ? t('list.none') : region],
    ['region_itself', region_itself && ''],
    [
      'domain',
      domain === undefined || domain !== '' ? domain && domainName(domain) : t('list.none'),
    ],
    ['level', level && word(`level.${level}`)],
    ['since', since && minuteOf(since)],
    ['until', until && minuteOf(until)],
    ['breached', breached && ''],
    ['about', about && ''],
  ]
  return told
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => `${t(`list.field.${field}`)} ${value}`.trim())
}
