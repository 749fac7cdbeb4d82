import { useCallback } from 'react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { UnitPage } from '@jianwei/services/server/routes/units.ts'
import { read, type Answer } from '#/api/ask.ts'

const UNITS_MAX = 500
const FRESH_MS = 300_000

export type UnitRead = Answer<typeof UnitPage>['items'][number]

/** Units of the directory, by the order of their ids. */
export const unitsQuery = queryOptions({
  queryKey: ['units'],
  queryFn: ({ signal }) =>
    read<typeof UnitPage>('/v1/units', { query: { limit: UNITS_MAX }, signal }),
  staleTime: FRESH_MS,
})

/** What a unit is called; its id until the names are there, or where it is not among them. */
export function useUnitNames(): (unitId: string) => string {
  const units = useQuery(unitsQuery).data?.items
  return useCallback(
    (unitId) => units?.find((unit) => unit.unit_id === unitId)?.name ?? unitId,
    [units],
  )
}
