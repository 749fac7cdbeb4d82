import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { projectedCounts } from '@jianwei/projections/events/projected-counts.ts'
import { fingerprints, type TableFingerprint } from '@jianwei/projections/fingerprint.ts'
import { runProjector, type ProjectorEnd, type ProjectorOptions } from '#/projector/projector.ts'
import { loadProjectorRecord, PROJECTOR_CHECKPOINT } from '#/projector/progress.ts'

export interface RebuildOptions extends Omit<ProjectorOptions, 'until'> {
  /** Drops every table and makes them anew, empty. */
  readonly recreate: () => Promise<void>
  /** Called when the second filling begins, to start a progress display from zero. */
  readonly onRefill: () => void
}

export interface TableComparison {
  readonly table: string
  readonly before: TableFingerprint
  readonly after: TableFingerprint
  readonly equal: boolean
}

/**
 * Brings the warehouse to the end of the log, takes a fingerprint of every table, drops everything,
 * fills it again from the log, and compares. Needs the warehouse for itself, and a log that nobody
 * appends to meanwhile: with a moving log the second filling sees more than the first, and the
 * comparison says so.
 */
export async function rebuild(options: RebuildOptions): Promise<readonly TableComparison[]> {
  await keepProjected({ ...options, until: 'head' })
  const before = await fingerprints(options.warehouse)
  await refill(options)
  const after = await fingerprints(options.warehouse)
  const tables = [...new Set([...before.keys(), ...after.keys()])].sort()
  return tables.map((table) => compare(table, before.get(table), after.get(table)))
}

/**
 * As `runProjector`; when times of recording were corrected it fills the warehouse again with the
 * true ones, and goes on.
 */
export async function keepProjected(
  options: RebuildOptions & Pick<ProjectorOptions, 'until'>,
): Promise<void> {
  while ((await runProjector(options)) === 'times corrected') await refill(options)
}

/** Fills an empty warehouse from the start of the log. */
export async function refill(options: RebuildOptions): Promise<void> {
  while ((await filled(options)) === 'times corrected');
}

async function filled(options: RebuildOptions): Promise<ProjectorEnd> {
  // The record goes first: a crash in between leaves a full warehouse without a record, which the
  // next start drops again.
  await forget(options.checkpoints)
  await options.recreate()
  options.onRefill()
  return runProjector({ ...options, insert_interval_ms: 0, until: 'head' })
}

async function forget(checkpoints: CheckpointStore): Promise<void> {
  await checkpoints.remove(PROJECTOR_CHECKPOINT)
}

const MISSING: TableFingerprint = { rows: 0, hash: 'absent' }

function compare(
  table: string,
  before: TableFingerprint = MISSING,
  after: TableFingerprint = MISSING,
): TableComparison {
  return { table, before, after, equal: before.rows === after.rows && before.hash === after.hash }
}

/**
 * Whether the warehouse holds exactly the events that the record says, and of a pending range at
 * most a part. False when its folder was lost, replaced or put back from another time: then only
 * filling it again helps.
 */
export async function holdsWhatWasProjected(
  warehouse: Warehouse,
  checkpoints: CheckpointStore,
): Promise<boolean> {
  const { record } = await loadProjectorRecord(checkpoints)
  const { held, beyond } = await projectedCounts(warehouse, {
    up_to: record.committed_position,
    beyond: record.pending ?? record.committed_position,
  })
  return held === record.committed_events && beyond === 0
}
