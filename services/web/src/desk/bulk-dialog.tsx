import { useState } from 'react'
import { Button, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ListedAlert } from '#/desk/alert-list.ts'
import { BulkAnswers } from '#/desk/bulk-answers.tsx'
import { BulkFields } from '#/desk/bulk-fields.tsx'
import { BULK_STEPS, bulkStepOf, type BulkDraft, type BulkStepName } from '#/desk/bulk-orders.ts'
import { useBulk, type BulkOf } from '#/desk/use-bulk.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import '#/parts/dialog-form.css'

export interface BulkDialogProps {
  readonly step: BulkStepName
  readonly of: BulkOf
  /** Which alerts these are, in words. */
  readonly which: string
  readonly rowOf: (alert_id: string) => ListedAlert | undefined
  /** `taken` where something was done, so that nothing is selected any more. */
  readonly close: (taken: boolean) => void
}

/** One step with many alerts: nothing is done before it is said what would become of each. */
export function BulkDialog({ step: asked, of, which, rowOf, close }: BulkDialogProps) {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  const [step, setStep] = useState(asked)
  const [draft, setDraft] = useState<BulkDraft>({})
  const { preview, previewed, commit, answers, isSending, failure, change } = useBulk(of)
  const order = bulkStepOf(step, draft)
  const willDo = previewed?.items.filter(({ outcome }) => outcome === 'done').length ?? 0
  const leave = (): void => close(answers !== undefined)
  return (
    <Modal
      open
      width={760}
      title={t('bulk.title', { which })}
      onCancel={leave}
      mask={{ closable: false }}
      footer={
        <>
          {answers === undefined && previewed !== undefined && (
            <>
              <Button onClick={change}>{t('bulk.change')}</Button>
              <Button type="primary" loading={isSending} disabled={willDo === 0} onClick={commit}>
                {t('bulk.commit', { step: words(`step.${step}`), count: willDo })}
              </Button>
            </>
          )}
          {answers === undefined && previewed === undefined && (
            <Button
              type="primary"
              loading={isSending}
              disabled={order === undefined}
              onClick={() => order !== undefined && preview(order)}
            >
              {t('bulk.preview')}
            </Button>
          )}
          {answers !== undefined && (
            <Button type="primary" onClick={leave}>
              {t('bulk.finish')}
            </Button>
          )}
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      {previewed === undefined ? (
        <div className="dialog-form">
          <label>
            <span>{t('bulk.step')}</span>
            <Select
              value={step}
              onChange={setStep}
              options={BULK_STEPS.map((value) => ({ value, label: words(`step.${value}`) }))}
            />
          </label>
          <BulkFields step={step} draft={draft} change={setDraft} />
          <p className="dialog-hint">{t('bulk.nothing_yet')}</p>
        </div>
      ) : (
        <BulkAnswers
          items={answers ?? previewed.items}
          isDone={answers !== undefined}
          rowOf={rowOf}
        />
      )}
    </Modal>
  )
}
