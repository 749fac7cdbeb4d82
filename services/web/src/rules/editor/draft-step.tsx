import { useId, useState } from 'react'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RuleStepTakenView } from '@jianwei/services/server/routes/rule-life.ts'
import { client } from '#/api/client.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Section } from '#/parts/section.tsx'
import type { RuleCheckUse } from '#/rules/editor/use-rule-check.ts'
import { useKeyed } from '#/rules/use-keyed.ts'

export interface DraftStepProps {
  readonly text: string
  readonly check: RuleCheckUse
  /** The text is on record as a draft from now on. */
  readonly drafted: (text: string) => void
}

/** Puts the text on record as a draft, with a reason. */
export function DraftStep({ text, check: { check, isCurrent }, drafted }: DraftStepProps) {
  const { t } = useTranslation('rules')
  const id = useId()
  const [reason, setReason] = useState('')
  const { mutate, isPending, error, data } = useKeyed<typeof RuleStepTakenView>('/v1/rules')
  const isReady = isCurrent && check?.can_be_drafted === true
  const take = (): void =>
    mutate(
      { text, reason },
      {
        onSuccess: () => {
          void client.invalidateQueries({ queryKey: ['rules'] })
          setReason('')
          drafted(text)
        },
      },
    )
  return (
    <Section title={t('draft.title')}>
      <form
        className="rules-step"
        onSubmit={(event) => {
          event.preventDefault()
          take()
        }}
      >
        <p>{t(isReady ? 'draft.meaning' : 'draft.not_yet')}</p>
        <label htmlFor={id}>{t('step.reason')}</label>
        <Input.TextArea
          id={id}
          required
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
            loading={isPending}
            disabled={!isReady || reason.trim() === ''}
          >
            {t('draft.take')}
          </Button>
        </div>
      </form>
      {data !== undefined && (
        <Alert
          type="success"
          showIcon
          title={t('draft.taken', { rule: data.rule_id, version: data.rule_version })}
          description={
            <Link
              to="/rules/$ruleId"
              params={{ ruleId: data.rule_id }}
              search={{ version: data.rule_version }}
            >
              {t('draft.next')}
            </Link>
          }
        />
      )}
    </Section>
  )
}
