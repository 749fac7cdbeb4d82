import type { Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { BacktestRefused } from '@jianwei/projections/backtest/backtest-refused.ts'
import type { BacktestResult } from '@jianwei/projections/backtest/result.ts'
import type { Page } from '@jianwei/projections/cursor.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { rowsInScratchTable, scratchTableName } from '@jianwei/projections/scratch-tables.ts'
import { QueryAborted } from '@jianwei/projections/warehouse-error.ts'
import {
  BacktestBook,
  isOpen,
  type BacktestState,
  type BookedJob,
  type BookState,
} from '#/backtest/backtest-book.ts'
import {
  CANCELLED,
  failedBy,
  INTERRUPTED,
  withEnds,
  type BacktestEnd,
} from '#/backtest/backtest-end.ts'
import { dropTablesOfDead, LeftTables } from '#/backtest/left-tables.ts'
import { readRequest, type BacktestRequest } from '#/backtest/read-request.ts'
import { runBacktest, type BacktestOptions } from '#/backtest/run-backtest.ts'
import { keyOfJob } from '#/backtest/table-keys.ts'
import { warningsPage, type BacktestWarning } from '#/backtest/warning-pages.ts'
import { repeat } from '#/lifecycle/repeat.ts'
import { together } from '#/lifecycle/together.ts'

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
/** How often it looks for tables that the dead left. */
const DEAD_TABLES_MS = 600_000

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
  readonly #left: LeftTables
  readonly #own = new Map<string, OwnJob>()
  /** Of its own ones, by id: what could not be written yet. */
  readonly #ends = new Map<string, BacktestEnd>()
  readonly #seen = new Map<string, { readonly beat: number; readonly at: number }>()
  #running: Promise<void> = Promise.resolve()
  #cleared: Promise<void> | undefined
  #closed = false

  constructor(parts: BacktestJobsParts) {
    this.#parts = parts
    this.#book = new BacktestBook(parts.checkpoints)
    this.#left = new LeftTables(parts.warehouse, parts.onError)
  }

  /** Says that this server lives, and ends what one that died has left, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#ready()
    const jobs = async () => (await this.#read()).jobs
    const isOwn = (id: string): boolean => this.#own.has(id)
    const { warehouse, now, onError } = this.#parts
    await together(signal, [
      (until) => repeat(LOOK_MS, until, () => this.#look()),
      (until) => repeat(LOOK_MS, until, () => this.#left.dropAgain(jobs, isOwn, until)),
      (until) =>
        repeat(DEAD_TABLES_MS, until, async () => {
          await dropTablesOfDead(warehouse, jobs, now(), until).catch((error: unknown) => {
            if (!until.aborted) onError(error)
          })
        }),
    ])
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
    await this.#change((before) => {
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
    const { jobs } = await this.#read()
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
    const { jobs } = await this.#change((before) =>
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
    const after = await this.#change((before) => {
      const jobs = before.jobs.map((job) =>
        job.owner === owner && isOpen(job) ? { ...job, ...INTERRUPTED } : job,
      )
      return withoutBeat({ ...before, jobs }, owner)
    })
    if (is_alone) for (const job of after.jobs) await this.#forget(job)
    if (is_alone && after.jobs.length > 0) await this.#change(() => ({ jobs: [], beats: {} }))
  }

  async #booked(id: string): Promise<BookedJob | undefined> {
    await this.#ready()
    const { jobs } = await this.#read()
    return jobs.find(({ backtest_id }) => backtest_id === id)
  }

  /** What a process before this one left is gone with its warehouse, where nobody else has it. */
  #ready(): Promise<void> {
    this.#cleared ??= (async () => {
      if (!this.#parts.is_alone) return
      const { jobs } = await this.#read()
      for (const { backtest_id } of jobs) await this.#book.forgetResult(backtest_id)
      if (jobs.length > 0) await this.#change(() => ({ jobs: [], beats: {} }))
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
        key: keyOfJob(id),
        head: await head(),
        onProgress: (done) => void (own.progress = done),
        onLeft: (error) => this.#left.tell(id, error),
      })
      const { table, rows, span, result } = finished
      await this.#book.keepResult(id, result)
      const after = await this.#change((before) =>
        withJob(before, id, (job) =>
          isOpen(job)
            ? { ...job, state: 'done', progress: 1, warnings: { table, rows, span } }
            : job,
        ),
      )
      const job = after.jobs.find(({ backtest_id }) => backtest_id === id)
      if (job?.state !== 'done') await this.#left.drop(id)
    } catch (error) {
      const isTold = error instanceof BacktestRefused || error instanceof QueryAborted
      if (!signal.aborted && !isTold) onError(error)
      await this.#end(id, signal.aborted ? this.#stopped() : failedBy(error))
    } finally {
      this.#own.delete(id)
      await this.#forgetOldest().catch(onError)
    }
  }

  /** False where somebody has cancelled it while it waited. */
  async #isTaken(id: string): Promise<boolean> {
    if (this.#closed) return false
    const { jobs } = await this.#change((before) =>
      withJob(before, id, (job) => (job.state === 'queued' ? { ...job, state: 'running' } : job)),
    )
    return jobs.find(({ backtest_id }) => backtest_id === id)?.state === 'running'
  }

  /** The end of one whose signal fired. */
  #stopped(): BacktestEnd {
    return this.#closed ? INTERRUPTED : CANCELLED
  }

  /**
   * Says how one ended, whatever becomes of its tables. What cannot be written now is written with
   * the next change, and shown here until then.
   */
  async #end(id: string, end: BacktestEnd): Promise<void> {
    this.#ends.set(id, end)
    await this.#change((before) => before).catch(this.#parts.onError)
    await this.#left.drop(id)
  }

  async #read(): Promise<BookState> {
    return withEnds(await this.#book.read(), this.#ends)
  }

  async #change(step: (before: BookState) => BookState): Promise<BookState> {
    const ends = new Map(this.#ends)
    const after = await this.#book.change((before) => step(withEnds(before, ends)))
    for (const id of ends.keys()) this.#ends.delete(id)
    return after
  }

  async #look(): Promise<void> {
    const { owner } = this.#parts
    const state = await this.#read()
    if (this.#own.size > 0 || this.#ends.size > 0) await this.#beat()
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
    const { jobs } = await this.#change((before) => {
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
    await this.#change((before) => {
      ended.length = 0
      const jobs = before.jobs.map((job) => {
        if (job.owner !== dead || !isOpen(job)) return job
        ended.push(job.backtest_id)
        return { ...job, ...INTERRUPTED }
      })
      return withoutBeat({ ...before, jobs }, dead)
    })
    this.#seen.delete(dead)
    for (const id of ended) await this.#left.drop(id)
    await this.#forgetOldest()
  }

  async #forgetOldest(): Promise<void> {
    const gone: BookedJob[] = []
    await this.#change((before) => {
      const ended = before.jobs.filter((job) => !isOpen(job))
      const oldest = ended.slice(0, Math.max(0, ended.length - BACKTESTS_KEPT_MAX))
      gone.splice(0, gone.length, ...oldest)
      if (oldest.length === 0) return before
      return { ...before, jobs: before.jobs.filter((job) => !oldest.includes(job)) }
    })
    for (const job of gone) await this.#forget(job)
  }

  async #forget({ backtest_id }: BookedJob): Promise<void> {
    await this.#left.drop(backtest_id)
    await this.#book.forgetResult(backtest_id).catch(this.#parts.onError)
  }
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

function viewOf(job: BookedJob): BacktestJob {
  const { owner: _owner, warnings: _warnings, ...shown } = job
  return shown
}
