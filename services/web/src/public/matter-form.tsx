import { useState, type FormEvent } from 'react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { GivenReceipt } from '@jianwei/services/intake/http/public-routes.ts'
import { send } from '#/api/ask.ts'
import { AskFailed } from '#/api/failures.ts'
import { useOrderKeys } from '#/api/order-key.ts'
import { MatterInput } from '#/public/matter-input.tsx'
import {
  fieldsOf,
  formOf,
  missingIn,
  PARTS,
  type MatterField,
  type MatterKind,
  type Typed,
} from '#/public/matter-fields.ts'
import { PublicFailure } from '#/public/public-failure.tsx'
import type { GivenReceiptRead } from '#/public/receipt-card.tsx'

export interface MatterFormProps {
  readonly kind: MatterKind
  readonly onGiven: (given: GivenReceiptRead) => void
}

/** What was typed stays until there is a receipt; the same form sent again is taken once. */
export function MatterForm({ kind, onGiven }: MatterFormProps) {
  const { t } = useTranslation('public')
  const [typed, setTyped] = useState<Typed>({})
  const [wrong, setWrong] = useState<readonly MatterField[]>([])
  const keys = useOrderKeys()
  const sending = useMutation({
    mutationFn: (form: Typed) =>
      send<typeof GivenReceipt>(`/v1/public/${kind}s`, { body: form, key: keys.of(form) }),
    onSuccess: onGiven,
    onError: (failure) => mark(refusedFields(kind, failure)),
  })

  function mark(fields: readonly MatterField[]): void {
    setWrong(fields)
    const [first] = fields
    if (first !== undefined) document.getElementById(first)?.focus()
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (sending.isPending) return
    const form = formOf(kind, typed)
    const missing = missingIn(kind, form)
    mark(missing)
    if (missing.length === 0) sending.mutate(form)
    else sending.reset()
  }

  return (
    <form className="public-form" onSubmit={submit} noValidate>
      {PARTS[kind].map(({ title, fields }) => (
        <fieldset key={title}>
          <legend>{t(`part.${title}`)}</legend>
          {title === 'who' && <p>{t(`${kind}.who`)}</p>}
          {fields.map((plan) => (
            <MatterInput
              key={plan.name}
              plan={plan}
              value={typed[plan.name] ?? ''}
              isWrong={wrong.includes(plan.name)}
              onType={(text) => setTyped((now) => ({ ...now, [plan.name]: text }))}
            />
          ))}
        </fieldset>
      ))}
      {wrong.length > 0 && sending.error === null && (
        <p className="public-failure" role="alert">
          {t('failure.missing', { number: wrong.length })}
        </p>
      )}
      {sending.error !== null && <PublicFailure failure={sending.error} where="form" />}
      <button type="submit" className="public-submit" aria-disabled={sending.isPending}>
        {t(sending.isPending ? 'sending' : 'submit')}
      </button>
    </form>
  )
}

/** The fields that the server names as wrong. */
function refusedFields(kind: MatterKind, failure: unknown): readonly MatterField[] {
  if (!(failure instanceof AskFailed)) return []
  const paths = failure.problem.reasons?.map(({ path }) => path.replace(/^body\./, '')) ?? []
  return fieldsOf(kind).flatMap(({ name }) => (paths.includes(name) ? [name] : []))
}
