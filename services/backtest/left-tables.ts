import type { Instant } from '@jianwei/events/instant.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { dropScratchTablesLeft } from '@jianwei/projections/scratch-tables.ts'
import { isOpen, type BookedJob } from '#/backtest/backtest-book.ts'
import { SCRATCH_PREFIX } from '#/backtest/scratch-tables.ts'
import { isOfEndedCommand, isOfJob, keyOfJob } from '#/backtest/table-keys.ts'

type Jobs = () => Promise<readonly BookedJob[]>

/** Drops the tables of backtests that have ended; what cannot be dropped now is dropped later. */
export class LeftTables {
  readonly #warehouse: Warehouse
  readonly #onError: (error: unknown) => void
  readonly #left = new Set<string>()

  /** `onError` is told once of each backtest whose tables could not be dropped. */
  constructor(warehouse: Warehouse, onError: (error: unknown) => void) {
    this.#warehouse = warehouse
    this.#onError = onError
  }

  /** Drops every table of a backtest. Throws nothing. */
  async drop(id: string): Promise<void> {
    try {
      await this.#drop(id, null, undefined)
    } catch (error) {
      this.tell(id, error)
    }
  }

  /** Tables of this backtest could not be dropped. */
  tell(id: string, error: unknown): void {
    if (this.#left.has(id)) return
    this.#left.add(id)
    this.#onError(error)
  }

  /**
   * Tries those again that could not be dropped, but for those of backtests that run. What is kept
   * of one that is done stays.
   */
  async dropAgain(
    jobs: Jobs,
    isRunning: (id: string) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    // What had ended before the jobs are read is there with its end.
    const ended = [...this.#left].filter((id) => !isRunning(id))
    if (ended.length === 0) return
    const known = await jobs()
    for (const id of ended) {
      const job = known.find(({ backtest_id }) => backtest_id === id)
      try {
        await this.#drop(id, job?.warnings?.table ?? null, signal)
        this.#left.delete(id)
      } catch {
        // It was told when it failed first.
      }
    }
  }

  async #drop(id: string, kept: string | null, signal: AbortSignal | undefined): Promise<void> {
    const options: QueryOptions = {
      purpose: 'backtest:drop',
      lane: 'backtests',
      ...(signal === undefined ? {} : { signal }),
    }
    const prefix = `${SCRATCH_PREFIX}${keyOfJob(id)}`
    await dropScratchTablesLeft(this.#warehouse, prefix, options, (name) => name !== kept)
  }
}

/**
 * Drops what killed servers and commands left in a warehouse that others use: tables of no job that
 * is known, of jobs that have ended, and of commands that began long ago.
 */
export async function dropTablesOfDead(
  warehouse: Warehouse,
  jobs: Jobs,
  now: Instant,
  signal: AbortSignal,
): Promise<void> {
  const options: QueryOptions = { ...LEFTOVERS, signal }
  const there = new Set<string>()
  await dropScratchTablesLeft(warehouse, SCRATCH_PREFIX, options, (name) => {
    there.add(name)
    return false
  })
  if (there.size === 0) return
  // Read after the tables were seen: a job is known before it makes its first.
  const known = await jobs()
  const isInUse = (name: string): boolean =>
    known.some((job) =>
      isOpen(job)
        ? name.startsWith(`${SCRATCH_PREFIX}${keyOfJob(job.backtest_id)}`)
        : name === job.warnings?.table,
    )
  const isLeft = (name: string): boolean =>
    there.has(name) && (isOfJob(name) ? !isInUse(name) : isOfEndedCommand(name, now))
  await dropScratchTablesLeft(warehouse, SCRATCH_PREFIX, options, isLeft)
}

/** Drops what killed commands left in a warehouse that others use. */
export async function dropTablesOfDeadCommands(
  warehouse: Warehouse,
  now: Instant,
  signal: AbortSignal,
): Promise<void> {
  const isLeft = (name: string): boolean => isOfEndedCommand(name, now)
  await dropScratchTablesLeft(warehouse, SCRATCH_PREFIX, { ...LEFTOVERS, signal }, isLeft)
}

const LEFTOVERS: QueryOptions = { purpose: 'backtest:leftovers', lane: 'backtests' }
