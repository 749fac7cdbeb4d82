import type { Instant } from '@jianwei/events/instant.ts'
import { SCRATCH_PREFIX } from '#/backtest/scratch-tables.ts'

/*
 * Keys name the scratch tables of one backtest, and say to whoever finds them whose they are:
 * those of a server are known to all servers by their id, those of a command to nobody, so they
 * tell when it began.
 */

/** No command runs so long, a day: then its tables are those of one that was killed. */
const COMMAND_MS_MAX = 86_400_000

const OF_JOB = new RegExp(`^${SCRATCH_PREFIX}[0-9a-f]{32}_`)
/** Without a time it began before any. */
const OF_COMMAND = new RegExp(`^${SCRATCH_PREFIX}cli(?:(\\d+)x[0-9a-f]+)?_`)

/** The key of a backtest that a server runs. */
export function keyOfJob(id: string): string {
  return id.replaceAll('-', '')
}

/** The key of one run of the command. `id`: a UUID of this run alone. */
export function keyOfCommand(began_at: Instant, id: string): string {
  return `cli${Date.parse(began_at)}x${id.replaceAll('-', '')}`
}

/** Whether a server made the table. */
export function isOfJob(table: string): boolean {
  return OF_JOB.test(table)
}

/** Whether a command made the table so long ago that it cannot run any more. */
export function isOfEndedCommand(table: string, now: Instant): boolean {
  const [found, began_ms = '0'] = OF_COMMAND.exec(table) ?? []
  return found !== undefined && Date.parse(now) - Number(began_ms) > COMMAND_MS_MAX
}
