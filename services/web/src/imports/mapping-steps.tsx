import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PreviewView } from '@jianwei/services/intake/http/mapping-views.ts'
import { send } from '#/api/ask.ts'
import { ChooseMapping } from '#/imports/choose-mapping.tsx'
import { ConfirmStep } from '#/imports/confirm-step.tsx'
import type { PreviewRead, UploadRead } from '#/imports/import-queries.ts'
import { useMappingDraft, type MappingDraft } from '#/imports/mapping-draft.ts'
import { MappingStep } from '#/imports/mapping-step.tsx'
import { PreviewStep } from '#/imports/preview-step.tsx'

/** What a text made of the file; the text may have been changed since. */
export interface Tried {
  readonly draft: MappingDraft
  readonly preview: PreviewRead
}

/** Rows that are shown beside their events. */
const ROWS_SHOWN = 5

/** From an upload to its import: the mapping, what it gives, and the confirmation. */
export function MappingSteps({ upload }: { readonly upload: UploadRead }) {
  const { t } = useTranslation('imports')
  const [draft, setDraft, isKept] = useMappingDraft(upload.upload_id)
  const [tried, setTried] = useState<Tried>()
  const trial = useMutation({
    mutationFn: async (of: MappingDraft): Promise<Tried> => ({
      draft: of,
      preview: await send<typeof PreviewView>('/v1/mappings/preview', {
        body: {
          upload: upload.upload_id,
          mapping: of.text,
          tables: of.tables,
          rows: ROWS_SHOWN,
        },
      }),
    }),
    onSuccess: setTried,
  })
  const choose = (chosen: MappingDraft): void => {
    setDraft(chosen)
    trial.mutate(chosen)
  }
  if (draft === undefined) return <ChooseMapping upload={upload} choose={choose} />
  const isCurrent = tried !== undefined && isSame(tried.draft, draft)
  return (
    <>
      <MappingStep
        draft={draft}
        change={setDraft}
        cells={tried?.preview.shown.map(({ cells }) => cells) ?? []}
        other={() => {
          setDraft(undefined)
          setTried(undefined)
          trial.reset()
        }}
      />
      {!isKept && (
        <p role="alert" className="notice">
          {t('mapping_step.not_kept')}
        </p>
      )}
      <PreviewStep
        tried={tried}
        isCurrent={isCurrent}
        isTrying={trial.isPending}
        failure={trial.error}
        again={() => trial.mutate(draft)}
      />
      <ConfirmStep upload={upload} draft={draft} tried={isCurrent ? tried : undefined} />
    </>
  )
}

function isSame(one: MappingDraft, other: MappingDraft): boolean {
  return one.text === other.text && JSON.stringify(one.tables) === JSON.stringify(other.tables)
}
