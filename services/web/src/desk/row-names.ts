import { createContext, useContext, useMemo } from 'react'
import { useEventNames } from '#/parts/event-names.ts'
import { useUnitNames } from '#/parts/unit-names.ts'

export interface RowNames {
  readonly event: (type: string) => string
  readonly unit: (unitId: string) => string
}

const asTheyAre = (code: string): string => code

/** Looked up once for all rows. */
export const RowNamesContext = createContext<RowNames>({ event: asTheyAre, unit: asTheyAre })

/** The same object while the names are the same, so that no row is drawn for nothing. */
export function useRowNames(): RowNames {
  const event = useEventNames()
  const unit = useUnitNames()
  return useMemo(() => ({ event, unit }), [event, unit])
}

export function useNamesInRow(): RowNames {
  return useContext(RowNamesContext)
}
