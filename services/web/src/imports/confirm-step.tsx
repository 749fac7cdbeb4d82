import { useId, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ImportView } from '@jianwei/services/intake/http/import-views.ts'
import type { MappingPublishedView } from '@jianwei/services/intake/http/mapping-views.ts'
import { send } from '#/api/ask.ts'
import { client } from '#/api/client.ts'
import type { UploadRead } from '#/imports/import-queries.ts'
import { forgetDraft, type MappingDraft } from '#/imports/mapping-draft.ts'
import { headOfText } from '#/imports/mapping-edit.ts'
import type { Tried } from '#/imports/mapping-steps.tsx'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Section } from '#/parts/section.tsx'

export interface ConfirmStepProps {
  readonly upload: UploadRead
  readonly draft: MappingDraft
  /** What the text as it stands was seen to give. */
  readonly tried: Tried | undefined
}

const REASON_CHARACTERS_MAX = 2_000

/** Publishes what is new of the mapping, and orders the import: nothing is written before. */
export function ConfirmStep({ upload, draft, tried }: ConfirmStepProps) {
  const { t } = useTranslation('imports')
  const id = useId()
  const navigate = useNavigate()
  const [reason, setReason] = useState('')
  const { from } = draft
  const isAsPublished = from !== null && from.text === draft.text
  const order = useMutation({
    mutationFn: async () => {
      const mapping = isAsPublished
        ? { mapping: from.name, ...(from.version === null ? {} : { version: from.version }) }
        : await published(draft, reason)
      return send<typeof ImportView>('/v1/imports', {
        body: { upload: upload.upload_id, ...mapping },
      })
    },
    onSuccess: ({ import_id: importId }) => {
      forgetDraft(upload.upload_id)
      void client.invalidateQueries({ queryKey: ['imports'] })
      void client.invalidateQueries({ queryKey: ['mappings'] })
      void navigate({ to: '/imports/$id', params: { id: importId } })
    },
  })
  const gives = (tried?.preview.events ?? 0) > 0
  const isReady = gives && (isAsPublished || reason.trim() !== '')
  return (
    <Section title={t('confirm.title')}>
      <form
        className="imports-form"
        onSubmit={(event) => {
          event.preventDefault()
          order.mutate()
        }}
      >
        <p>{t(saidOf())}</p>
        {!isAsPublished && (
          <>
            <label htmlFor={id}>{t('confirm.reason')}</label>
            <Input
              id={id}
              maxLength={REASON_CHARACTERS_MAX}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </>
        )}
        {order.error !== null && (
          <FailureNotice failure={order.error} retry={() => order.mutate()} />
        )}
        <p className="buttons">
          <Button type="primary" htmlType="submit" disabled={!isReady} loading={order.isPending}>
            {t('confirm.take')}
          </Button>
        </p>
      </form>
    </Section>
  )

  function saidOf() {
    if (tried === undefined) return 'confirm.try_first' as const
    if (!gives) return 'confirm.no_event' as const
    return isAsPublished ? ('confirm.meaning' as const) : ('confirm.meaning_new' as const)
  }
}

/** The same text again is no new version, so that a second try does no harm. */
async function published({ text, tables, from }: MappingDraft, reason: string) {
  const isOwn = from?.name === headOfText(text).name && from?.version != null
  const { name, version } = await send<typeof MappingPublishedView>('/v1/mappings', {
    body: { text, tables, reason, ...(isOwn ? { seen_version: from.version } : {}) },
  })
  return { mapping: name, version }
}
