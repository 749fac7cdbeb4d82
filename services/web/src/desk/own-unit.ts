import { useSyncExternalStore } from 'react'
import { useWho } from '#/api/who.ts'

const KEPT_AS = 'jianwei.unit'
const listeners = new Set<() => void>()

/**
 * The unit whose queue somebody calls theirs: as they chose it in this browser, or else the one for
 * which they have a role.
 */
export function useOwnUnit(): string | undefined {
  const granted = useWho().grants.find(({ department }) => department !== null)?.department
  const chosen = useSyncExternalStore(listen, () => window.localStorage.getItem(KEPT_AS))
  return chosen ?? granted ?? undefined
}

export function chooseOwnUnit(unit: string | undefined): void {
  if (unit === undefined) window.localStorage.removeItem(KEPT_AS)
  else window.localStorage.setItem(KEPT_AS, unit)
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
