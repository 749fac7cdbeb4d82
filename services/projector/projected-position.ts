import type { Position } from '@jianwei/events/envelope.ts'
import {
  NOTHING_PROJECTED_YET,
  type ProjectedPosition,
  type ProjectedPositionSource,
} from '@jianwei/projections/ports/projected-position.ts'

interface Waiter {
  readonly position: Position
  readonly resolve: (projected: ProjectedPosition) => void
}

/** Announces the projector's place to readers in the same process. */
export class ProjectedPositionBoard implements ProjectedPositionSource {
  #current = NOTHING_PROJECTED_YET
  readonly #waiters = new Set<Waiter>()

  current(): ProjectedPosition {
    return this.#current
  }

  announce(projected: ProjectedPosition): void {
    this.#current = projected
    for (const waiter of this.#waiters) {
      if (projected.position <= waiter.position) continue
      this.#waiters.delete(waiter)
      waiter.resolve(projected)
    }
  }

  beyond(position: Position, signal: AbortSignal): Promise<ProjectedPosition> {
    signal.throwIfAborted()
    if (this.#current.position > position) return Promise.resolve(this.#current)
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiters.delete(waiter)
        reject(signal.reason)
      }
      const waiter: Waiter = {
        position,
        resolve: (projected) => {
          signal.removeEventListener('abort', stop)
          resolve(projected)
        },
      }
      this.#waiters.add(waiter)
      signal.addEventListener('abort', stop, { once: true })
    })
  }
}
