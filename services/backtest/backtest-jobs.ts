import type { Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { BacktestRefused } from '@jianwei/projections/backtest/backtest-refused.ts'
import type { BacktestResult } from '@jianwei/projections/backtest/result.ts'
import type { Page } from '@jianwei/projections/cursor.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  dropScratchTablesLeft,
  rowsInScratchTable,
  scratchTableName,
} from '@jianwei/projections/scratch-tables.ts'
import { QueryAborted, WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import {
  BacktestBook,
  isOpen,
  type BacktestState,
  type BookedJob,
  type BookState,
} from '#/backtest/backtest-book.ts'
import { readRequest, type BacktestRequest } from '#/backtest/read-request.ts'
import { PassThreadDied } from '#/backtest/pass-threads.ts'
import { runBacktest, type BacktestOptions } from '#/backtest/run-backtest.ts'
import { SCRATCH_PREFIX } from '#/backtest/scratch-tables.ts'
import { warningsPage, type BacktestWarning } from '#/backtest/warning-pages.ts'
import { repeat } from '#/lifecycle/repeat.ts'

/** Backtests that wait beside those that run; the next is refused, retryable. */
export const BACKTESTS_WAITING_MAX = 20
/**
 * Backtests that have ended and are kept, with a table in the engine's memory; the oldest goes
 * first.
 */
export const BACKTESTS_KEPT_MAX = 5

/** How often a server says that it lives, and looks whether others do. */
const LOOK_MS = 1_000
/** A server that said nothing for so long, by the clock of whoever looks, runs nothing any more. */
const STALE_MS = 20_000

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

/** A table of a backtest that a server ran. */
const OF_SERVER = new RegExp(`^${SCRATCH_PREFIX}[0-9a-f]{32}_`)

interface OwnJob {
  readonly options: BacktestOptions
  readonly stopping: AbortController
  progress: number
}

export interface BacktestJobsParts {
  readonly warehouse: Warehouse
  readonly log: EventLog
  /** Where all servers have what they know of backtests. */
  readonly checkpoints: Pick<CheckpointStore, 'load' | 'save' | 'remove'>
  /** This process, different from all others. */
  readonly owner: string
  /**
   * No other process has the warehouse: what one before this left is gone with it, and so is what
   * this one leaves.
   */
  readonly is_alone: boolean
  /** The position up to which the warehouse is complete. */
  readonly head: () => Promise<number>
  readonly newId: () => string
  readonly now: () => Instant
  /** Threads that look at history; what is left out is one. */
  readonly threads?: number
  /** What is a bug is told here, and to those who ask only that it happened. */
  readonly onError: (error: unknown) => void
}

/**
 * Backtests, each server's own one after the other, on the lane that is theirs. All servers know of
 * all of them; what ended is kept until newer ones need its place.
 */
export class BacktestJobs implements AsyncDisposable {
  readonly #parts: BacktestJobsParts
  readonly #book: BacktestBook
  readonly #own = new Map<string, OwnJob>()
  readonly #seen = new Map<string, { readonly beat: number; readonly at: number }>()
  #running: Promise<void> = Promise.resolve()
  #cleared: Promise<void> | undefined
  #closed = false

  constructor(parts: BacktestJobsParts) {
    this.#parts = parts
    this.#book = new BacktestBook(parts.checkpoints)
  }

  /** Says that this server lives, and ends what one that died has left, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#ready()
    if (!this.#parts.is_alone) await this.#dropUnknown()
    await repeat(LOOK_MS, signal, () => this.#look())
  }

  /**
   * Takes the backtest and answers at once. Throws BacktestRefused for what cannot be read, and
   * when too many wait.
   */
  async start(request: BacktestRequest, actor: string): Promise<BacktestJob> {
    const options = await readRequest(request, this.#parts.log)
    await this.#ready()
    const { owner, newId, now } = this.#parts
    const job: BookedJob = {
      backtest_id: newId(),
      state: 'queued',
      progress: 0,
      rule_id: options.rule.id,
      rule_version: options.rule.version,
      asked_by: actor,
      asked_at: now(),
      error: null,
      owner,
      warnings: null,
    }
    const { backtest_id: id } = job
    await this.#book.change((before) => {
      const waiting = before.jobs.filter(({ state }) => state === 'queued').length
      if (waiting >= BACKTESTS_WAITING_MAX || this.#closed) {
        throw new BacktestRefused(
          'BACKTESTS_BUSY',
          `${waiting} backtests wait; try again when some have ended`,
        )
      }
      return beating({ ...before, jobs: [...before.jobs, job] }, owner)
    })
    this.#own.set(id, { options, stopping: new AbortController(), progress: 0 })
    this.#running = this.#running.then(() => this.#run(id))
    return viewOf(job)
  }

  async job(id: string): Promise<BacktestJob | undefined> {
    const job = await this.#booked(id)
    return job && viewOf(job)
  }

  /** Those that somebody asked for and that are still known, the newest first. */
  async askedBy(actor: string): Promise<readonly BacktestJob[]> {
    await this.#ready()
    const { jobs } = await this.#book.read()
    return jobs
      .filter(({ asked_by }) => asked_by === actor)
      .toReversed()
      .map(viewOf)
  }

  /** Undefined where there is none yet, or none any more. */
  async result(id: string): Promise<BacktestResult | undefined> {
    const job = await this.#booked(id)
    return job?.state === 'done' ? this.#book.result(id) : undefined
  }

  /**
   * A page of its warnings; undefined as for `result`. Throws CursorUnreadable, and BacktestRefused
   * where the warehouse has them no longer.
   */
  async warnings(
    id: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
    signal: AbortSignal,
  ): Promise<Page<BacktestWarning> | undefined> {
    const job = await this.#booked(id)
    const result = await this.result(id)
    if (job?.warnings == null || result === undefined) return undefined
    const { warehouse } = this.#parts
    const { table: name, rows, span } = job.warnings
    const table = scratchTableName(name)
    // A page is read for a person, who shall not wait for the next backtest.
    const lane = 'interactive'
    const options: QueryOptions = { purpose: 'backtest:kept', lane, signal }
    // The engine's memory is empty after it was started anew.
    if ((await rowsInScratchTable(warehouse, table, options)) !== rows)
      throw new BacktestRefused(
        'BACKTEST_WARNINGS_GONE',
        'the warehouse was started anew since, and has its warnings no longer; run it again',
      )
    return warningsPage({ warehouse, lane, signal }, { result, warnings: table, span }, page)
  }

  /**
   * Stops it where it has not ended, wherever it runs; the engine stops too. Undefined when there
   * is no such backtest.
   */
  async cancel(id: string): Promise<BacktestJob | undefined> {
    await this.#ready()
    this.#own.get(id)?.stopping.abort()
    const { jobs } = await this.#book.change((before) =>
      withJob(before, id, (job) => (isOpen(job) ? { ...job, state: 'cancelled' } : job)),
    )
    const job = jobs.find(({ backtest_id }) => backtest_id === id)
    return job && viewOf(job)
  }

  /** Stops what this server runs. Where no other has the warehouse, everything is dropped. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    for (const { stopping } of this.#own.values()) stopping.abort()
    await this.#running
    const { is_alone, owner } = this.#parts
    const after = await this.#book.change((before) => {
      const jobs = before.jobs.map((job) =>
        job.owner === owner && isOpen(job) ? interrupted(job) : job,
      )
      return withoutBeat({ ...before, jobs }, owner)
    })
    if (is_alone) for (const job of after.jobs) await this.#forget(job)
    if (is_alone && after.jobs.length > 0) await this.#book.change(() => ({ jobs: [], beats: {} }))
  }

  async #booked(id: string): Promise<BookedJob | undefined> {
    await this.#ready()
    const { jobs } = await this.#book.read()
    return jobs.find(({ backtest_id }) => backtest_id === id)
  }

  /** What a process before this one left is gone with its warehouse, where nobody else has it. */
  #ready(): Promise<void> {
    this.#cleared ??= (async () => {
      if (!this.#parts.is_alone) return
      const { jobs } = await this.#book.read()
      for (const { backtest_id } of jobs) await this.#book.forgetResult(backtest_id)
      if (jobs.length > 0) await this.#book.change(() => ({ jobs: [], beats: {} }))
    })().catch((error: unknown) => {
      this.#cleared = undefined
      throw error
    })
    return this.#cleared
  }

  async #run(id: string): Promise<void> {
    // Put there before it is run.
    const own = this.#own.get(id)!
    const { warehouse, head, onError, threads } = this.#parts
    const { signal } = own.stopping
    try {
      if (!(await this.#isTaken(id))) return
      const finished = await runBacktest(own.options, {
        warehouse,
        lane: 'backtests',
        signal,
        threads,
        key: keyOf(id),
        head: await head(),
        onProgress: (done) => void (own.progress = done),
      })
      const { table, rows, span, result } = finished
      await this.#book.keepResult(id, result)
      const after = await this.#book.change((before) =>
        withJob(before, id, (job) =>
          isOpen(job)
            ? { ...job, state: 'done', progress: 1, warnings: { table, rows, span } }
            : job,
        ),
      )
      const job = after.jobs.find(({ backtest_id }) => backtest_id === id)
      if (job?.state !== 'done') await this.#dropAll(id)
    } catch (error) {
      if (signal.aborted) await this.#dropAll(id).catch(onError)
      else await this.#fail(id, error).catch(onError)
    } finally {
      this.#own.delete(id)
      await this.#forgetOldest().catch(onError)
    }
  }

  /** False where somebody has cancelled it while it waited. */
  async #isTaken(id: string): Promise<boolean> {
    if (this.#closed) return false
    const { jobs } = await this.#book.change((before) =>
      withJob(before, id, (job) => (job.state === 'queued' ? { ...job, state: 'running' } : job)),
    )
    return jobs.find(({ backtest_id }) => backtest_id === id)?.state === 'running'
  }

  async #fail(id: string, error: unknown): Promise<void> {
    if (!(error instanceof BacktestRefused || error instanceof QueryAborted))
      this.#parts.onError(error)
    await this.#dropAll(id)
    await this.#book.change((before) =>
      withJob(before, id, (job) =>
        isOpen(job) ? { ...job, state: 'failed', error: errorOf(error) } : job,
      ),
    )
  }

  async #look(): Promise<void> {
    const { owner } = this.#parts
    const state = await this.#book.read()
    if (this.#own.size > 0) await this.#beat()
    const now = performance.now()
    const open = new Set(state.jobs.filter(isOpen).map((job) => job.owner))
    for (const other of this.#seen.keys()) if (!open.has(other)) this.#seen.delete(other)
    for (const other of open) {
      const beat = state.beats[other] ?? 0
      const seen = this.#seen.get(other)
      if (other === owner || seen?.beat !== beat) this.#seen.set(other, { beat, at: now })
      else if (now - seen.at >= STALE_MS) await this.#endOf(other)
    }
  }

  /** How far its own are; and stops those that somebody has cancelled elsewhere. */
  async #beat(): Promise<void> {
    const { owner } = this.#parts
    const { jobs } = await this.#book.change((before) => {
      const progressed = before.jobs.map((job) => {
        const own = this.#own.get(job.backtest_id)
        return own !== undefined && isOpen(job) ? { ...job, progress: own.progress } : job
      })
      return beating({ ...before, jobs: progressed }, owner)
    })
    for (const job of jobs)
      if (job.state === 'cancelled' || job.state === 'failed')
        this.#own.get(job.backtest_id)?.stopping.abort()
  }

  /** Whoever sees first that a server is dead says so, and drops what it had begun. */
  async #endOf(dead: string): Promise<void> {
    const ended: string[] = []
    await this.#book.change((before) => {
      ended.length = 0
      const jobs = before.jobs.map((job) => {
        if (job.owner !== dead || !isOpen(job)) return job
        ended.push(job.backtest_id)
        return interrupted(job)
      })
      return withoutBeat({ ...before, jobs }, dead)
    })
    this.#seen.delete(dead)
    for (const id of ended) await this.#dropAll(id)
    await this.#forgetOldest()
  }

  async #forgetOldest(): Promise<void> {
    const gone: BookedJob[] = []
    await this.#book.change((before) => {
      const ended = before.jobs.filter((job) => !isOpen(job))
      const oldest = ended.slice(0, Math.max(0, ended.length - BACKTESTS_KEPT_MAX))
      gone.splice(0, gone.length, ...oldest)
      if (oldest.length === 0) return before
      return { ...before, jobs: before.jobs.filter((job) => !oldest.includes(job)) }
    })
    for (const job of gone) await this.#forget(job)
  }

  async #forget({ backtest_id }: BookedJob): Promise<void> {
    try {
      await this.#book.forgetResult(backtest_id)
      await this.#dropAll(backtest_id)
    } catch (error) {
      this.#parts.onError(error)
    }
  }

  async #dropAll(id: string): Promise<void> {
    const options: QueryOptions = { purpose: 'backtest:drop', lane: 'backtests' }
    await dropScratchTablesLeft(this.#parts.warehouse, `${SCRATCH_PREFIX}${keyOf(id)}`, options)
  }

  /** Tables of backtests that no server knows: their server died before it could drop them. */
  async #dropUnknown(): Promise<void> {
    const { jobs } = await this.#book.read()
    const known = jobs.map(({ backtest_id }) => `${SCRATCH_PREFIX}${keyOf(backtest_id)}`)
    // A command makes tables of its own there.
    const isLeft = (name: string): boolean =>
      OF_SERVER.test(name) && !known.some((prefix) => name.startsWith(prefix))
    const options: QueryOptions = { purpose: 'backtest:leftovers', lane: 'backtests' }
    await dropScratchTablesLeft(this.#parts.warehouse, SCRATCH_PREFIX, options, isLeft)
  }
}

