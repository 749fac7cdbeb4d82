import { useRef, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { reach } from '#/api/ask.ts'
import type { ListQuestion } from '#/desk/alert-list.ts'
import { saveFile } from '#/desk/save-file.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'

/** As the server has it: more is refused before anything is sent. */
const ROWS_MAX = 100_000
const FORMATS = ['xlsx', 'csv'] as const

export interface ExportFormProps {
  readonly question: ListQuestion
  /** How many fit; undefined where nobody counted, as with a typed text. */
  readonly total: number | undefined
  readonly close: () => void
}

/** The list as a file, with what it is for: on record before its first byte. */
export function ExportForm({ question, total, close }: ExportFormProps) {
  const { t } = useTranslation('desk')
  const [format, setFormat] = useState<(typeof FORMATS)[number]>('xlsx')
  const [purpose, setPurpose] = useState('')
  const [recipient, setRecipient] = useState('')
  const [received, setReceived] = useState<number>()
  const stopping = useRef<AbortController>(undefined)
  const exporting = useMutation({
    mutationFn: async () => {
      const stop = new AbortController()
      stopping.current = stop
      setReceived(0)
      const { filter, text, order } = question
      const response = await reach('/v1/alerts/export', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-jianwei-request': 'console' },
        body: JSON.stringify({
          ...filter,
          ...(text === '' ? {} : { text }),
          ...(recipient.trim() === '' ? {} : { recipient: recipient.trim() }),
          order: order === 'waiting' ? order : 'raised',
          format,
          purpose: purpose.trim(),
        }),
        signal: stop.signal,
      })
      await saveFile(response, `alerts.${format}`, setReceived)
    },
    onSettled: () => setReceived(undefined),
    onSuccess: close,
  })
  const leave = (): void => {
    stopping.current?.abort()
    close()
  }
  const isTooMany = (total ?? 0) > ROWS_MAX
  return (
    <Modal
      open
      title={t('export.title')}
      onCancel={leave}
      mask={{ closable: false }}
      footer={
        <>
          {exporting.isPending && <Button onClick={leave}>{t('export.stop')}</Button>}
          <Button
            type="primary"
            disabled={purpose.trim() === '' || isTooMany}
            loading={exporting.isPending}
            onClick={() => exporting.mutate()}
          >
            {t('export.start')}
          </Button>
        </>
      }
    >
      {exporting.error !== null && <FailureNotice failure={exporting.error} />}
      <p>
        {total === undefined ? t('export.rows_text') : t('export.rows', { count: total })}{' '}
        {t('export.cap', { max: ROWS_MAX })}
      </p>
      {isTooMany && <p role="alert">{t('export.too_many', { max: ROWS_MAX })}</p>}
      <div className="desk-form">
        <fieldset>
          <legend>{t('export.format')}</legend>
          <Radio.Group
            value={format}
            onChange={({ target }) => setFormat(target.value as (typeof FORMATS)[number])}
            options={FORMATS.map((value) => ({ value, label: t(`export.formats.${value}`) }))}
          />
        </fieldset>
        <label>
          <span>{t('export.purpose')}</span>
          <Input.TextArea
            value={purpose}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={2_000}
            onChange={({ target }) => setPurpose(target.value)}
          />
        </label>
        <label>
          <span>{t('export.recipient')}</span>
          <Input
            value={recipient}
            maxLength={200}
            onChange={({ target }) => setRecipient(target.value)}
          />
        </label>
        <p className="desk-hint">{t('export.hint')}</p>
        {received !== undefined && (
          <p role="status">{t('export.received', { kilobytes: Math.round(received / 1_024) })}</p>
        )}
      </div>
    </Modal>
  )
}
