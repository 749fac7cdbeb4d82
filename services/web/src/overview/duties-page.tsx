import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ListFrame } from '#/overview/list-frame.tsx'
import { dutiesQuery, type DutyRead } from '#/overview/list-queries.ts'
import type { DutyFilter } from '#/overview/list-filters.ts'
import { said } from '#/parts/said.ts'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { useUnitNames } from '#/parts/unit-names.ts'

const COLUMNS = ['duty', 'subject', 'unit', 'due', 'remaining'] as const

/** The duties behind a number. */
export function DutiesPage() {
  const { t } = useTranslation('overview')
  const filter: DutyFilter = useSearch({ from: '/overview/duties' })
  const list = useInfiniteQuery(dutiesQuery(filter))
  const unitName = useUnitNames()
  return (
    <ListFrame title={t('duties.title')} empty={t('duties.empty')} {...{ filter, list }}>
      {(rows: readonly DutyRead[]) => (
        <table className="list-table">
          <thead>
            <tr>
              {COLUMNS.map((name) => (
                <th key={name} scope="col">
                  {t(`duties.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((duty) => (
              <tr key={duty.duty_id}>
                <td>
                  {said(duty.title)}{' '}
                  {duty.about !== 'fact' && (
                    <Link to="/alerts/$alertId" params={{ alertId: duty.about_id }}>
                      {t('duties.open')}
                    </Link>
                  )}
                </td>
                <td>
                  <SubjectLink subjectId={duty.subject_id} />
                </td>
                <td>{duty.unit === null ? t('duties.no_unit') : unitName(duty.unit)}</td>
                <td>{duty.due_at === null ? t('data.none') : <TimeSaid at={duty.due_at} />}</td>
                <td>{remainingSaid(duty, t)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </ListFrame>
  )
}

function remainingSaid({ remaining }: DutyRead, t: TFunction<'overview'>): string {
  if (remaining === null) return t('duties.unknown')
  const { working_days, hours } = remaining
  const counted = { days: Math.abs(working_days ?? 0), hours: Math.abs(hours) }
  const way = hours < 0 ? 'over' : 'left'
  // Of a last day the hours are told.
  return working_days === null || working_days === 0
    ? t(`duties.${way}_hours`, counted)
    : t(`duties.${way}_days`, counted)
}
