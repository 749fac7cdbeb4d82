import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { BacktestWarningPage } from '@jianwei/services/server/routes/backtests.ts'
import { read } from '#/api/ask.ts'
import { nextOf } from '#/api/pages.ts'
import { Asked } from '#/parts/asked.tsx'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { minuteOf } from '#/parts/times.ts'
import { Wide } from '#/rules/wide.tsx'

const ROWS = 50

/** Each warning that the text would have raised, in the order of knowing. */
export function BacktestWarnings({
  id,
  hasOutcome,
}: {
  readonly id: string
  readonly hasOutcome: boolean
}) {
  const { t } = useTranslation('rules')
  const found = useInfiniteQuery({
    queryKey: ['backtests', 'warnings', id],
    queryFn: ({ signal, pageParam }) =>
      read<typeof BacktestWarningPage>(`/v1/backtests/${id}/warnings`, {
        query: { limit: ROWS, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
    staleTime: Infinity,
  })
  const rows = found.data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <h3>{t('backtest.warnings')}</h3>
      <Asked of={found} />
      {rows?.length === 0 && <p>{t('backtest.no_warnings')}</p>}
      {rows !== undefined && rows.length > 0 && (
        <Wide label={t('backtest.warnings')}>
          <table className="rules-table">
            <thead>
              <tr>
                <th scope="col">{t('warnings.subject')}</th>
                <th scope="col">{t('warnings.anchor')}</th>
                <th scope="col">{t('backtest.known_at')}</th>
                <th scope="col">{t('backtest.withdrawn_at')}</th>
                <th scope="col">{t('warnings.evidence')}</th>
                {hasOutcome && <th scope="col">{t('backtest.became')}</th>}
                {hasOutcome && <th scope="col">{t('backtest.lead_days')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.warning_id}>
                  <th scope="row">
                    <SubjectLink subjectId={row.subject_id} />
                  </th>
                  <td>{minuteOf(row.anchor_at)}</td>
                  <td>{minuteOf(row.known_at)}</td>
                  <td>{row.withdrawn_at === null ? '—' : minuteOf(row.withdrawn_at)}</td>
                  <td className="rules-number">{row.evidence_count}</td>
                  {hasOutcome && (
                    <td>{row.outcome === null ? '—' : t(`backtest.became_${row.outcome}`)}</td>
                  )}
                  {hasOutcome && (
                    <td className="rules-number">{row.lead_days?.toFixed(1) ?? '—'}</td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      {found.hasNextPage && (
        <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </>
  )
}
