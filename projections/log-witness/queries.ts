import type { Instant } from '@jianwei/events/instant.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { identifier, integer, joined, sql, type Sql } from '#/sql.ts'

/*
 * The warehouse as a witness of the log. Checkpoints and refused input lie beside the events and
 * are set back with them; what was projected is not, so it alone can tell that the log held more,
 * or something else. Only few columns are read: a warehouse with a broken column elsewhere is still
 * a witness.
 */

/**
 * Tables that name every event with its position; the second stands in where the first cannot be
 * read.
 */
export const WITNESSES = ['events_v2', 'events_by_type_v3'] as const
export type Witness = (typeof WITNESSES)[number]

/** An event as the warehouse has seen it. */
export interface SeenEvent {
  readonly position: number
  readonly event_id: string
  /** Null where the table that was asked does not say. */
  readonly recorded_at: Instant | null
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

const asks = asksAs('log-witness', 'control')

/** The highest position that was projected; 0 for an empty warehouse. */
export async function highestSeen(warehouse: Warehouse, witness: Witness): Promise<number> {
  const [row] = await warehouse.query<{ highest: string }>(
    sql`SELECT max(position) AS highest FROM ${identifier(witness)}`,
    asks('highest'),
  )
  return countOf(row?.highest ?? 0)
}

/**
 * Some events of the range in order, spread evenly over its positions, the highest of the range
 * among them. All of them when the range has no more positions than samples.
 */
export async function sampleSeen(
  warehouse: Warehouse,
  witness: Witness,
  { after, until }: SeenRange,
): Promise<readonly SeenEvent[]> {
  const step = stepOf({ after, until })
  const rows = await warehouse.query<{ highest: string }>(
    sql`
SELECT max(position) AS highest FROM ${identifier(witness)}
WHERE position > ${after} AND position <= ${until}
GROUP BY intDiv(position - ${after} - 1, ${step})`,
    asks('sample'),
  )
  const positions = rows.map(({ highest }) => integer(countOf(highest)))
  if (positions.length === 0) return []
  const seen = await warehouse.query<SeenRow>(
    sql`
SELECT ${SEEN_COLUMNS[witness]}
FROM ${identifier(witness)}
WHERE position IN (${joined(positions)})
ORDER BY position`,
    asks('sample'),
  )
  return seen.map(seenEvent)
}

/** Whether `sampleSeen` gives every event of the range. */
export function isSampledWhole(range: SeenRange): boolean {
  return stepOf(range) === 1
}

/**
 * The part of the range of which the sample is the highest event. Never larger than one of
 * `SAMPLES` parts.
 */
export function partOfSample(range: SeenRange, sample: SeenEvent): SeenRange {
  const step = stepOf(range)
  const part = Math.floor((sample.position - range.after - 1) / step)
  return { after: range.after + part * step, until: sample.position }
}

/** Every event behind the position, in order. */
export async function* seenAfter(
  warehouse: Warehouse,
  witness: Witness,
  after: number,
): AsyncGenerator<readonly SeenEvent[]> {
  const rows = warehouse.stream<SeenRow>(
    sql`
SELECT ${SEEN_COLUMNS[witness]}
FROM ${identifier(witness)}
WHERE position > ${after}
ORDER BY position`,
    asks('all'),
  )
  for await (const piece of rows) yield piece.map(seenEvent)
}

function stepOf({ after, until }: SeenRange): number {
  return Math.max(1, Math.ceil((until - after) / SAMPLES))
}

const SEEN_COLUMNS: Readonly<Record<Witness, Sql>> = {
  events_v2: sql`position, event_id, recorded_at, version_kind`,
  events_by_type_v3: sql`position, event_id, NULL AS recorded_at, version_kind`,
}

interface SeenRow {
  readonly position: string
  readonly event_id: string
  readonly recorded_at: string | null
  readonly version_kind: string
}

function seenEvent({ position, event_id, recorded_at, version_kind }: SeenRow): SeenEvent {
  return {
    position: countOf(position),
    event_id,
    recorded_at: recorded_at === null ? null : instantOf(recorded_at),
    version_kind,
  }
}
