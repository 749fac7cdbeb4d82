import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { BULK_MAX, type BulkStepName } from '#/desk/bulk-orders.ts'
import { isTooMany, whatIsSelected } from '#/desk/what-is-selected.ts'
import type { Selection } from '#/desk/use-selection.ts'

const OFTEN = [
  'sign',
  'assign',
  'route',
  'urge',
  'close',
  'tag',
] as const satisfies readonly BulkStepName[]

export interface SelectionBarProps {
  readonly selection: Selection
  /** How many fit the filter; undefined where nobody counted, as with a typed text. */
  readonly total: number | undefined
  readonly start: (step: BulkStepName) => void
}

/** What is selected, said clearly, and what can be done with it. */
export function SelectionBar({ selection, total, start }: SelectionBarProps) {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  if (selection.ids.size === 0) return null
  const tooMany = isTooMany(selection, total)
  return (
    <div className="desk-selection" role="group" aria-label={t('selection.label')}>
      <strong role="status">{whatIsSelected(selection, total, t)}</strong>
      {!selection.isFilter && (total === undefined || total > selection.ids.size) && (
        <Button type="link" size="small" onClick={selection.selectFilter}>
          {total === undefined ? t('selection.all_text') : t('selection.all', { count: total })}
        </Button>
      )}
      {tooMany && (
        <small>
          {t(selection.isFilter ? 'selection.too_many' : 'selection.too_many_picked', {
            max: BULK_MAX,
            count: selection.ids.size - BULK_MAX,
          })}
        </small>
      )}
      {OFTEN.map((step) => (
        <Button key={step} size="small" disabled={tooMany} onClick={() => start(step)}>
          {words(`step.${step}`)}
        </Button>
      ))}
      <Button size="small" onClick={selection.clear}>
        {t('selection.clear')}
      </Button>
    </div>
  )
}
