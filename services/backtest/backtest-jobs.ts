import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { BacktestRefused } from '@jianwei/projections/backtest/backtest-refused.ts'
import type { BacktestResult } from '@jianwei/projections/backtest/result.ts'
import type { Page } from '@jianwei/projections/cursor.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { QueryAborted, WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { readRequest, type BacktestRequest } from '#/backtest/read-request.ts'
import {
  runBacktest,
  type BacktestOptions,
  type FinishedBacktest,
} from '#/backtest/run-backtest.ts'
import { warningsPage, type BacktestWarning } from '#/backtest/warning-pages.ts'

/** Backtests that wait beside the one that runs; the next is refused, retryable. */
export const BACKTESTS_WAITING_MAX = 20
/**
 * Backtests that have ended and are kept, in memory and with a table in the engine's memory; the
 * oldest goes first.
 */
export const BACKTESTS_KEPT_MAX = 5

export type BacktestState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

export interface BacktestJob {
  readonly backtest_id: string
  readonly state: BacktestState
  /** From 0 to 1. */
  readonly progress: number
  readonly rule_id: string
  readonly rule_version: number
  readonly asked_by: string
  readonly asked_at: Instant
  /** Why it failed. */
  readonly error: { readonly code: string; readonly detail: string } | null
}

interface KeptJob {
  readonly id: string
  readonly options: BacktestOptions
  readonly asked_by: string
  readonly asked_at: Instant
  readonly stopping: AbortController
  state: BacktestState
  progress: number
  error: BacktestJob['error']
  finished: FinishedBacktest | null
}

export interface BacktestJobsParts {
  readonly warehouse: Warehouse
  readonly log: EventLog
  /** The position up to which the warehouse is complete. */
  readonly head: () => Promise<number>
  readonly newId: () => string
  readonly now: () => Instant
  /** What is a bug is told here, and to those who ask only that it happened. */
  readonly onError: (error: unknown) => void
}

/**
 * Backtests one after the other, on the lane that is theirs. What ended is kept until the process
 * ends or newer ones need its place.
 */
export class BacktestJobs implements AsyncDisposable {
  readonly #parts: BacktestJobsParts
  readonly #jobs = new Map<string, KeptJob>()
  #running: Promise<void> = Promise.resolve()
  #closed = false

  constructor(parts: BacktestJobsParts) {
    this.#parts = parts
  }

  /**
   * Takes the backtest and answers at once. Throws BacktestRefused for what cannot be read, and
   * when too many wait.
   */
  async start(request: BacktestRequest, actor: string): Promise<BacktestJob> {
    const options = await readRequest(request, this.#parts.log)
    const waiting = [...this.#jobs.values()].filter(({ state }) => state === 'queued').length
    if (waiting >= BACKTESTS_WAITING_MAX || this.#closed) {
      throw new BacktestRefused(
        'BACKTESTS_BUSY',
        `${waiting} backtests wait; try again when some have ended`,
      )
    }
    const job: KeptJob = {
      id: this.#parts.newId(),
      options,
      asked_by: actor,
      asked_at: this.#parts.now(),
      stopping: new AbortController(),
      state: 'queued',
      progress: 0,
      error: null,
      finished: null,
    }
    this.#jobs.set(job.id, job)
    this.#running = this.#running.then(() => this.#run(job))
    return viewOf(job)
  }

  job(id: string): BacktestJob | undefined {
    const job = this.#jobs.get(id)
    return job === undefined ? undefined : viewOf(job)
  }

  /** Those that somebody asked for and that are still known, the newest first. */
  askedBy(actor: string): readonly BacktestJob[] {
    const jobs = [...this.#jobs.values()].filter(({ asked_by }) => asked_by === actor)
    return jobs.toReversed().map(viewOf)
  }

  /** Undefined where there is none yet, or none any more. */
  result(id: string): BacktestResult | undefined {
    return this.#jobs.get(id)?.finished?.result
  }

  /** A page of its warnings; undefined as for `result`. Throws CursorUnreadable. */
  async warnings(
    id: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
    signal: AbortSignal,
  ): Promise<Page<BacktestWarning> | undefined> {
    const finished = this.#jobs.get(id)?.finished ?? undefined
    const { warehouse } = this.#parts
    // A page is read for a person, who shall not wait for the next backtest.
    return finished && warningsPage({ warehouse, lane: 'interactive', signal }, finished, page)
  }

  /**
   * Stops it where it has not ended; the engine stops too. Undefined when there is no such
   * backtest.
   */
  cancel(id: string): BacktestJob | undefined {
    const job = this.#jobs.get(id)
    if (job === undefined) return undefined
    if (job.state === 'queued' || job.state === 'running') {
      job.state = 'cancelled'
      job.stopping.abort()
    }
    return viewOf(job)
  }

  /** Stops all of them and drops their tables. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    for (const id of this.#jobs.keys()) this.cancel(id)
    await this.#running
    for (const job of this.#jobs.values()) await this.#forget(job)
  }

  async #run(job: KeptJob): Promise<void> {
    if (job.state !== 'queued') return
    job.state = 'running'
    const { warehouse } = this.#parts
    const { signal } = job.stopping
    try {
      const head = await this.#parts.head()
      const key = job.id.replaceAll('-', '')
      const onProgress = (done: number): void => void (job.progress = done)
      const finished = await runBacktest(job.options, {
        warehouse,
        lane: 'backtests',
        signal,
        key,
        head,
        onProgress,
      })
      if (signal.aborted) await finished[Symbol.asyncDispose]()
      else Object.assign(job, { finished, state: 'done', progress: 1 })
    } catch (error) {
      if (!signal.aborted) this.#fail(job, error)
    }
    await this.#forgetOldest()
  }

  #fail(job: KeptJob, error: unknown): void {
    job.state = 'failed'
    if (error instanceof BacktestRefused) {
      job.error = { code: error.code, detail: error.message }
      return
    }
    if (!(error instanceof QueryAborted)) this.#parts.onError(error)
    job.error =
      error instanceof WarehouseError
        ? { code: error.code, detail: `the warehouse answered with its error ${error.engineCode}` }
        : { code: 'INTERNAL', detail: 'the backtest failed; the log of the server says why' }
  }

  async #forgetOldest(): Promise<void> {
    const ended = [...this.#jobs.values()].filter(
      ({ state }) => state !== 'queued' && state !== 'running',
    )
    for (const job of ended.slice(0, Math.max(0, ended.length - BACKTESTS_KEPT_MAX)))
      await this.#forget(job)
  }

  async #forget(job: KeptJob): Promise<void> {
    this.#jobs.delete(job.id)
    try {
      await job.finished?.[Symbol.asyncDispose]()
    } catch (error) {
      this.#parts.onError(error)
    }
  }
}

function viewOf(job: KeptJob): BacktestJob {
  const { id, state, progress, options, asked_by, asked_at, error } = job
  const { id: rule_id, version: rule_version } = options.rule
  return { backtest_id: id, state, progress, rule_id, rule_version, asked_by, asked_at, error }
}
