import { Checkbox, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { readsAlerts, useWho } from '#/api/who.ts'
import { useEventNames } from '#/parts/event-names.ts'
import type { SubjectRead } from '#/subject/subject-queries.ts'
import type { SubjectSearch } from '#/subject/subject-search.ts'

export interface HistoryFiltersProps {
  readonly subject: SubjectRead
  readonly search: SubjectSearch
  readonly change: (search: Partial<SubjectSearch>) => void
}

/** By what happened and by who reported it; each choice says how much there is in all. */
export function HistoryFilters({ subject, search, change }: HistoryFiltersProps) {
  const { t } = useTranslation('subject')
  const eventName = useEventNames()
  const mayReadRecords = readsAlerts(useWho())
  const types = countsOf(subject, 'type')
  const sources = countsOf(subject, 'source')
  return (
    <div className="history-filters">
      <Select
        mode="multiple"
        aria-label={t('history.types')}
        placeholder={t('history.types')}
        value={[...(search.event_type ?? [])]}
        options={types.map(([value, count]) => ({
          value,
          label: `${eventName(value)} (${count})`,
        }))}
        optionFilterProp="label"
        onChange={(chosen: readonly string[]) => change({ event_type: orNone(chosen) })}
      />
      <Select
        mode="multiple"
        aria-label={t('history.sources')}
        placeholder={t('history.sources')}
        value={[...(search.source ?? [])]}
        options={sources.map(([value, count]) => ({ value, label: `${value} (${count})` }))}
        optionFilterProp="label"
        onChange={(chosen: readonly string[]) => change({ source: orNone(chosen) })}
      />
      {mayReadRecords && (
        <Checkbox
          checked={search.records === true}
          onChange={({ target }) => change({ records: target.checked ? true : undefined })}
        >
          {t('history.records')}
        </Checkbox>
      )}
    </div>
  )
}

function orNone(chosen: readonly string[]): readonly string[] | undefined {
  return chosen.length === 0 ? undefined : chosen
}

/** How many versions each type or source has, the most first. */
function countsOf({ reported }: SubjectRead, of: 'type' | 'source'): readonly [string, number][] {
  const counts = new Map<string, number>()
  for (const one of reported) counts.set(one[of], (counts.get(one[of]) ?? 0) + one.versions)
  return [...counts].toSorted(([, one], [, other]) => other - one)
}
