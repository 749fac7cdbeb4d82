import { useCallback, useState } from 'react'

export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Whether it is everything that fits the filter, also what is not read yet. */
  readonly isFilter: boolean
  readonly toggle: (alert_id: string) => void
  readonly select: (ids: readonly string[]) => void
  readonly selectFilter: () => void
  readonly clear: () => void
}

const NOTHING: ReadonlySet<string> = new Set()

/** What somebody picked: alerts one by one, or the whole filter. */
export function useSelection(): Selection {
  const [ids, setIds] = useState(NOTHING)
  const [isFilter, setIsFilter] = useState(false)
  const toggle = useCallback((alert_id: string) => {
    setIsFilter(false)
    setIds((before) => {
      const next = new Set(before)
      if (!next.delete(alert_id)) next.add(alert_id)
      return next
    })
  }, [])
  const select = useCallback((some: readonly string[]) => {
    setIsFilter(false)
    setIds(new Set(some))
  }, [])
  return {
    ids,
    isFilter,
    toggle,
    select,
    selectFilter: () => setIsFilter(true),
    clear: () => select([]),
  }
}
