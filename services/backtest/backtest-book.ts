import { z } from 'zod'
import { CheckpointConflict, DomainError } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { BacktestResult } from '@jianwei/projections/backtest/result.ts'
import { storedRecord } from '#/lifecycle/stored-record.ts'

/*
 * What all servers know of backtests, in the checkpoint store: one record with the jobs, so that
 * whichever server is asked says the same, and one for each result. Each server runs those that it
 * was asked for, and says every second that it still does.
 */

const RECORD = 'backtests'
/** Others are faster each time. */
const ROUNDS_MAX = 50

export const BACKTEST_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type BacktestState = (typeof BACKTEST_STATES)[number]

const Job = z.object({
  backtest_id: z.string(),
  state: z.enum(BACKTEST_STATES),
  progress: z.number(),
  rule_id: z.string(),
  rule_version: z.number(),
  asked_by: z.string(),
  asked_at: z.string().transform((text) => text as Instant),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  /** The server that runs it. */
  owner: z.string(),
  /** Where its warnings are, once it is done. */
  warnings: z
    .object({
      table: z.string(),
      rows: z.number(),
      span: z.object({ from_ms: z.number(), to_ms: z.number() }),
    })
    .nullable(),
})
export type BookedJob = Readonly<z.infer<typeof Job>>

const Book = z.object({
  /** In the order in which they were asked for. */
  jobs: z.array(Job),
  /** Of each server with open jobs: a number that moves while it lives. */
  beats: z.record(z.string(), z.number()),
})
export interface BookState {
  readonly jobs: readonly BookedJob[]
  readonly beats: Readonly<Record<string, number>>
}

const EMPTY: BookState = { jobs: [], beats: {} }

export class BookBusy extends DomainError {
  override readonly name = 'BookBusy'
  readonly code = 'BACKTESTS_BUSY'
  override readonly retryable = true
}

export function isOpen({ state }: BookedJob): boolean {
  return state === 'queued' || state === 'running'
}

/** The record, read and changed in one. */
export class BacktestBook {
  readonly #checkpoints: Pick<CheckpointStore, 'load' | 'save' | 'remove'>

  constructor(checkpoints: Pick<CheckpointStore, 'load' | 'save' | 'remove'>) {
    this.#checkpoints = checkpoints
  }

  async read(): Promise<BookState> {
    return (await this.#stored())?.value ?? EMPTY
  }

  /** The state that `step` made. What it gives back as it was is not written. Throws BookBusy. */
  async change(step: (before: BookState) => BookState): Promise<BookState> {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const stored = await this.#stored()
      const before = stored?.value ?? EMPTY
      const after = step(before)
      if (after === before) return after
      try {
        await this.#checkpoints.save(RECORD, JSON.stringify(after), stored?.version ?? 'absent')
        return after
      } catch (error) {
        if (!(error instanceof CheckpointConflict)) throw error
      }
    }
    throw new BookBusy('others are changing backtests all the time; try again')
  }

  async keepResult(id: string, result: BacktestResult): Promise<void> {
    await this.#checkpoints.save(resultOf(id), JSON.stringify(result), 'absent')
  }

  async result(id: string): Promise<BacktestResult | undefined> {
    const stored = await this.#checkpoints.load(resultOf(id))
    // What `keepResult` wrote.
    return stored === undefined ? undefined : (JSON.parse(stored.value) as BacktestResult)
  }

  async forgetResult(id: string): Promise<void> {
    await this.#checkpoints.remove(resultOf(id))
  }

  #stored() {
    return storedRecord<BookState>(this.#checkpoints, RECORD, Book, 'the record of backtests')
  }
}

function resultOf(id: string): string {
  return `backtest-${id}`
}
