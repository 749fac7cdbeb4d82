import { lazy, Suspense, useId, useState, type FormEvent } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RedriveOrder } from '#/sources/use-redrive.ts'

const RepairEditor = lazy(async () => ({
  default: (await import('#/sources/repair-editor.tsx')).RepairEditor,
}))

const REASON_CHARACTERS_MAX = 2_000
const TEXT_ROWS = 12
/** A phone's keyboard and an editor of code do not go together. */
const NARROW = '(max-width: 640px)'

export interface RepairFormProps {
  /** Empty where it may not be seen. */
  readonly original: string
  readonly start: string
  readonly isSending: boolean
  readonly send: (order: RedriveOrder) => void
  readonly cancel: () => void
}

/** The whole input as it should have been, and why it is repaired. */
export function RepairForm({ original, start, isSending, send, cancel }: RepairFormProps) {
  const { t } = useTranslation('sources')
  const id = useId()
  const [text, setText] = useState(start)
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const [isPlain, setPlain] = useState(() => window.matchMedia(NARROW).matches)
  // Another number makes another editor, which begins with the text of then.
  const [editor, setEditor] = useState(0)
  const isTextMissing = text === ''
  const isReasonMissing = reason.trim() === ''

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (!isTextMissing && !isReasonMissing) send({ repaired: text, reason: reason.trim() })
  }

  function startAgain(): void {
    setText(original)
    setEditor(editor + 1)
  }

  return (
    <form onSubmit={submit} className="repair-form">
      <label htmlFor={`${id}-text`} id={`${id}-label`}>
        {t('repair.text')}
      </label>
      <small id={`${id}-hint`} className="soft">
        {t('repair.text_hint')}
      </small>
      {isPlain ? (
        <textarea
          id={`${id}-text`}
          rows={TEXT_ROWS}
          spellCheck={false}
          value={text}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => setText(target.value)}
        />
      ) : (
        <Suspense fallback={<p role="status">{t('repair.loading_editor')}</p>}>
          <RepairEditor key={editor} start={text} label={t('repair.text')} change={setText} />
        </Suspense>
      )}
      {isTried && isTextMissing && <small role="alert">{t('repair.text_missing')}</small>}
      <p className="buttons">
        {original !== '' && text !== original && (
          <Button size="small" onClick={startAgain}>
            {t('repair.original_again')}
          </Button>
        )}
        {!isPlain && (
          <Button size="small" onClick={() => setPlain(true)}>
            {t('repair.simple')}
          </Button>
        )}
      </p>
      <label htmlFor={`${id}-reason`}>{t('repair.reason')}</label>
      <small className="soft">{t('repair.reason_hint')}</small>
      <input
        id={`${id}-reason`}
        value={reason}
        maxLength={REASON_CHARACTERS_MAX}
        autoComplete="off"
        aria-invalid={isTried && isReasonMissing}
        onChange={({ target }) => setReason(target.value)}
      />
      {isTried && isReasonMissing && <small role="alert">{t('repair.reason_missing')}</small>}
      <p className="buttons">
        <Button type="primary" htmlType="submit" loading={isSending}>
          {t('repair.send')}
        </Button>
        <Button onClick={cancel} disabled={isSending}>
          {t('repair.cancel')}
        </Button>
      </p>
    </form>
  )
}
