import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Position } from '@jianwei/events/envelope.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { namedSubjectsToCompare, type Stretch } from '@jianwei/projections/match-keys/queries.ts'
import type {
  ProjectedPosition,
  ProjectedPositionSource,
} from '@jianwei/projections/ports/projected-position.ts'
import { endOfStretch } from '@jianwei/projections/ordinals/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { factsOfLinked, subjectsLinkedAnew } from '@jianwei/projections/subject-links/queries.ts'
import { assertSameWarehouse, logOfSameWarehouse } from '#/commands/projected-still.ts'
import { storedRecord } from '#/lifecycle/stored-record.ts'
import { proposeLinks } from '#/links/propose-links.ts'
import { settleFacts, settleSubject } from '#/links/settle-facts.ts'

/*
 * Follows the log, stretch by stretch, as the warehouse fills:
 *
 *  1. Subjects of which a link was confirmed or undone: all of their facts are settled.
 *  2. What was said anew of subjects that are or were linked: those facts are settled.
 *  3. Subjects that facts name, and those that registers' news may concern: they are compared, and
 *     links are proposed.
 *
 * What is kept is how far it came. Without it, or after a stop half-way, a stretch is looked at
 * again: whatever was done is found in the streams, and nothing is said twice.
 */

export const LINKS_CHECKPOINT = 'links'

/**
 * What was projected just now is left to the rules for so long. Stretches are at least this far
 * apart, and take at most half of the time.
 */
const INTERVAL_MS = 250
/** Events of a stretch, so that one that is repeated is not all of history. */
const STRETCH_EVENTS_MAX = 200_000

export interface FollowLinksOptions {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly checkpoints: CheckpointStore
  readonly projected: ProjectedPositionSource
  /** From which score on links are made without anybody's doing; null where none is. */
  readonly by_itself: number | null
  readonly signal: AbortSignal
  /** Told at the start and after each stretch how far it came, and how much it appended. */
  readonly onStretch?: (done: { readonly position: Position; readonly appended: number }) => void
}

const Stored = z.strictObject({ followed: z.int().min(0) })

/** Runs until the signal aborts. Throws CheckpointConflict when another has taken over. */
export async function followLinks(options: FollowLinksOptions): Promise<void> {
  const { checkpoints, log, projected, signal } = options
  const stored = await storedRecord(checkpoints, LINKS_CHECKPOINT, Stored, 'the links checkpoint')
  // A log that was set back is another history from its end on.
  let followed = Math.min(stored?.value.followed ?? 0, await log.head())
  let version: number | 'absent' = stored?.version ?? 'absent'
  options.onStretch?.({ position: followed as Position, appended: 0 })
  while (!signal.aborted) {
    const seen = await beyond(projected, followed as Position, signal)
    if (seen === undefined) return
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    const started = performance.now()
    const up_to = await endBehind(options.warehouse, followed, seen)
    const appended = await followStretch(options, seen, { after: followed, up_to })
    if (appended === undefined) return
    followed = up_to
    version = await checkpoints.save(LINKS_CHECKPOINT, JSON.stringify({ followed }), version)
    options.onStretch?.({ position: up_to, appended })
    await sleep(performance.now() - started, undefined, { signal }).catch(() => {})
  }
}

/** Of events there are no more than positions; only where these are many is it asked how many. */
async function endBehind(
  warehouse: Warehouse,
  followed: number,
  { position }: ProjectedPosition,
): Promise<Position> {
  if (position - followed <= STRETCH_EVENTS_MAX) return position
  const asked = { after: followed, up_to: position, events_max: STRETCH_EVENTS_MAX }
  // A position of the log that the warehouse holds.
  return (await endOfStretch(warehouse, asked)) as Position
}

/** Undefined when the signal aborts. */
async function beyond(
  projected: ProjectedPositionSource,
  position: Position,
  signal: AbortSignal,
): Promise<ProjectedPosition | undefined> {
  try {
    return await projected.beyond(position, signal)
  } catch (error) {
    if (signal.aborted) return undefined
    throw error
  }
}

/** Gives how many events it appended; undefined when it was stopped before its end. */
async function followStretch(
  options: FollowLinksOptions,
  seen: ProjectedPosition,
  stretch: Stretch,
): Promise<number | undefined> {
  const { warehouse, projected, signal } = options
  const assertSame = () => assertSameWarehouse(projected, seen, signal)
  const log = logOfSameWarehouse(options.log, assertSame)
  let appended = 0
  for (const subject_id of await subjectsLinkedAnew(warehouse, stretch)) {
    if (signal.aborted) return undefined
    appended += await settleSubject(log, subject_id)
  }
  const facts = Map.groupBy(await factsOfLinked(warehouse, stretch), ({ subject_id }) => subject_id)
  for (const [subject_id, ofSubject] of facts) {
    if (signal.aborted) return undefined
    appended += await settleFacts(
      log,
      subject_id,
      ofSubject.map(({ fact_id }) => fact_id),
    )
  }
  // A projected position beyond 0 has a time.
  const at = seen.recorded_at
  if (at === null) return appended
  for (let after = ''; ;) {
    if (signal.aborted) return undefined
    const ids = await namedSubjectsToCompare(warehouse, stretch, after)
    const last = ids.at(-1)
    if (last === undefined) break
    appended += await proposeLinks({ ...options, log }, ids, at)
    after = last
  }
  await assertSame()
  return appended
}
