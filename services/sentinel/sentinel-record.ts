import { z } from 'zod'
import type { Position } from '@jianwei/events/envelope.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import { EARLIEST, type Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { ImportHold } from '#/sentinel/import-holds.ts'

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
  /** Attempts at imports under way, by id: alerts of their sources wait. */
  readonly importing: Readonly<Record<string, ImportHold>>
}

export const NOTHING_EVALUATED: SentinelRecord = {
  evaluated: 0 as Position,
  clock: null,
  rules: [],
  alerted: 0 as Position,
  importing: {},
}

const Hold = z.strictObject({ import_id: z.string(), of_sources: z.array(z.string()), renewed_at: z.string() })

const Stored = z.strictObject({
  evaluated: z.int().min(0),
  clock: z.string().nullable(),
  rules: z.array(z.string()),
  alerted: z.int().min(0),
  importing: z.record(z.string(), z.union([Hold, z.array(z.string())])),
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
  const importing = Object.fromEntries(
    Object.entries(parsed.data.importing).map(([id, held]) => [
      id,
      Array.isArray(held) ? heldBefore(id, held, parsed.data.clock) : held,
    ]),
  )
  // The store returns what saveSentinelRecord wrote: positions and instants of this log.
  return { record: { ...parsed.data, importing } as unknown as SentinelRecord, version: stored.version }
}

/**
 * Earlier versions kept only the sources of an import, and for ever where nobody said that it had ended. It counts as heard of when
 * the record was written, so that it holds for a while more and no longer.
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
