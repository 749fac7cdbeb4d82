import type { TFunction } from 'i18next'
import { BULK_MAX } from '#/desk/bulk-orders.ts'
import type { Selection } from '#/desk/use-selection.ts'

type Selected = Pick<Selection, 'isFilter' | 'ids'>

/** Whether it is more than one step may be taken with. */
export function isTooMany({ isFilter, ids }: Selected, total: number | undefined): boolean {
  return (isFilter ? (total ?? 0) : ids.size) > BULK_MAX
}

/** Said clearly: some alerts, or all that fit. */
export function whatIsSelected(
  { isFilter, ids }: Selected,
  total: number | undefined,
  t: TFunction<'desk'>,
): string {
  if (!isFilter) return t('selection.some', { count: ids.size })
  return total === undefined ? t('selection.filter_text') : t('selection.filter', { count: total })
}
