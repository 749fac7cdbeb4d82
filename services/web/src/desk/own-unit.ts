import { useSyncExternalStore } from 'react'
import { useWho, type Who } from '#/api/who.ts'

const KEPT_AS = 'jianwei.unit'
const listeners = new Set<() => void>()

/**
 * The unit whose queue somebody calls theirs: as they chose it in this browser, or else the one for
 * which they have a role.
 */
export function useOwnUnit(): string | undefined {
  const who = useWho()
  return useSyncExternalStore(listen, () => ownUnitOf(who))
}

/** The same where nothing is drawn. */
export function ownUnitOf({ grants }: Who): string | undefined {
  const granted = grants.find(({ department }) => department !== null)?.department
  return window.localStorage.getItem(KEPT_AS) ?? granted ?? undefined
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
