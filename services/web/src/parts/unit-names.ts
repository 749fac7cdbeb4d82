import { useMemo } from 'react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { UnitPage } from '@jianwei/services/server/routes/units.ts'
import { readAll, type Answer } from '#/api/ask.ts'

const FRESH_MS = 300_000

export type UnitRead = Answer<typeof UnitPage>['items'][number]

/** All units of the directory, by the order of their ids. */
export const unitsQuery = queryOptions({
  queryKey: ['units'],
  queryFn: ({ signal }) => readAll<typeof UnitPage>('/v1/units', { signal }),
  staleTime: FRESH_MS,
})

/** What a unit is called; its id until the names are there, or where it is not among them. */
export function useUnitNames(): (unitId: string) => string {
  const units = useQuery(unitsQuery).data
  return useMemo(() => {
    const names = new Map(units?.map(({ unit_id, name }) => [unit_id, name]))
    return (unitId) => names.get(unitId) ?? unitId
  }, [units])
}
