import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { attachFile, EVIDENCE_ENDINGS } from '#/alert/attach-file.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'

export interface AddFileProps {
  readonly alertId: string
  readonly added?: (sha256: string) => void
}

/** Attaches a file, which is kept under its hash; the same file is kept once. */
export function AddFile({ alertId, added }: AddFileProps) {
  const { t } = useTranslation('alert')
  const id = useId()
  const [sending, setSending] = useState<string>()
  const [failure, setFailure] = useState<unknown>(null)

  async function attach(file: File): Promise<void> {
    setSending(file.name)
    setFailure(null)
    try {
      const { sha256 } = await attachFile(alertId, file)
      added?.(sha256)
    } catch (error) {
      setFailure(error)
    } finally {
      setSending(undefined)
    }
  }

  return (
    <div className="add-file">
      <input
        id={id}
        className="out-of-sight"
        type="file"
        accept={EVIDENCE_ENDINGS.join(',')}
        disabled={sending !== undefined}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file !== undefined) void attach(file)
          target.value = ''
        }}
      />
      <label htmlFor={id} className="add-file-button">
        {t('files.add')}
      </label>{' '}
      <small>{t('files.types')}</small>
      {sending !== undefined && <p role="status">{t('files.sending', { name: sending })}</p>}
      {failure !== null && <FailureNotice failure={failure} />}
    </div>
  )
}
