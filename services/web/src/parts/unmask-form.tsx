import { useState } from 'react'
import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Unmasked } from '@jianwei/services/server/routes/unmask.ts'
import { send } from '#/api/ask.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'

export interface UnmaskFormProps {
  readonly eventId: string
  /** As the answer names them in `masked`. */
  readonly fields: readonly string[]
  readonly show: (values: Readonly<Record<string, string>>) => void
}

interface Why {
  readonly purpose: string
  readonly reason: string
}

/** Asks for what is masked, for a purpose and a reason that go on record before it is shown. */
export function UnmaskForm({ eventId, fields, show }: UnmaskFormProps) {
  const { t } = useTranslation('record')
  const [isSending, setSending] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)

  // No cache of answers may hold what is in clear: it is asked for here and given on.
  async function ask(why: Why): Promise<void> {
    setSending(true)
    setFailure(null)
    try {
      const body = { ...why, fields }
      const { values } = await send<typeof Unmasked>(`/v1/events/${eventId}/unmask`, { body })
      show(values)
    } catch (error) {
      setFailure(error)
    } finally {
      setSending(false)
    }
  }

  return (
    <Form<Why> layout="vertical" requiredMark={false} onFinish={(why) => void ask(why)}>
      <Form.Item
        name="purpose"
        label={t('purpose')}
        extra={t('purpose_hint')}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('reason')}
        extra={t('reason_hint')}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input.TextArea rows={2} maxLength={2_000} />
      </Form.Item>
      {failure !== null && <FailureNotice failure={failure} />}
      <Button htmlType="submit" loading={isSending}>
        {t('show')}
      </Button>
    </Form>
  )
}
