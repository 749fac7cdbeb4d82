import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Input, Modal, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { LeadChannel } from '@jianwei/events/alert/raising-events.ts'
import type { AlertStepTakenView } from '@jianwei/services/server/views/alert-step-view.ts'
import { send } from '#/api/ask.ts'
import { useOrderKeys } from '#/api/order-key.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { LevelMark, type Level } from '#/parts/level-mark.tsx'
import { tellStepTaken } from '#/parts/send-step.ts'
import { SubjectPicker } from '#/parts/subject-picker.tsx'
import { LEVELS } from '#/parts/vocabulary.ts'
import '#/parts/dialog-form.css'

const CHANNELS = [
  'telephone',
  'hotline',
  'visit',
  'letter',
  'online',
  'media',
  'inspection',
  'transferred',
  'other',
] as const satisfies readonly LeadChannel[]

interface Draft {
  readonly subject_id: string | undefined
  readonly channel: LeadChannel | undefined
  readonly level: Level
  readonly summary: string
  readonly number: string
}

const EMPTY: Draft = {
  subject_id: undefined,
  channel: undefined,
  level: 'yellow',
  summary: '',
  number: '',
}

export interface LeadFormProps {
  readonly close: () => void
  readonly open: (alert_id: string) => void
}

/** A tip that somebody tells, which is an alert like any other from then on. */
export function LeadForm({ close, open }: LeadFormProps) {
  const { t } = useTranslation('desk')
  const { message } = App.useApp()
  const [draft, setDraft] = useState(EMPTY)
  const keys = useOrderKeys()
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }))
  const { subject_id, channel, level, summary, number } = draft
  const isWhole = subject_id !== undefined && channel !== undefined && summary.trim() !== ''
  const raising = useMutation({
    mutationFn: async () => {
      const body = {
        subject_id,
        channel,
        level,
        summary: summary.trim(),
        ...(number.trim() === '' ? {} : { number: number.trim() }),
      }
      return send<typeof AlertStepTakenView>('/v1/alerts', { body, key: keys.of(body) })
    },
    onSuccess: (taken) => {
      tellStepTaken(taken)
      message.success(t('lead.done'))
      close()
      open(taken.alert_id)
    },
  })
  return (
    <Modal
      open
      title={t('lead.title')}
      onCancel={close}
      mask={{ closable: false }}
      footer={
        <Button
          type="primary"
          disabled={!isWhole}
          loading={raising.isPending}
          onClick={() => raising.mutate()}
        >
          {t('lead.send')}
        </Button>
      }
    >
      {raising.error !== null && <FailureNotice failure={raising.error} />}
      <div className="dialog-form">
        <label>
          <span>{t('lead.subject')}</span>
          <SubjectPicker value={subject_id} change={(id) => change({ subject_id: id })} />
        </label>
        <label>
          <span>{t('lead.channel')}</span>
          <Select
            value={channel ?? null}
            onChange={(chosen) => change({ channel: chosen ?? undefined })}
            options={CHANNELS.map((value) => ({ value, label: t(`lead.channels.${value}`) }))}
          />
        </label>
        <fieldset>
          <legend>{t('lead.level')}</legend>
          <Radio.Group
            value={level}
            onChange={({ target }) => change({ level: target.value as Level })}
            options={LEVELS.map((value) => ({ value, label: <LevelMark level={value} /> }))}
          />
        </fieldset>
        <label>
          <span>{t('lead.summary')}</span>
          <Input.TextArea
            value={summary}
            autoSize={{ minRows: 3, maxRows: 10 }}
            maxLength={10_000}
            onChange={({ target }) => change({ summary: target.value })}
          />
        </label>
        <label>
          <span>{t('lead.number')}</span>
          <Input
            value={number}
            maxLength={100}
            onChange={({ target }) => change({ number: target.value })}
          />
        </label>
        <p className="dialog-hint">{t('lead.hint')}</p>
      </div>
    </Modal>
  )
}
