import { useId, useState, type FormEvent } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ConflictReturnedView } from '@jianwei/services/server/views/conflict-view.ts'
import { send } from '#/api/ask.ts'
import { useOrderKeys } from '#/api/order-key.ts'
import type { ConflictRead } from '#/parts/conflict-query.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'

const REASON_CHARACTERS_MAX = 2_000
const REASON_ROWS = 2

export interface ReturnFormProps {
  readonly conflict: ConflictRead
  readonly close: () => void
  /** It was sent, and the list does not say so yet. */
  readonly hear: () => void
}

/** To whom a conflict is sent back, and what is to be looked at. */
export function ReturnForm({ conflict, close, hear }: ReturnFormProps) {
  const { t } = useTranslation('conflicts')
  const id = useId()
  const client = useQueryClient()
  const keys = useOrderKeys()
  const { statements } = conflict
  const lower = statements.find(({ holds }) => !holds) ?? statements[0]
  const [toSource, setToSource] = useState(lower?.source ?? '')
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const isMissing = reason.trim() === ''
  const returning = useMutation({
    mutationFn: () => {
      const body = {
        subject_id: conflict.subject_id,
        particular: conflict.particular,
        statements: statements.map(({ source, event_id }) => ({ source, event_id })),
        to_source: toSource,
        reason: reason.trim(),
      }
      return send<typeof ConflictReturnedView>('/v1/attribute-conflicts/return', {
        body,
        key: keys.of(body),
      })
    },
    onSuccess: ({ is_new }) => {
      if (is_new) hear()
      close()
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['conflicts'] })
      await client.invalidateQueries({ queryKey: ['source'] })
    },
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (!isMissing) returning.mutate()
  }

  return (
    <form onSubmit={submit} className="return-form">
      <fieldset>
        <legend>{t('return.to')}</legend>
        {statements.map(({ source, holds }) => (
          <label key={source}>
            <input
              type="radio"
              name={`${id}-to`}
              checked={toSource === source}
              onChange={() => setToSource(source)}
            />{' '}
            {source} {holds && <small className="soft">{t('holds')}</small>}
          </label>
        ))}
      </fieldset>
      <label htmlFor={`${id}-reason`}>{t('return.reason')}</label>
      <textarea
        id={`${id}-reason`}
        rows={REASON_ROWS}
        maxLength={REASON_CHARACTERS_MAX}
        value={reason}
        aria-invalid={isTried && isMissing}
        onChange={({ target }) => setReason(target.value)}
      />
      {isTried && isMissing && <small role="alert">{t('return.reason_missing')}</small>}
      {returning.error !== null && <FailureNotice failure={returning.error} />}
      <p>
        <Button type="primary" htmlType="submit" loading={returning.isPending}>
          {t('return.send')}
        </Button>{' '}
        <Button onClick={close} disabled={returning.isPending}>
          {t('return.cancel')}
        </Button>
      </p>
    </form>
  )
}
