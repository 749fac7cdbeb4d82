import { useTranslation } from 'react-i18next'
import type { ListQuestion } from '#/desk/alert-list.ts'
import { BulkDialog } from '#/desk/bulk-dialog.tsx'
import type { BulkStepName } from '#/desk/bulk-orders.ts'
import { KeysSheet } from '#/desk/keys-sheet.tsx'
import { LeadForm } from '#/desk/lead-form.tsx'
import type { AlertRows } from '#/desk/use-alert-rows.ts'
import type { Selection } from '#/desk/use-selection.ts'
import type { Picked } from '#/desk/use-bulk.ts'
import { ExportForm } from '#/parts/export-form.tsx'
import { whatIsSelected } from '#/desk/what-is-selected.ts'

export type DeskDialog = 'facets' | 'keys' | 'export' | 'lead' | { readonly bulk: BulkStepName }

export interface DeskDialogsProps {
  readonly shows: Exclude<DeskDialog, 'facets'>
  readonly close: () => void
  readonly question: ListQuestion
  readonly total: number | undefined
  readonly list: AlertRows
  readonly selection: Selection
  readonly open: (alert_id: string) => void
}

/** What opens over the list. */
export function DeskDialogs(props: DeskDialogsProps) {
  const { shows, close, question, total, list, selection, open } = props
  const { t } = useTranslation('desk')
  const rowOf = (alert_id: string) => list.rows[list.indexOf.get(alert_id) ?? -1]
  if (shows === 'keys') return <KeysSheet close={close} />
  if (shows === 'export')
    return <ExportForm list="alerts" filter={exportOf(question)} total={total} close={close} />
  if (shows === 'lead') return <LeadForm close={close} open={open} />
  const picked = [...selection.ids].map((alert_id): Picked => {
    const row = rowOf(alert_id)
    return row === undefined ? { alert_id } : { alert_id, revision: row.revision }
  })
  return (
    <BulkDialog
      step={shows.bulk}
      of={selection.isFilter ? { question } : { alerts: picked }}
      which={whatIsSelected(selection, total, t)}
      rowOf={rowOf}
      close={(taken) => {
        if (taken) selection.clear()
        close()
      }}
    />
  )
}

/** What happens meanwhile moves no row of an export: it has two of the list's orders. */
function exportOf({ filter, text, order }: ListQuestion) {
  return {
    ...filter,
    ...(text === '' ? {} : { text }),
    order: order === 'waiting' ? order : 'raised',
  }
}
