import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { BacktestForm } from '#/rules/backtest/backtest-form.tsx'
import { BacktestJob } from '#/rules/backtest/backtest-job.tsx'
import { ownBacktestsQuery } from '#/rules/backtest/backtest-queries.ts'
import { percent } from '#/rules/rule-words.ts'
import { editSearchOf } from '#/rules/rules-search.ts'

const route = getRouteApi('/rules/edit')

export interface BacktestPanelProps {
  readonly text: string
  readonly versions: readonly number[]
  /** Whether the text loads. */
  readonly isReady: boolean
}

/** A backtest of the text, and those that one asked for before: a reload finds them again. */
export function BacktestPanel({ text, versions, isReady }: BacktestPanelProps) {
  const { t } = useTranslation('rules')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const own = useQuery(ownBacktestsQuery)
  return (
    <Section title={t('backtest.title')}>
      <p className="soft">{t('backtest.meaning')}</p>
      <BacktestForm
        text={text}
        versions={versions}
        isReady={isReady}
        started={({ backtest_id }) =>
          void navigate({
            search: editSearchOf({ ...search, backtest: backtest_id }),
            replace: true,
            resetScroll: false,
          })
        }
      />
      <Asked of={own} />
      {own.data !== undefined && own.data.items.length > 0 && (
        <>
          <h3>{t('backtest.own')}</h3>
          <ul>
            {own.data.items.map((job) => (
              <li key={job.backtest_id}>
                <Link
                  to="/rules/edit"
                  search={editSearchOf({ ...search, backtest: job.backtest_id })}
                  resetScroll={false}
                  aria-current={job.backtest_id === search.backtest ? 'true' : undefined}
                >
                  {job.rule_id} {t('version', { version: job.rule_version })}
                </Link>{' '}
                {t(`backtest.state.${job.state}`)}{' '}
                {job.state === 'running' && percent(job.progress)} <TimeSaid at={job.asked_at} />
              </li>
            ))}
          </ul>
        </>
      )}
      {search.backtest !== undefined && <BacktestJob key={search.backtest} id={search.backtest} />}
    </Section>
  )
}
