import { useId, useState } from 'react'
import { Button, Input, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import type { BacktestView } from '@jianwei/services/server/views/backtest-view.ts'
import { client } from '#/api/client.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { ownBacktestsQuery, type BacktestRead } from '#/rules/backtest/backtest-queries.ts'
import { typedDay } from '#/rules/backtest/typed-day.ts'
import { useKeyed } from '#/rules/use-keyed.ts'

/** The outcomes that come with the program. */
const OUTCOMES = [
  'penalty-within-180-days',
  'violation-within-180-days',
  'critical-violation-at-next-inspection',
] as const

export interface BacktestFormProps {
  readonly text: string
  /** Of the same rule, with which the text can be compared. */
  readonly versions: readonly number[]
  readonly isReady: boolean
  readonly started: (job: BacktestRead) => void
}

/** Runs the text over history as it stands. */
export function BacktestForm({ text, versions, isReady, started }: BacktestFormProps) {
  const { t } = useTranslation('rules')
  const id = useId()
  const [outcome, setOutcome] = useState<string>(OUTCOMES[0])
  const [against, setAgainst] = useState('')
  // Of histories that were imported at once the platform knew nothing before.
  const [by, setBy] = useState<'platform' | 'source'>('source')
  const [days, setDays] = useState({ from: '', to: '' })
  const [from, to] = [typedDay(days.from), typedDay(days.to)]
  const { mutate, isPending, error } = useKeyed<typeof BacktestView>('/v1/backtests')
  const start = (): void =>
    mutate(
      {
        rule: text,
        by,
        ...(outcome === '' ? {} : { outcome }),
        ...(against === '' ? {} : { against: Number(against) }),
        ...(from == null ? {} : { from }),
        ...(to == null ? {} : { to }),
      },
      {
        onSuccess: (job) => {
          void client.invalidateQueries({ queryKey: ownBacktestsQuery.queryKey })
          started(job)
        },
      },
    )
  return (
    <form
      className="rules-backtest-form"
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <label>
        {t('backtest.outcome')}
        <select value={outcome} onChange={({ target }) => setOutcome(target.value)}>
          {OUTCOMES.map((name) => (
            <option key={name} value={name}>
              {t(`backtest.outcomes.${name}`)}
            </option>
          ))}
          <option value="">{t('backtest.outcomes.none')}</option>
        </select>
      </label>
      <label>
        {t('backtest.against')}
        <select value={against} onChange={({ target }) => setAgainst(target.value)}>
          <option value="">{t('backtest.against_none')}</option>
          {versions.map((version) => (
            <option key={version} value={version}>
              {t('version', { version })}
            </option>
          ))}
        </select>
      </label>
      {(['from', 'to'] as const).map((end) => (
        <label key={end} htmlFor={`${id}-${end}`}>
          {t(`backtest.${end}`)}
          <Input
            id={`${id}-${end}`}
            placeholder="20260301"
            value={days[end]}
            status={typedDay(days[end]) === null ? 'error' : ''}
            aria-invalid={typedDay(days[end]) === null}
            onChange={({ target }) => setDays({ ...days, [end]: target.value })}
          />
        </label>
      ))}
      {(from === null || to === null) && (
        <p role="alert" className="rules-warn">
          {t('backtest.no_day')}
        </p>
      )}
      <fieldset>
        <legend>{t('backtest.by')}</legend>
        <Radio.Group
          value={by}
          options={(['source', 'platform'] as const).map((value) => ({
            value,
            label: t(`backtest.by_${value}`),
          }))}
          onChange={({ target }) => setBy(target.value === 'source' ? 'source' : 'platform')}
        />
      </fieldset>
      {error !== null && <FailureNotice failure={error} retry={start} />}
      <Button
        type="primary"
        htmlType="submit"
        loading={isPending}
        disabled={!isReady || from === null || to === null}
      >
        {t('backtest.start')}
      </Button>
      {!isReady && <span className="soft"> {t('backtest.not_yet')}</span>}
    </form>
  )
}
