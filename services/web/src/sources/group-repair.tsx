import { lazy, Suspense, useId, useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MappingPublishedView } from '@jianwei/services/intake/http/mapping-views.ts'
import type { PreviewView } from '@jianwei/services/intake/http/quarantine-group-views.ts'
import { send } from '#/api/ask.ts'
import { Asked } from '#/parts/asked.tsx'
import { ExportForm } from '#/parts/export-form.tsx'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Section } from '#/parts/section.tsx'
import { mappingQuery, type GroupRead } from '#/sources/group-queries.ts'
import { PreviewSaid } from '#/sources/preview-said.tsx'
import { useGroupOrder } from '#/sources/use-group-order.ts'

const RepairEditor = lazy(async () => ({
  default: (await import('#/sources/repair-editor.tsx')).RepairEditor,
}))

const REASON_CHARACTERS_MAX = 2_000

/** What can be done with a group: mend its mapping, look what that gives, and end it. */
export function GroupRepair({ group }: { readonly group: GroupRead }) {
  const { t } = useTranslation('sources')
  const [text, setText] = useState<string>()
  const { mapping } = group
  return (
    <Section title={t('repair.title')} className="repair">
      {mapping !== null && <MappingEditor name={mapping} text={text} change={setText} />}
      {group.counts.held === 0 ? (
        <p>{t('group.nothing_waits')}</p>
      ) : (
        <Steps group={group} text={text} published={() => setText(undefined)} />
      )}
    </Section>
  )
}

interface MappingEditorProps {
  readonly name: string
  readonly text: string | undefined
  readonly change: (text: string | undefined) => void
}

function MappingEditor({ name, text, change }: MappingEditorProps) {
  const { t } = useTranslation('sources')
  const [isOpen, setOpen] = useState(false)
  const found = useQuery({ ...mappingQuery(name), enabled: isOpen })
  if (!isOpen)
    return (
      <p className="buttons">
        <Button onClick={() => setOpen(true)}>{t('group.edit_mapping')}</Button>
      </p>
    )
  return (
    <>
      <p className="soft">{t('group.mapping_hint')}</p>
      <Asked of={found} />
      {found.data !== undefined && (
        <Suspense fallback={<p role="status">{t('repair.loading_editor')}</p>}>
          <RepairEditor
            start={text ?? found.data.text}
            label={t('group.mapping_text')}
            change={(now) => change(now === found.data.text ? undefined : now)}
          />
        </Suspense>
      )}
    </>
  )
}

interface StepsProps {
  readonly group: GroupRead
  /** Of the mapping, where somebody changed it. */
  readonly text: string | undefined
  readonly published: () => void
}

function Steps({ group, text, published }: StepsProps) {
  const { t } = useTranslation('sources')
  const id = useId()
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const [isExporting, setExporting] = useState(false)
  const selection = { group_id: group.group_id }
  const changed = text === undefined ? {} : { mapping: text }
  const previewing = useMutation({
    mutationFn: () =>
      send<typeof PreviewView>('/v1/quarantine/preview', { body: { selection, ...changed } }),
  })
  const ordering = useGroupOrder()
  const publishing = usePublishing(group.mapping, published)
  const isReasonMissing = reason.trim() === ''

  function withReason(then: (told: string) => void): void {
    setTried(true)
    if (!isReasonMissing) then(reason.trim())
  }

  return (
    <div className="repair-form">
      <p className="buttons">
        <Button loading={previewing.isPending} onClick={() => previewing.mutate()}>
          {t('group.preview')}
        </Button>
        <Button onClick={() => setExporting(true)}>{t('group.export')}</Button>
      </p>
      {previewing.error !== null && <FailureNotice failure={previewing.error} />}
      {previewing.data !== undefined && <PreviewSaid preview={previewing.data} />}
      <label htmlFor={`${id}-reason`}>{t('orders.reason')}</label>
      <small className="soft">{t('repair.reason_hint')}</small>
      <input
        id={`${id}-reason`}
        value={reason}
        maxLength={REASON_CHARACTERS_MAX}
        autoComplete="off"
        aria-invalid={isTried && isReasonMissing}
        onChange={({ target }) => setReason(target.value)}
      />
      {isTried && isReasonMissing && <small role="alert">{t('group.reason_missing')}</small>}
      {[publishing.error, ordering.error].map(
        (failure, at) => failure !== null && <FailureNotice key={at} failure={failure} />,
      )}
      {publishing.isSuccess && <p role="status">{t('group.published')}</p>}
      <p className="buttons">
        {text !== undefined && (
          <Button
            loading={publishing.isPending}
            onClick={() => withReason((told) => publishing.mutate({ text, reason: told }))}
          >
            {t('group.publish')}
          </Button>
        )}
        <Button
          type="primary"
          loading={ordering.isPending}
          onClick={() =>
            withReason((told) =>
              ordering.mutate({ kind: 'redrive', selection, reason: told, ...changed }),
            )
          }
        >
          {t(text === undefined ? 'group.redrive' : 'group.redrive_by_text')}
        </Button>
        <Button
          loading={ordering.isPending}
          onClick={() =>
            withReason((told) => ordering.mutate({ kind: 'dismiss', selection, reason: told }))
          }
        >
          {t('group.dismiss')}
        </Button>
      </p>
      {isExporting && (
        <ExportForm
          list="quarantine"
          address={`/v1/quarantine/groups/${group.group_id}/export`}
          filter={{}}
          total={group.counts.held}
          close={() => setExporting(false)}
        />
      )}
    </div>
  )
}

function usePublishing(name: string | null, published: () => void) {
  const client = useQueryClient()
  const known = useQuery({ ...mappingQuery(name ?? ''), enabled: false })
  return useMutation({
    mutationFn: ({ text, reason }: { readonly text: string; readonly reason: string }) => {
      const { tables = [], version = 0 } = known.data ?? {}
      const body = { text, tables, reason, seen_version: version ?? 0 }
      return send<typeof MappingPublishedView>('/v1/mappings', { body })
    },
    onSuccess: () => {
      published()
      void client.invalidateQueries({ queryKey: ['mapping'] })
    },
  })
}