/** Names its tables. */
function keyOf(id: string): string {
  return id.replaceAll('-', '')
}

function beating(state: BookState, owner: string): BookState {
  return { ...state, beats: { ...state.beats, [owner]: (state.beats[owner] ?? 0) + 1 } }
}

function withoutBeat(state: BookState, owner: string): BookState {
  const { [owner]: _gone, ...beats } = state.beats
  return { ...state, beats }
}

function withJob(state: BookState, id: string, change: (job: BookedJob) => BookedJob): BookState {
  const jobs = state.jobs.map((job) => (job.backtest_id === id ? change(job) : job))
  return jobs.every((job, at) => job === state.jobs[at]) ? state : { ...state, jobs }
}

function interrupted(job: BookedJob): BookedJob {
  const detail = 'the server that ran it ended before it was done; run it again'
  return { ...job, state: 'failed', error: { code: 'BACKTEST_INTERRUPTED', detail } }
}

function errorOf(error: unknown): NonNullable<BacktestJob['error']> {
  if (error instanceof BacktestRefused || error instanceof PassThreadDied)
    return { code: error.code, detail: error.message }
  return error instanceof WarehouseError
    ? { code: error.code, detail: `the warehouse answered with its error ${error.engineCode}` }
    : { code: 'INTERNAL', detail: 'the backtest failed; the log of the server says why' }
}

function viewOf(job: BookedJob): BacktestJob {
  const { owner: _owner, warnings: _warnings, ...shown } = job
  return shown
}
