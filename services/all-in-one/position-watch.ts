import type { Position } from '@jianwei/events/envelope.ts'

/** Waits for the sentinel to have been at a position with nothing left to append. */
export interface PositionWatch {
  see(position: Position, entries: number): void
  /** Resolves as well when the signal aborts. */
  quietAt(position: Position, signal: AbortSignal): Promise<void>
}

export function positionWatch(): PositionWatch {
  let seen = { position: 0 as Position, entries: 0 }
  const waiting = new Set<() => void>()
  return {
    see(position, entries) {
      seen = { position, entries }
      for (const look of waiting) look()
    },
    quietAt(position, signal) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (!signal.aborted && (seen.position < position || seen.entries > 0)) return
          waiting.delete(look)
          signal.removeEventListener('abort', look)
          resolve()
        }
        waiting.add(look)
        signal.addEventListener('abort', look)
        look()
      })
    },
  }
}
