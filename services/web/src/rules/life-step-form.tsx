import { useId, useState } from 'react'
import { Button, Checkbox, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RuleStepTakenView } from '@jianwei/services/server/routes/rule-life.ts'
import type { Answer } from '#/api/ask.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { PublicationPreview } from '#/rules/publication-preview.tsx'
import { versionAddress, type RuleRead } from '#/rules/rule-queries.ts'
import type { RuleStepName } from '#/rules/steps-of.ts'
import { useKeyed } from '#/rules/use-keyed.ts'

export interface LifeStepFormProps {
  readonly rule: RuleRead
  readonly step: RuleStepName
  readonly close: () => void
  readonly done: (taken: Answer<typeof RuleStepTakenView>) => void
}

/** A step with its reason; of publishing also what it would raise. */
export function LifeStepForm({ rule, step, close, done }: LifeStepFormProps) {
  const { t } = useTranslation('rules')
  const id = useId()
  const [reason, setReason] = useState('')
  const [retiresPrevious, setRetiresPrevious] = useState(false)
  const address = `${versionAddress(rule.rule_id, rule.rule_version)}/${step}`
  const { mutate, isPending, error } = useKeyed<typeof RuleStepTakenView>(address)
  const take = (): void => {
    const body = { reason, ...(step === 'publish' ? { retire_previous: retiresPrevious } : {}) }
    mutate(body, { onSuccess: done })
  }
  return (
    <form
      className="rules-step"
      onSubmit={(event) => {
        event.preventDefault()
        take()
      }}
    >
      <p>{t(`step.${step}.meaning`)}</p>
      {step === 'publish' && <PublicationPreview rule={rule} />}
      {step === 'publish' && rule.rule_version > 1 && (
        <Checkbox
          checked={retiresPrevious}
          onChange={({ target }) => setRetiresPrevious(target.checked)}
        >
          {t('step.publish.retire_previous')}
        </Checkbox>
      )}
      <label htmlFor={id}>{t('step.reason')}</label>
      <Input.TextArea
        id={id}
        required
        autoFocus
        autoSize={{ minRows: 2 }}
        maxLength={2_000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {error !== null && <FailureNotice failure={error} retry={take} />}
      <div className="rules-step-buttons">
        <Button
          type="primary"
          htmlType="submit"
          danger={step === 'retire'}
          loading={isPending}
          disabled={reason.trim() === ''}
        >
          {t(`step.${step}.take`)}
        </Button>
        <Button onClick={close}>{t('step.cancel')}</Button>
      </div>
    </form>
  )
}
