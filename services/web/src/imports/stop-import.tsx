import { useId, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ImportView } from '@jianwei/services/intake/http/import-views.ts'
import { send } from '#/api/ask.ts'
import { client } from '#/api/client.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'

const REASON_CHARACTERS_MAX = 2_000

/** Ends an import that is under way, with a reason; what was brought in stays. */
export function StopImport({ id }: { readonly id: string }) {
  const { t } = useTranslation('imports')
  const field = useId()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const stop = useMutation({
    mutationFn: () =>
      send<typeof ImportView>(`/v1/imports/${encodeURIComponent(id)}/stop`, { body: { reason } }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['import', id] })
      void client.invalidateQueries({ queryKey: ['imports'] })
    },
  })
  if (!isOpen)
    return (
      <p className="buttons">
        <Button onClick={() => setOpen(true)}>{t('stop.open')}</Button>
      </p>
    )
  return (
    <form
      className="imports-form"
      onSubmit={(event) => {
        event.preventDefault()
        stop.mutate()
      }}
    >
      <p>{t('stop.meaning')}</p>
      <label htmlFor={field}>{t('reason')}</label>
      <Input
        id={field}
        required
        maxLength={REASON_CHARACTERS_MAX}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {stop.error !== null && <FailureNotice failure={stop.error} retry={() => stop.mutate()} />}
      <p className="buttons">
        <Button htmlType="submit" danger loading={stop.isPending} disabled={reason.trim() === ''}>
          {t('stop.take')}
        </Button>
        <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
      </p>
    </form>
  )
}
