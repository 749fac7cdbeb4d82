import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import {
  NOTHING_PROJECTED_YET,
  type ProjectedPosition,
  type ProjectedPositionSource,
} from '@jianwei/projections/ports/projected-position.ts'
import { loadProjectorRecord, projectedPosition } from '#/projector/progress-record.ts'

const LOOK_MS = 100

/**
 * Reads the projector's place from its record, for readers in other processes. The record says what is in the warehouse for
 * certain: under load the batch before the one under way, and everything once the projector has been idle for a moment.
 */
export class StoredProjectedPosition implements ProjectedPositionSource {
  readonly #checkpoints: Pick<CheckpointStore, 'load'>
  #current = NOTHING_PROJECTED_YET

  constructor(checkpoints: Pick<CheckpointStore, 'load'>) {
    this.#checkpoints = checkpoints
  }

  /** As of the last look. */
  current(): ProjectedPosition {
    return this.#current
  }

  /** While the store is away nothing is known to be in the warehouse. */
  async beyond(position: Position, signal: AbortSignal): Promise<ProjectedPosition> {
    for (;;) {
      signal.throwIfAborted()
      const projected = await this.look()
      if (projected.position > position) return projected
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
    }
  }

  async look(): Promise<ProjectedPosition> {
    try {
      const { record } = await loadProjectorRecord(this.#checkpoints)
      this.#current = projectedPosition(record)
    } catch (error) {
      if (!(error instanceof DomainError) || !error.retryable) throw error
    }
    return this.#current
  }
}
