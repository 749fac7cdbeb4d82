import { useId, useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MappingView, ProposalView } from '@jianwei/services/intake/http/mapping-views.ts'
import { read, send } from '#/api/ask.ts'
import { mappingsQuery, type MappingNamed, type UploadRead } from '#/imports/import-queries.ts'
import type { MappingDraft } from '#/imports/mapping-draft.ts'
import { Asked } from '#/parts/asked.tsx'
import { eventTypesQuery } from '#/parts/event-names.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'

export interface ChooseMappingProps {
  readonly upload: UploadRead
  readonly choose: (draft: MappingDraft) => void
}

/** A mapping that is there, or one that is proposed from the file. */
export function ChooseMapping({ upload, choose }: ChooseMappingProps) {
  const { t } = useTranslation('imports')
  const id = useId()
  const types = useQuery(eventTypesQuery).data?.items.filter(({ role }) => role === 'fact') ?? []
  const mappings = useQuery(mappingsQuery)
  const [type, setType] = useState('')
  const [name, setName] = useState('')
  const proposal = useMutation({
    mutationFn: () =>
      send<typeof ProposalView>('/v1/mappings/proposal', {
        body: { upload: upload.upload_id, ...(type === '' ? {} : { event_type: type }) },
      }),
    onSuccess: ({ text, columns }) => choose({ text, tables: [], from: null, columns }),
  })
  const named = useMutation({
    mutationFn: () => read<typeof MappingView>(`/v1/mappings/${encodeURIComponent(name)}`),
    onSuccess: ({ text, tables, version }) =>
      choose({ text, tables, from: { name, version, text }, columns: [] }),
  })
  const failure = proposal.error ?? named.error
  return (
    <Section title={t('mapping_step.title')}>
      <p className="soft">{t('mapping_step.choose_lead')}</p>
      <div className="choose-mapping">
        <label htmlFor={`${id}-name`}>{t('mapping_step.named')}</label>
        <select id={`${id}-name`} value={name} onChange={({ target }) => setName(target.value)}>
          <option value="">{t('mapping_step.choose')}</option>
          {mappings.data?.items.map((one) => (
            <option key={one.name} value={one.name}>
              {titleOf(one)}
            </option>
          ))}
        </select>
        <Button
          type="primary"
          disabled={name === ''}
          loading={named.isPending}
          onClick={() => named.mutate()}
        >
          {t('mapping_step.use')}
        </Button>
      </div>
      <div className="choose-mapping">
        <label htmlFor={`${id}-type`}>{t('mapping_step.type')}</label>
        <select id={`${id}-type`} value={type} onChange={({ target }) => setType(target.value)}>
          <option value="">{t('mapping_step.type_by_file')}</option>
          {types.map((one) => (
            <option key={one.type} value={one.type}>
              {said(one.title)}
            </option>
          ))}
        </select>
        <Button loading={proposal.isPending} onClick={() => proposal.mutate()}>
          {t('mapping_step.propose')}
        </Button>
      </div>
      <Asked of={mappings} />
      {failure !== null && <FailureNotice failure={failure} />}
    </Section>
  )
}

function titleOf({ name, description, version }: MappingNamed): string {
  const of = version === null ? name : `${name} v${version}`
  return description === null ? of : `${of} · ${description}`
}
