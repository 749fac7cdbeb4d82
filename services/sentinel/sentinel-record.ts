import { z } from 'zod'
import type { Position } from '@jianwei/events/envelope.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'

/** The name under which the sentinel's record is kept. */
export const SENTINEL_CHECKPOINT = 'sentinel'

/** How far the sentinel has come. Everything in it can be lost: evaluating again appends nothing twice. */
export interface SentinelRecord {
  /** Rules were evaluated with everything known up to here … */
  readonly evaluated: Position
  /** … and this time; null before the first evaluation. */
  readonly clock: Instant | null
  /** `id@version` of the published rules that took part, `shadow:id@version` of those in shadow. A rule that is not among them looks at everything. */
  readonly rules: readonly string[]
  /** Ledger entries up to here have been turned into alerts. */
  readonly alerted: Position
  /** Imports under way, by id, and the sources they bring: alerts of these wait. */
  readonly importing: Readonly<Record<string, readonly string[]>>
}

export const NOTHING_EVALUATED: SentinelRecord = {
  evaluated: 0 as Position,
  clock: null,
  rules: [],
  alerted: 0 as Position,
  importing: {},
}

const Stored = z.strictObject({
  evaluated: z.int().min(0),
  clock: z.string().nullable(),
  rules: z.array(z.string()),
  alerted: z.int().min(0),
  importing: z.record(z.string(), z.array(z.string())),
})

/** The record with the version that fences a second sentinel. */
export interface OwnedSentinelRecord {
  readonly record: SentinelRecord
  readonly version: number | 'absent'
}

export async function loadSentinelRecord(checkpoints: CheckpointStore): Promise<OwnedSentinelRecord> {
  const stored = await checkpoints.load(SENTINEL_CHECKPOINT)
  if (stored === undefined) return { record: NOTHING_EVALUATED, version: 'absent' }
  const parsed = Stored.safeParse(JSON.parse(stored.value))
  if (!parsed.success) throw new EventUnreadable('the sentinel checkpoint', z.prettifyError(parsed.error))
  // The store returns what saveSentinelRecord wrote: positions and instants of this log.
  return { record: parsed.data as unknown as SentinelRecord, version: stored.version }
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
