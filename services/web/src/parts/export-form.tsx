import { useEffect, useRef, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { reach } from '#/api/ask.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { saveFile } from '#/parts/save-file.ts'
import '#/parts/dialog-form.css'

/** As the server has it: more is refused before anything is sent. */
const ROWS_MAX = 100_000
const FORMATS = ['xlsx', 'csv'] as const

export interface ExportFormProps {
  /** Of what rows are taken: it has an address of its own. */
  readonly list: 'alerts' | 'facts' | 'quarantine'
  /** Where it is asked for; that of the list unless given. */
  readonly address?: string
  /** What narrows the list; what was typed goes in the body alone. */
  readonly filter: object
  /** How many fit; undefined where nobody counted. */
  readonly total: number | undefined
  readonly close: () => void
}

/** The list as a file, with what it is for: on record before its first byte. */
export function ExportForm({
  list,
  address = `/v1/${list}/export`,
  filter,
  total,
  close,
}: ExportFormProps) {
  const { t } = useTranslation('export')
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
      const response = await reach(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-jianwei-request': 'console' },
        body: JSON.stringify({
          ...filter,
          ...(recipient.trim() === '' ? {} : { recipient: recipient.trim() }),
          format,
          purpose: purpose.trim(),
        }),
        signal: stop.signal,
      })
      await saveFile(response, `${list}.${format}`, setReceived)
    },
    onSettled: () => setReceived(undefined),
    onSuccess: close,
  })
  // Also who goes back by the browser leaves it.
  useEffect(() => () => stopping.current?.abort(), [])
  const counted =
    total === undefined ? t(`rows_uncounted.${list}`) : t(`rows.${list}`, { count: total })
  const isTooMany = (total ?? 0) > ROWS_MAX
  return (
    <Modal
      open
      title={t(`title.${list}`)}
      onCancel={close}
      mask={{ closable: false }}
      footer={
        <>
          {exporting.isPending && <Button onClick={close}>{t('stop')}</Button>}
          <Button
            type="primary"
            disabled={purpose.trim() === '' || isTooMany}
            loading={exporting.isPending}
            onClick={() => exporting.mutate()}
          >
            {t('start')}
          </Button>
        </>
      }
    >
      {exporting.error !== null && <FailureNotice failure={exporting.error} />}
      <p>
        {counted} {t('cap', { max: ROWS_MAX })}
      </p>
      {isTooMany && <p role="alert">{t('too_many', { max: ROWS_MAX })}</p>}
      <div className="dialog-form">
        <fieldset>
          <legend>{t('format')}</legend>
          <Radio.Group
            value={format}
            onChange={({ target }) => setFormat(target.value as (typeof FORMATS)[number])}
            options={FORMATS.map((value) => ({ value, label: t(`formats.${value}`) }))}
          />
        </fieldset>
        <label>
          <span>{t('purpose')}</span>
          <Input.TextArea
            value={purpose}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={2_000}
            onChange={({ target }) => setPurpose(target.value)}
          />
        </label>
        <label>
          <span>{t('recipient')}</span>
          <Input
            value={recipient}
            maxLength={200}
            onChange={({ target }) => setRecipient(target.value)}
          />
        </label>
        <p className="dialog-hint">{t(`hint.${list}`)}</p>
        {received !== undefined && (
          <p role="status">{t('received', { kilobytes: Math.round(received / 1_024) })}</p>
        )}
      </div>
    </Modal>
  )
}
