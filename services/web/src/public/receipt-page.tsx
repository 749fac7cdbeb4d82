import { useState, type FormEvent } from 'react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MatterView } from '@jianwei/services/server/routes/public-receipts.ts'
import { send } from '#/api/ask.ts'
import { useTitle } from '#/parts/use-title.ts'
import { MatterProgress } from '#/public/matter-progress.tsx'
import { PublicFailure } from '#/public/public-failure.tsx'

const CHARACTERS_MAX = 100

/** Where a complaint or report is, by its receipt, which is sent in a body alone. */
export function ReceiptPage() {
  const { t } = useTranslation('public')
  const [typed, setTyped] = useState('')
  const asking = useMutation({
    mutationFn: (receipt: string) =>
      send<typeof MatterView>('/v1/public/receipts', { body: { receipt } }),
  })
  useTitle(t('receipt.title'))

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (typed.trim() !== '') asking.mutate(typed)
  }

  return (
    <>
      <h1>{t('receipt.title')}</h1>
      <p>{t('receipt.about')}</p>
      <form className="public-form" onSubmit={submit}>
        <div className="public-field">
          <label htmlFor="receipt">{t('receipt.field')}</label>
          <p id="receipt-hint" className="public-hint">
            {t('receipt.hint')}
          </p>
          <input
            id="receipt"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            maxLength={CHARACTERS_MAX}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            required
            aria-describedby="receipt-hint"
          />
        </div>
        <button type="submit" className="public-submit" disabled={asking.isPending}>
          {t(asking.isPending ? 'asking' : 'ask')}
        </button>
      </form>
      {asking.error !== null && <PublicFailure failure={asking.error} where="receipt" />}
      {asking.data !== undefined && <MatterProgress matter={asking.data} />}
    </>
  )
}
