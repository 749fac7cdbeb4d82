import type { Instant } from '@jianwei/events/instant.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { integer } from '#/sql.ts'

/*
 * The warehouse as a witness of the log. Checkpoints and refused input lie beside the events and are set back with them; what was
 * projected is not, so it alone can tell that the log held more, or something else. Only few columns are read: a warehouse with a
 * broken column elsewhere is still a witness.
 */

/** An event as the warehouse has seen it. */
export interface SeenEvent {
  readonly position: number
  readonly event_id: string
  readonly recorded_at: Instant
  /** `record` is the platform's own; the others are what departments reported. */
  readonly version_kind: string
}

/** Positions behind `after`, up to `until`. */
export interface SeenRange {
  readonly after: number
  readonly until: number
}

/** How many parts a range is cut into; of each the highest event is looked at. */
export const SAMPLES = 64

const asks = (step: string): QueryOptions => ({ purpose: `log-witness:${step}`, lane: 'control' })

/** The highest position that was projected; 0 for an empty warehouse. */
export async function highestSeen(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query<{ position: string }>(
    'SELECT max(position) AS position FROM events_v1',
    asks('highest'),
  )
  return countOf(row?.position ?? 0)
}

/**
 * Some events of the range in order, spread evenly over its positions, the highest of the range among them. All of them when the range
 * has no more positions than samples.
 */
export async function sampleSeen(warehouse: Warehouse, { after, until }: SeenRange): Promise<readonly SeenEvent[]> {
  const step = stepOf({ after, until })
  const highest = await warehouse.query<{ position: string }>(
    `SELECT max(position) AS position FROM events_v1
     WHERE position > ${integer(after)} AND position <= ${integer(until)}
     GROUP BY intDiv(position - ${integer(after)} - 1, ${integer(step)})`,
    asks('sample'),
  )
  const positions = highest.map(({ position }) => integer(countOf(position)))
  if (positions.length === 0) return []
  const rows = await warehouse.query<SeenRow>(
    `SELECT ${SEEN_COLUMNS} FROM events_v1 WHERE position IN (${positions.join(', ')}) ORDER BY position`,
    asks('sample'),
  )
  return rows.map(seenEvent)
}

/** Whether `sampleSeen` gives every event of the range. */
export function isSampledWhole(range: SeenRange): boolean {
  return stepOf(range) === 1
}

/** Every event behind the position, in order. */
export async function* seenAfter(warehouse: Warehouse, after: number): AsyncGenerator<readonly SeenEvent[]> {
  const rows = warehouse.stream<SeenRow>(
    `SELECT ${SEEN_COLUMNS} FROM events_v1 WHERE position > ${integer(after)} ORDER BY position`,
    asks('all'),
  )
  for await (const piece of rows) yield piece.map(seenEvent)
}

function stepOf({ after, until }: SeenRange): number {
  return Math.max(1, Math.ceil((until - after) / SAMPLES))
}

const SEEN_COLUMNS = 'position, event_id, recorded_at, version_kind'

interface SeenRow {
  readonly position: string
  readonly event_id: string
  readonly recorded_at: string
  readonly version_kind: string
}

function seenEvent({ position, event_id, recorded_at, version_kind }: SeenRow): SeenEvent {
  return { position: countOf(position), event_id, recorded_at: instantOf(recorded_at), version_kind }
}
