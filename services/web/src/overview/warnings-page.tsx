import { useState } from 'react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ListFrame } from '#/overview/list-frame.tsx'
import { warningsQuery, type WarningRead } from '#/overview/list-queries.ts'
import type { WarningFilter } from '#/overview/list-filters.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { Asked } from '#/parts/asked.tsx'
import { LevelMark } from '#/parts/level-mark.tsx'
import { useRuleTitles } from '#/parts/rule-titles.ts'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { warningQuery } from '#/parts/warning-query.ts'

const COLUMNS = ['level', 'rule', 'subject', 'anchor', 'recorded', 'facts'] as const

/** The warnings behind a number, each with the facts that it rests on. */
export function WarningsPage() {
  const { t } = useTranslation('overview')
  const filter: WarningFilter = useSearch({ from: '/overview/warnings' })
  const list = useInfiniteQuery(warningsQuery(filter))
  return (
    <ListFrame title={t('warnings.title')} empty={t('warnings.empty')} {...{ filter, list }}>
      {(rows: readonly WarningRead[]) => (
        <table className="list-table">
          <thead>
            <tr>
              {COLUMNS.map((name) => (
                <th key={name} scope="col">
                  {t(`warnings.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <WarningRow key={row.warning_id} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </ListFrame>
  )
}

function WarningRow({ row }: { readonly row: WarningRead }) {
  const { t } = useTranslation('overview')
  const ruleTitle = useRuleTitles()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <tr>
        <td>
          <LevelMark level={row.level} />
        </td>
        <td>
          {ruleTitle(row.rule_id)}
          {!row.standing && <small> {t('warnings.withdrawn')}</small>}
        </td>
        <td>
          <SubjectLink subjectId={row.subject_id} />
        </td>
        <td>
          <TimeSaid at={row.anchor_at} />
        </td>
        <td>
          <TimeSaid at={row.recorded_at} />
        </td>
        <td>
          <Button size="small" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {t('warnings.show_facts')}
          </Button>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={COLUMNS.length}>
            <Facts warningId={row.warning_id} />
          </td>
        </tr>
      )}
    </>
  )
}

function Facts({ warningId }: { readonly warningId: string }) {
  const { t } = useTranslation('overview')
  const eventName = useEventNames()
  const asked = useQuery(warningQuery(warningId))
  const { data } = asked
  if (data === undefined) return <Asked of={asked} />
  return (
    <>
      <Asked of={asked} />
      {data.facts.length === 0 && <p>{t('warnings.no_facts')}</p>}
      <ul>
        {data.facts.map((fact) => (
          <li key={fact.fact_id}>
            {eventName(fact.type)} · <TimeSaid at={fact.occurred_at} kind="occurred" /> ·{' '}
            {fact.source}
          </li>
        ))}
      </ul>
      {data.evidence_withheld > 0 && (
        <p>{t('warnings.withheld', { count: data.evidence_withheld })}</p>
      )}
    </>
  )
}
