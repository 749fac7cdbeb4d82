import { useState } from 'react'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAlertStep } from '#/parts/alert-steps.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'

/** A comment beside whatever others do. */
export function CommentForm({ alertId }: { readonly alertId: string }) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const [text, setText] = useState('')
  const { take, isSending, failure } = useAlertStep()
  return (
    <form
      className="comment-form"
      onSubmit={(event) => {
        event.preventDefault()
        const said = text.trim()
        if (said === '' || isSending) return
        void take({ alert_id: alertId, step: 'comment', body: { text: said } }).then(
          (taken) => taken !== undefined && setText(''),
        )
      }}
    >
      <Input.TextArea
        aria-label={word('step.comment')}
        placeholder={t('life.comment')}
        autoSize={{ minRows: 1, maxRows: 6 }}
        maxLength={20_000}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Button htmlType="submit" disabled={text.trim() === ''} loading={isSending}>
        {word('step.comment')}
      </Button>
      {failure !== null && <FailureNotice failure={failure} />}
    </form>
  )
}
