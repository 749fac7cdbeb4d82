import { z } from 'zod'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { LOG_START, type LogPoint } from '#/commands/reaction.ts'
import { storedRecord } from '#/lifecycle/stored-record.ts'

/** The name under which the due queue's record is kept. */
export const DUTIES_CHECKPOINT = 'duties'

/**
 * How far the due queue has come. All of it can be lost: following the log again appends nothing
 * twice.
 */
export interface DutyRecord {
  readonly reached: LogPoint
  /** From here on the log holds every duty that was open at `reached`. */
  readonly oldest: LogPoint
}

export const NOTHING_REACHED: DutyRecord = { reached: LOG_START, oldest: LOG_START }

export interface OwnedDutyRecord {
  readonly record: DutyRecord
  readonly version: number | 'absent'
}

const Point = z.strictObject({ position: z.int().min(0), checkpoint: z.string().nullable() })
const Stored = z.strictObject({ reached: Point, oldest: Point })

export async function loadDutyRecord(checkpoints: CheckpointStore): Promise<OwnedDutyRecord> {
  const what = 'the checkpoint of duties'
  const stored = await storedRecord(checkpoints, DUTIES_CHECKPOINT, Stored, what)
  if (stored === undefined) return { record: NOTHING_REACHED, version: 'absent' }
  // The store returns what saveDutyRecord wrote: positions and checkpoints of this log.
  return { record: stored.value as unknown as DutyRecord, version: stored.version }
}

/** Throws CheckpointConflict when somebody else has taken over. */
export async function saveDutyRecord(
  checkpoints: CheckpointStore,
  owned: OwnedDutyRecord,
  record: DutyRecord,
): Promise<OwnedDutyRecord> {
  const version = await checkpoints.save(DUTIES_CHECKPOINT, JSON.stringify(record), owned.version)
  return { record, version }
}
