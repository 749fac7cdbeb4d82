import { useId, useRef, useState, type DragEvent } from 'react'
import { Button, Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { client } from '#/api/client.ts'
import { uploadQuery } from '#/imports/import-queries.ts'
import { sizeSaid } from '#/imports/size-said.ts'
import { uploadFile } from '#/imports/upload-file.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Section } from '#/parts/section.tsx'

interface Sent {
  readonly file: File
  readonly bytes: number
  readonly stop: AbortController
}

/** Chooses a file or takes one that is dropped, and sends it in. */
export function UploadStep({ done }: { readonly done: (uploadId: string) => void }) {
  const { t } = useTranslation('imports')
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [sent, setSent] = useState<Sent>()
  const [failed, setFailed] = useState<{ readonly file: File; readonly failure: unknown }>()
  const [isOver, setOver] = useState(false)

  async function take(file: File | undefined): Promise<void> {
    if (file === undefined || sent !== undefined) return
    const stop = new AbortController()
    setFailed(undefined)
    setSent({ file, bytes: 0, stop })
    try {
      const upload = await uploadFile(file, {
        sent: (bytes) => setSent({ file, bytes, stop }),
        signal: stop.signal,
      })
      client.setQueryData(uploadQuery(upload.upload_id).queryKey, upload)
      done(upload.upload_id)
    } catch (failure) {
      if (!stop.signal.aborted) setFailed({ file, failure })
    } finally {
      setSent(undefined)
      if (field.current !== null) field.current.value = ''
    }
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }

  return (
    <Section title={t('upload.title')}>
      <div
        className={isOver ? 'upload-place upload-over' : 'upload-place'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <label htmlFor={id}>{t('upload.choose')}</label>
        <input
          ref={field}
          id={id}
          type="file"
          disabled={sent !== undefined}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => void take(target.files?.[0])}
        />
        <small id={`${id}-hint`} className="soft">
          {t('upload.hint')}
        </small>
      </div>
      {sent !== undefined && (
        <div role="status">
          <p>
            {t('upload.sending', {
              file: sent.file.name,
              sent: sizeSaid(sent.bytes),
              size: sizeSaid(sent.file.size),
            })}
          </p>
          <Progress percent={percentOf(sent)} size="small" aria-label={t('upload.progress')} />
          <Button size="small" onClick={() => sent.stop.abort()}>
            {t('cancel')}
          </Button>
        </div>
      )}
      {failed !== undefined && (
        <FailureNotice failure={failed.failure} retry={() => void take(failed.file)} />
      )}
    </Section>
  )
}

function percentOf({ file, bytes }: Sent): number {
  return file.size === 0 ? 100 : Math.min(100, Math.floor((100 * bytes) / file.size))
}
