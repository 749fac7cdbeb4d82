import { useId, useState, type FormEvent } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { LinkStep } from '#/subject/use-link-step.ts'

const REASON_CHARACTERS_MAX = 500

export interface LinkStepFormProps {
  readonly steps: readonly LinkStep[]
  readonly isSending: boolean
  readonly take: (step: LinkStep, reason: string) => Promise<boolean>
}

/** Steps that may be taken with a link; each needs a reason, which is recorded. */
export function LinkStepForm({ steps, isSending, take }: LinkStepFormProps) {
  const { t } = useTranslation('link')
  const id = useId()
  const [step, choose] = useState<LinkStep>()
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const isMissing = reason.trim() === ''

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setTried(true)
    if (step === undefined || isMissing) return
    if (await take(step, reason.trim())) close()
  }

  function close(): void {
    choose(undefined)
    setReason('')
    setTried(false)
  }

  if (step === undefined)
    return (
      <p className="buttons">
        {steps.map((one) => (
          <Button
            key={one}
            type={one === 'confirm' ? 'primary' : 'default'}
            onClick={() => choose(one)}
          >
            {t(`step.${one}`)}
          </Button>
        ))}
      </p>
    )
  return (
    <form className="link-step" onSubmit={(event) => void submit(event)}>
      <p>{t(`step.${step}_means`)}</p>
      <label htmlFor={id}>{t('reason')}</label>
      <input
        id={id}
        value={reason}
        maxLength={REASON_CHARACTERS_MAX}
        autoComplete="off"
        autoFocus
        aria-invalid={isTried && isMissing}
        onChange={({ target }) => setReason(target.value)}
      />
      {isTried && isMissing && <small role="alert">{t('reason_missing')}</small>}
      <p className="buttons">
        <Button type="primary" htmlType="submit" loading={isSending}>
          {t(`step.${step}`)}
        </Button>
        <Button onClick={close} disabled={isSending}>
          {t('cancel')}
        </Button>
      </p>
    </form>
  )
}
