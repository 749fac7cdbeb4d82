import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Inspection, WarehouseFault } from '@jianwei/infra/warehouse/inspection.ts'
import { tableDisagreements } from '@jianwei/projections/table-agreement/queries.ts'
import { saysDamage } from '@jianwei/projections/warehouse-error.ts'
import type { LogStores } from '#/composition/open-log.ts'
import { isOfOtherVersion, type OpenWarehouse } from '#/composition/open-warehouse.ts'
import { holdsWhatWasProjected } from '#/projector/rebuild.ts'
import { loadProjectorRecord } from '#/projector/progress.ts'
import { lastCorrection } from '#/projector/projector.ts'
import { acceptanceOf } from '#/start-checks/accepted-losses.ts'
import { findLogLoss } from '#/start-checks/log-loss.ts'
import { LogLost } from '#/start-checks/log-lost.ts'

/*
 * What is made sure of before anything is read from the warehouse or written into the log, in this
 * order, because filling the warehouse again destroys what it had seen:
 *
 *  1. The file of the log is whole.
 *  2. The log holds what the warehouse has seen of it. Otherwise LogLost is thrown, unless somebody
 *     has accepted that loss.
 *  3. The warehouse can be read and holds what was projected into it. Otherwise it is filled again
 *     from the log.
 */

type LogAndWarehouse = Pick<LogStores, 'log' | 'checkpoints' | 'location' | 'assertLogWhole'> &
  OpenWarehouse

export interface PuttingInOrder {
  readonly inspection: Inspection
  /** What to do with tables that another version of the program made. */
  readonly other_version: 'refuse' | 'refill'
  /** Told to people, a sentence each. */
  readonly say: (line: string) => void
  readonly refill: () => Promise<void>
}

/** Throws LogFileRefused or LogLost before anything is changed. */
export async function putInOrder(stores: LogAndWarehouse, options: PuttingInOrder): Promise<void> {
  stores.assertLogWhole(options.inspection)
  await assertNothingLost(stores, options.say)
  const faults = await faultsOf(stores, options)
  if (faults.length === 0) return
  for (const fault of faults) options.say(inWords(fault))
  options.say('Filling the warehouse again from the log.')
  await options.refill()
}

/**
 * Fills the warehouse again where that was cut short, after a correction of times of recording for
 * example. For who has put it in order before and only begins anew.
 */
export async function finishRefill(
  { warehouse, checkpoints }: Pick<LogAndWarehouse, 'warehouse' | 'checkpoints'>,
  refillFromLog: () => Promise<void>,
): Promise<void> {
  const { version } = await loadProjectorRecord(checkpoints)
  if (version === 'absent' && !(await holdsWhatWasProjected(warehouse, checkpoints)))
    await refillFromLog()
}

/**
 * Throws LogLost when the warehouse has seen events that the log does not hold, unless it was
 * accepted that they are gone.
 */
export async function assertNothingLost(
  {
    log,
    warehouse,
    checkpoints,
    location,
  }: Pick<LogAndWarehouse, 'log' | 'warehouse' | 'checkpoints' | 'location'>,
  say: (line: string) => void,
): Promise<void> {
  const { witness, loss } = await findLogLoss({ log, warehouse })
  // A new warehouse has no tables yet.
  if (witness === null && (await loadProjectorRecord(checkpoints)).record.committed_events > 0)
    say(
      'What the warehouse has seen of the log cannot be read, so nothing tells whether the ' +
        'log lost events.',
    )
  if (loss === undefined) return
  const accepted = await acceptanceOf(log, loss)
  if (accepted === undefined) throw new LogLost(loss, location)
  say(acceptedInWords(accepted))
}

function acceptedInWords({ data, recorded_at }: RecordedEvent): string {
  return (
    `The log lacks ${String(data['events'])} events; ` +
    `that was accepted by ${String(data['actor'])} at ${recorded_at}.`
  )
}

/**
 * Everything that is wrong with the warehouse; empty when it can be used. Makes tables that never
 * were.
 */
export async function faultsOf(
  stores: LogAndWarehouse,
  { inspection, other_version }: Pick<PuttingInOrder, 'inspection' | 'other_version'>,
): Promise<readonly WarehouseFault[]> {
  const { log, warehouse, checkpoints, completeWarehouse, inspectWarehouse } = stores
  try {
    await completeWarehouse()
    const broken = await inspectWarehouse(inspection)
    if (broken.length > 0) return broken
    if (!(await holdsWhatWasProjected(warehouse, checkpoints))) return [UNLIKE_ITS_RECORD]
    const { record } = await loadProjectorRecord(checkpoints)
    if (record.committed_events > 0 && (await lastCorrection(log)) > record.times_known_to)
      return [OF_WRONG_TIMES]
    const range = { committed: record.committed_position, isWhole: record.pending === null }
    const disagreements = await tableDisagreements(warehouse, range)
    return disagreements.map(({ table, expected, found }) => ({
      table,
      problem: `it has counted ${found} events and should have counted ${expected}`,
    }))
  } catch (error) {
    if (isOfOtherVersion(error) && other_version === 'refill') return [OF_OTHER_VERSION]
    if (!saysDamage(error)) throw error
    // Only errors of the engine say so.
    return [{ table: '', problem: `The warehouse is damaged: ${(error as Error).message}` }]
  }
}

const UNLIKE_ITS_RECORD: WarehouseFault = {
  table: '',
  problem: 'The warehouse does not hold what was projected into it',
}
const OF_WRONG_TIMES: WarehouseFault = {
  table: '',
  problem: 'Times of recording were corrected in the log since the warehouse was filled',
}
const OF_OTHER_VERSION: WarehouseFault = {
  table: '',
  problem: 'The warehouse was made by another version of the program',
}

/** For people; a fault of no single table is a sentence already. */
export function inWords({ table, problem }: WarehouseFault): string {
  return table === '' ? `${problem}.` : `The warehouse is damaged: ${table}: ${problem}.`
}
