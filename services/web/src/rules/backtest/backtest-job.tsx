import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import type { BacktestView } from '@jianwei/services/server/views/backtest-view.ts'
import { send } from '#/api/ask.ts'
import { client } from '#/api/client.ts'
import { hasCode } from '#/api/failures.ts'
import { Asked } from '#/parts/asked.tsx'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import {
  backtestQuery,
  isGoingOn,
  ownBacktestsQuery,
  resultQuery,
} from '#/rules/backtest/backtest-queries.ts'
import { BacktestFindings } from '#/rules/backtest/backtest-findings.tsx'
import { BacktestWarnings } from '#/rules/backtest/backtest-warnings.tsx'

/** One backtest: how far it is, and what it found. */
export function BacktestJob({ id }: { readonly id: string }) {
  const { t } = useTranslation('rules')
  const found = useQuery(backtestQuery(id))
  const cancel = useMutation({
    mutationFn: () => send<typeof BacktestView>(`/v1/backtests/${id}/cancel`),
    onSuccess: (job) => {
      client.setQueryData(backtestQuery(id).queryKey, job)
      void client.invalidateQueries({ queryKey: ownBacktestsQuery.queryKey })
    },
  })
  if (hasCode(found.error, 'BACKTEST_UNKNOWN')) return <p>{t('backtest.gone')}</p>
  if (found.data === undefined) return <Asked of={found} />
  const job = found.data
  return (
    <div className="rules-backtest">
      <Asked of={found} />
      <h3>
        {t('backtest.of', { rule: job.rule_id, version: job.rule_version })}{' '}
        <span role="status">{t(`backtest.state.${job.state}`)}</span>
      </h3>
      {isGoingOn(job) && (
        <>
          <Progress percent={Math.round(job.progress * 100)} aria-label={t('backtest.progress')} />
          <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('backtest.cancel')}
          </Button>
        </>
      )}
      {cancel.error !== null && (
        <FailureNotice failure={cancel.error} retry={() => cancel.mutate()} />
      )}
      {job.error !== null && (
        <p className="rules-warn">
          {job.error.detail} <code>{job.error.code}</code>
        </p>
      )}
      {job.state === 'done' && <Found id={id} />}
    </div>
  )
}

function Found({ id }: { readonly id: string }) {
  const result = useQuery(resultQuery(id))
  if (result.data === undefined) return <Asked of={result} />
  return (
    <>
      <Asked of={result} />
      <BacktestFindings result={result.data} />
      <BacktestWarnings id={id} hasOutcome={result.data.outcome !== null} />
    </>
  )
}
