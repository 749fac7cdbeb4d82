import { useSyncExternalStore } from 'react'

const KEPT_AS = 'jianwei.unit'
const listeners = new Set<() => void>()

/** The unit whose queue somebody calls theirs, in this browser: accounts do not say it. */
export function useOwnUnit(): string | undefined {
  return useSyncExternalStore(listen, () => window.localStorage.getItem(KEPT_AS) ?? undefined)
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
