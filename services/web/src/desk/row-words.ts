import { createContext, useContext, useMemo } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useEventNames } from '#/parts/event-names.ts'
import { useUnitNames } from '#/parts/unit-names.ts'

/** The words of all rows, looked up once: each row that asked by itself would be felt. */
export interface RowWords {
  readonly t: TFunction<'desk'>
  readonly words: TFunction<'words'>
  readonly event: (type: string) => string
  readonly unit: (unitId: string) => string
}

export const RowWordsContext = createContext<RowWords | undefined>(undefined)

/** The same object while the words are the same, so that no row is drawn for nothing. */
export function useRowWords(): RowWords {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  const event = useEventNames()
  const unit = useUnitNames()
  return useMemo(() => ({ t, words, event, unit }), [t, words, event, unit])
}

/** Of the list that the row is in. */
export function useWordsInRow(): RowWords {
  const words = useContext(RowWordsContext)
  if (words === undefined) throw new TypeError('the row stands in no list')
  return words
}
