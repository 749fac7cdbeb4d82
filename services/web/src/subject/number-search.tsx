import { useState } from 'react'
import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SubjectsFoundByNumber } from '@jianwei/services/server/routes/subject-search.ts'
import { send, type Answer } from '#/api/ask.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { FoundSubjects } from '#/subject/found-subjects.tsx'

type Found = Answer<typeof SubjectsFoundByNumber>

interface Asked {
  readonly number: string
  readonly purpose: string
  readonly reason: string
}

/** By a person's number, for a purpose and a reason that go on record; the number does not. */
export function NumberSearch() {
  const { t } = useTranslation('subject')
  const { t: field } = useTranslation('fields')
  const [isSending, setSending] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  // In no cache of answers: who has to do with whom is kept while it is looked at.
  const [found, setFound] = useState<Found>()

  async function search(asked: Asked): Promise<void> {
    setSending(true)
    setFailure(null)
    setFound(undefined)
    try {
      setFound(await send<typeof SubjectsFoundByNumber>('/v1/subjects/search', { body: asked }))
    } catch (error) {
      setFailure(error)
    } finally {
      setSending(false)
    }
  }

  return (
    <details className="subject-number">
      <summary>{t('number.title')}</summary>
      <Form<Asked>
        layout="vertical"
        requiredMark={false}
        autoComplete="off"
        onFinish={(asked) => void search(asked)}
      >
        <p>{t('number.hint')}</p>
        <Form.Item
          name="number"
          label={t('number.number')}
          rules={[{ required: true, min: 6, whitespace: true }]}
        >
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="purpose"
          label={t('number.purpose')}
          rules={[{ required: true, whitespace: true }]}
        >
          <Input maxLength={500} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('number.reason')}
          rules={[{ required: true, whitespace: true }]}
        >
          <Input.TextArea rows={2} maxLength={2_000} autoComplete="off" />
        </Form.Item>
        <Button htmlType="submit" loading={isSending}>
          {t('number.search')}
        </Button>
      </Form>
      <div aria-live="polite">
        {failure !== null && <FailureNotice failure={failure} />}
        {found !== undefined && found.items.length === 0 && <p>{t('number.none')}</p>}
        {found?.more === true && <p>{t('number.more', { count: found.items.length })}</p>}
        {found !== undefined && (
          <FoundSubjects
            subjects={found.items}
            because={({ matches }) =>
              matches
                .map(({ field: name, facts }) =>
                  t('number.match', {
                    // As with the names of fields of events.
                    field: field(`name.${name}` as 'name.name', { defaultValue: name }),
                    count: facts,
                  }),
                )
                .join(t('comma'))
            }
          />
        )}
      </div>
    </details>
  )
}
