import { z } from 'zod'
import type { Ordinal } from '@jianwei/events/envelope.ts'
import { EARLIEST } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { NOTHING_ALERTED, type AlertingRecord } from '#/alerting/alerting.ts'
import { LOG_START, type LogPoint } from '#/commands/reaction.ts'
import { NOTHING_EVALUATED, type EvaluatedSince } from '#/evaluation/evaluated-since.ts'
import { storedRecord } from '#/lifecycle/stored-record.ts'

/** The name under which the sentinel's record is kept. */
export const SENTINEL_CHECKPOINT = 'sentinel'

/**
 * How far the sentinel has come. Everything in it can be lost: evaluating again appends nothing
 * twice.
 */
export interface SentinelRecord extends EvaluatedSince, AlertingRecord {
  /** How many events the log holds up to `evaluated`; null where a former version did not count. */
  readonly evaluated_ordinal: Ordinal | null
  /** How far what follows for alerts was dealt with. */
  readonly followed: LogPoint
}

const NOTHING_DONE: SentinelRecord = {
  ...NOTHING_EVALUATED,
  ...NOTHING_ALERTED,
  evaluated_ordinal: 0 as Ordinal,
  followed: LOG_START,
}

const Hold = z.strictObject({
  import_id: z.string(),
  of_sources: z.array(z.string()),
  renewed_at: z.string(),
})

const Point = z.strictObject({ position: z.int().min(0), checkpoint: z.string().nullable() })

const LOG_START_STORED = { position: 0, checkpoint: null }

const Storm = z.strictObject({
  since: z.string(),
  alerts: z.int().min(0),
  goes_on: z.boolean(),
})

const Stored = z.strictObject({
  evaluated: z.int().min(0),
  // Records of earlier versions do not have it.
  evaluated_ordinal: z.int().min(0).nullable().default(null),
  clock: z.string().nullable(),
  rules: z.array(z.string()),
  alerted: z.int().min(0),
  // Records of earlier versions have neither.
  alerted_checkpoint: z.string().nullable().default(null),
  waiting: z.record(z.string(), Point).default({}),
  importing: z.record(z.string(), z.union([Hold, z.array(z.string())])),
  storms: z.record(z.string(), Storm).default({}),
  followed: Point.default(LOG_START_STORED),
})

/** The record with the version that fences a second sentinel. */
export interface OwnedSentinelRecord {
  readonly record: SentinelRecord
  readonly version: number | 'absent'
}

export async function loadSentinelRecord(
  checkpoints: CheckpointStore,
): Promise<OwnedSentinelRecord> {
  const what = 'the sentinel checkpoint'
  const stored = await storedRecord(checkpoints, SENTINEL_CHECKPOINT, Stored, what)
  if (stored === undefined) return { record: NOTHING_DONE, version: 'absent' }
  const { value } = stored
  const importing = Object.fromEntries(
    Object.entries(value.importing).map(([id, held]) => [
      id,
      Array.isArray(held) ? heldBefore(id, held, value.clock) : held,
    ]),
  )
  // The store returns what saveSentinelRecord wrote: positions and instants of this log.
  return {
    record: { ...value, importing } as unknown as SentinelRecord,
    version: stored.version,
  }
}

/**
 * Earlier versions kept only the sources of an import, and for ever where nobody said that it had
 * ended. It counts as heard of when the record was written, so that it holds for a while more and
 * no longer.
 */
function heldBefore(import_id: string, of_sources: readonly string[], clock: string | null) {
  return { import_id, of_sources, renewed_at: clock ?? EARLIEST }
}

/** Throws CheckpointConflict when another sentinel has taken over. */
export async function saveSentinelRecord(
  checkpoints: CheckpointStore,
  owned: OwnedSentinelRecord,
  record: SentinelRecord,
): Promise<OwnedSentinelRecord> {
  const version = await checkpoints.save(SENTINEL_CHECKPOINT, JSON.stringify(record), owned.version)
  return { record, version }
}
