import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Ordinal, Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Checkpoint } from '@jianwei/events/ports/event-log.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import {
  type ProjectedPosition,
  NOTHING_PROJECTED_YET,
  type ProjectedPositionSource,
} from '@jianwei/projections/ports/projected-position.ts'
import { storedRecord } from '#/lifecycle/stored-record.ts'

/** The name under which the projector's record is kept. */
export const PROJECTOR_CHECKPOINT = 'projector'

/**
 * What the projector has done, in one durable record. `pending` is written before an insert and
 * names the end of the range that the insert covers, so that a restart repeats exactly that range
 * with exactly that token (`docs/engines.md`).
 */
export interface ProjectorRecord {
  /** Everything up to here is in the warehouse. */
  readonly committed: Checkpoint | 'start'
  readonly committed_position: Position
  /** The number of the last event there: how many the log holds up to it. */
  readonly committed_ordinal: Ordinal
  /** The platform's clock there; null while nothing was projected. */
  readonly committed_recorded_at: Instant | null
  /** How many events that is, to notice a warehouse that has lost some. */
  readonly committed_events: number
  /**
   * The newest correction of times of recording that was known when the warehouse was begun; its
   * rows have such times.
   */
  readonly times_known_to: Position
  /** Drawn when the warehouse was begun; empty in records of earlier versions. */
  readonly filling: string
  /**
   * The last position of the range that may be partly in the warehouse; null when nothing is under
   * way.
   */
  readonly pending: Position | null
}

const NOTHING_PROJECTED: ProjectorRecord = {
  committed: 'start',
  committed_position: 0 as Position,
  committed_ordinal: 0 as Ordinal,
  committed_recorded_at: null,
  committed_events: 0,
  times_known_to: 0 as Position,
  filling: '',
  pending: null,
}

const Stored = z.strictObject({
  committed: z.string(),
  committed_position: z.int().min(0),
  // Records of earlier versions do not have it; they had projected every event up to there.
  committed_ordinal: z.int().min(0).optional(),
  committed_recorded_at: z.string().nullable(),
  committed_events: z.int().min(0),
  // Records of earlier versions do not have it.
  times_known_to: z.int().min(0).default(0),
  filling: z.string().default(''),
  pending: z.int().min(1).nullable(),
})

export function projectedPosition(record: ProjectorRecord): ProjectedPosition {
  const {
    committed_position: position,
    committed_ordinal: ordinal,
    committed_recorded_at: recorded_at,
    filling,
  } = record
  return { position, ordinal, recorded_at, filling }
}

/** The record and the version that fences a second projector. */
export interface OwnedRecord {
  readonly record: ProjectorRecord
  readonly version: number | 'absent'
}

export async function loadProjectorRecord(
  checkpoints: Pick<CheckpointStore, 'load'>,
): Promise<OwnedRecord> {
  const what = 'the projector checkpoint'
  const stored = await storedRecord(checkpoints, PROJECTOR_CHECKPOINT, Stored, what)
  if (stored === undefined) return { record: NOTHING_PROJECTED, version: 'absent' }
  const { committed_ordinal = stored.value.committed_events } = stored.value
  // The store returns what saveProjectorRecord wrote: positions and checkpoints of this log.
  const record = { ...stored.value, committed_ordinal } as ProjectorRecord
  return { record, version: stored.version }
}

export async function saveProjectorRecord(
  checkpoints: CheckpointStore,
  owned: OwnedRecord,
  record: ProjectorRecord,
): Promise<OwnedRecord> {
  const version = await checkpoints.save(
    PROJECTOR_CHECKPOINT,
    JSON.stringify(record),
    owned.version,
  )
  return { record, version }
}

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

/** Two of these lie between a fact and its alert; a look costs a process and its log little. */
const LOOK_MS = 25

/**
 * Reads the projector's place from its record, for readers in other processes. The record says what
 * is in the warehouse for certain: under load the batch before the one under way, and everything
 * once the projector has been idle for a moment.
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
