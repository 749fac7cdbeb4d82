import type { TFunction } from 'i18next'
import type { Selection } from '#/desk/use-selection.ts'

/** Said clearly: some alerts, or all that fit. */
export function whatIsSelected(
  { isFilter, ids }: Pick<Selection, 'isFilter' | 'ids'>,
  total: number | undefined,
  t: TFunction<'desk'>,
): string {
  if (!isFilter) return t('selection.some', { count: ids.size })
  return total === undefined ? t('selection.filter_text') : t('selection.filter', { count: total })
}
