import { readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { openLog } from '#/composition/open-log.ts'
import {
  openWarehouse,
  type OpenWarehouse,
  type OpenWarehouseOptions,
} from '#/composition/open-warehouse.ts'
import type { LogSettings, WarehouseSettings } from '#/settings/settings.ts'
import { loadProjectorRecord } from '#/projector/progress.ts'

/** The engine cannot open the folder, and it is not for the program to put it aside. */
export class WarehouseUnreadable extends DomainError {
  override readonly name = 'WarehouseUnreadable'
  readonly code = 'WAREHOUSE_UNREADABLE'
}

export interface Reopening extends OpenWarehouseOptions {
  readonly clock: Clock
  /** Told to people, a sentence each. */
  readonly say: (line: string) => void
}

interface Settings {
  readonly log: LogSettings
  readonly warehouse: WarehouseSettings
}

/**
 * Opens the warehouse. A folder that the engine cannot open at all is moved aside, never deleted,
 * and a new one is begun, which is filled from the log like any that does not hold what it should.
 * Throws WarehouseUnreadable where that would hide more than it mends.
 */
export async function openOrReplace(
  { log, warehouse }: Settings,
  options: Reopening,
): Promise<OpenWarehouse> {
  try {
    return await openWarehouse(warehouse, options)
  } catch (error) {
    if (warehouse.engine !== 'chdb' || !saysUnreadable(error)) throw error
    await assertMayBeReplaced(warehouse.folder, log, options.clock, error)
    return replaced(warehouse, options, error)
  }
}

/** Folders that were moved aside before: the program never deletes one. */
async function foldersMovedAside(folder: string): Promise<readonly string[]> {
  const names = await readdir(dirname(folder)).catch(() => [])
  return names
    .filter((name) => name.startsWith(`${basename(folder)}${ASIDE}`))
    .map((name) => join(dirname(folder), name))
}

const ASIDE = '.unreadable-'

function saysUnreadable(error: unknown): error is WarehouseError {
  return error instanceof WarehouseError && !error.retryable
}

async function assertMayBeReplaced(
  folder: string,
  settings: LogSettings,
  clock: Clock,
  cause: WarehouseError,
): Promise<void> {
  const [before] = await foldersMovedAside(folder)
  if (before !== undefined) {
    throw new WarehouseUnreadable(
      `${cause.message}. Another one was moved aside before (${before}): look at the disk, ` +
        'delete that folder, and start again.',
      { cause },
    )
  }
  await using stores = await openLog(settings, { clock })
  const { record } = await loadProjectorRecord(stores.checkpoints)
  // A log that was lost as well looks like this, and the folder is the last that knows of it.
  if (record.committed_events > 0 || record.pending !== null) return
  throw new WarehouseUnreadable(
    `${cause.message}. The log says that nothing was projected into it: ` +
      'is this the log that belongs to it? ' +
      `Put that log back, or move ${folder} away to begin with what the log holds.`,
    { cause },
  )
}

async function replaced(
  warehouse: WarehouseSettings & { readonly engine: 'chdb' },
  options: Reopening,
  cause: WarehouseError,
): Promise<OpenWarehouse> {
  const { folder } = warehouse
  const aside = `${folder}${ASIDE}${options.clock.now().replace(/[-:]|\.\d+/g, '')}`
  await rename(folder, aside)
  try {
    const opened = await openWarehouse(warehouse, options)
    options.say(`${cause.message}.`)
    options.say(
      `The folder was moved to ${aside} (${await megabytesIn(aside)} MB) and a new one is ` +
        'filled from the log; delete it when that is done.',
    )
    return opened
  } catch {
    // Not the folder's fault: a new one does not open either.
    await rm(folder, { recursive: true, force: true })
    await rename(aside, folder)
    throw cause
  }
}

async function megabytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  let bytes = 0
  for (const name of names)
    bytes += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0
  return Math.ceil(bytes / 2 ** 20)
}
