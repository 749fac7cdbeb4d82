import { z } from 'zod'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Checkpoint } from '@jianwei/events/ports/event-log.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { ProjectedPosition } from '@jianwei/projections/ports/projected-position.ts'

/** The name under which the projector's record is kept. */
export const PROJECTOR_CHECKPOINT = 'projector'

/**
 * What the projector has done, in one durable record. `pending` is written before an insert and names the end of the range
 * that the insert covers, so that a restart repeats exactly that range with exactly that token (`engines.md` C3, C4).
 */
export interface ProjectorRecord {
  /** Everything up to here is in the warehouse. */
  readonly committed: Checkpoint | 'start'
  readonly committed_position: Position
  /** The platform's clock there; null while nothing was projected. */
  readonly committed_recorded_at: Instant | null
  /** How many events that is, to notice a warehouse that has lost some. */
  readonly committed_events: number
  /** The newest correction of times of recording that was known when the warehouse was begun; its rows have such times. */
  readonly times_known_to: Position
  /** The last position of the range that may be partly in the warehouse; null when nothing is under way. */
  readonly pending: Position | null
}

export const NOTHING_PROJECTED: ProjectorRecord = {
  committed: 'start',
  committed_position: 0 as Position,
  committed_recorded_at: null,
  committed_events: 0,
  times_known_to: 0 as Position,
  pending: null,
}

const Stored = z.strictObject({
  committed: z.string(),
  committed_position: z.int().min(0),
  committed_recorded_at: z.string().nullable(),
  committed_events: z.int().min(0),
  // Records of earlier versions do not have it.
  times_known_to: z.int().min(0).default(0),
  pending: z.int().min(1).nullable(),
})

export function projectedPosition(record: ProjectorRecord): ProjectedPosition {
  const { committed_position: position, committed_recorded_at: recorded_at, times_known_to } = record
  return { position, recorded_at, times_known_to }
}

/** The record and the version that fences a second projector. */
export interface OwnedRecord {
  readonly record: ProjectorRecord
  readonly version: number | 'absent'
}

export async function loadProjectorRecord(checkpoints: Pick<CheckpointStore, 'load'>): Promise<OwnedRecord> {
  const stored = await checkpoints.load(PROJECTOR_CHECKPOINT)
  if (stored === undefined) return { record: NOTHING_PROJECTED, version: 'absent' }
  const parsed = Stored.safeParse(JSON.parse(stored.value))
  if (!parsed.success) throw new EventUnreadable('the projector checkpoint', z.prettifyError(parsed.error))
  // The store returns what saveProjectorRecord wrote: positions and checkpoints of this log.
  return { record: parsed.data as ProjectorRecord, version: stored.version }
}

export async function saveProjectorRecord(
  checkpoints: CheckpointStore,
  owned: OwnedRecord,
  record: ProjectorRecord,
): Promise<OwnedRecord> {
  const version = await checkpoints.save(PROJECTOR_CHECKPOINT, JSON.stringify(record), owned.version)
  return { record, version }
}
