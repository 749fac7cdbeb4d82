import { useEffect, useId, useRef, type FormEvent } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlertRead } from '#/alert/alert-queries.ts'
import { OthersChanged } from '#/alert/others-changed.tsx'
import { StepInput } from '#/alert/step-input.tsx'
import {
  bodyOf,
  faultsOf,
  fieldsOf,
  type Draft,
  type FormStep,
  type StepField,
} from '#/alert/step-fields.ts'
import { useAlertStep } from '#/parts/alert-steps.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import type { StepTaken } from '#/parts/send-step.ts'

export interface StepFormProps {
  readonly alert: AlertRead
  readonly step: FormStep
  /** Kept by whoever opened the form, so that closing it loses nothing. */
  readonly draft: Draft
  readonly change: (draft: Draft) => void
  readonly close: () => void
  readonly taken?: (taken: StepTaken) => void
  /** What the body says besides, as the unit whose part is answered. */
  readonly also?: Readonly<Record<string, unknown>>
}

/** What a step wants to know, in its place. What was typed stays until the step is taken. */
export function StepForm({ alert, step, draft, change, close, taken, also }: StepFormProps) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const { take, isSending, failure, changed } = useAlertStep()
  const fields = fieldsOf(step).filter(({ name }) => isAsked(name, alert))
  const faults = faultsOf(step, draft)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('textarea, input, select')?.focus()
  }, [])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (faults.length > 0 || isSending) return
    const done = await take({
      alert_id: alert.alert_id,
      step,
      body: { ...bodyOf(step, draft), ...also },
      revision: changed?.revision ?? alert.revision,
    })
    if (done === undefined) return
    change({})
    taken?.(done)
    close()
  }

  return (
    <form
      ref={form}
      className="step-form"
      aria-labelledby={`${id}-title`}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        close()
      }}
    >
      <strong id={`${id}-title`}>{word(`step.${step}`)}</strong>
      {fields.map((field) => (
        <Field
          key={field.name}
          id={`${id}-${field.name}`}
          field={field}
          alert={alert}
          draft={draft}
          change={change}
        />
      ))}
      {changed !== undefined && <OthersChanged changed={changed} />}
      {failure !== null && changed === undefined && <FailureNotice failure={failure} />}
      <p className="step-buttons">
        <Button htmlType="submit" type="primary" loading={isSending} disabled={faults.length > 0}>
          {changed === undefined
            ? word(`step.${step}`)
            : t('form.all_the_same', { step: word(`step.${step}`) })}
        </Button>
        <Button onClick={close}>{t('form.cancel')}</Button>
        {faults.length > 0 && (
          <small>
            {t('form.missing', { fields: faults.map((name) => labelOf(name, t)).join('、') })}
          </small>
        )}
      </p>
    </form>
  )
}

interface FieldProps {
  readonly id: string
  readonly field: StepField
  readonly alert: AlertRead
  readonly draft: Draft
  readonly change: (draft: Draft) => void
}

function Field({ id, field, alert, draft, change }: FieldProps) {
  const { t } = useTranslation('alert')
  return (
    <div className="step-field">
      <label htmlFor={id}>
        {labelOf(field.name, t)}
        {field.required !== true && <small> {t('form.optional')}</small>}
      </label>
      <StepInput
        id={id}
        field={field}
        alert={alert}
        value={draft[field.name]}
        change={(value) => change({ ...draft, [field.name]: value })}
      />
    </div>
  )
}

/** Only who waits for others says why it is closed without them. */
function isAsked(name: string, alert: AlertRead): boolean {
  return name !== 'despite_open_parts' || alert.open_parts.length > 0
}

type FieldWords = ReturnType<typeof useTranslation<'alert'>>['t']

function labelOf(name: string, t: FieldWords): string {
  // Names of fields are those of the table of steps, and `alert:field` has them all.
  return t(`field.${name}` as 'field.reason')
}
