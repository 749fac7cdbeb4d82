import type { FoundPiece, SubjectsAsked } from '#/backtest/subject-pass.ts'
import type { ColumnBlock } from '#/ports/column-block.ts'

/*
 * Threads that look at subjects for a pass over history. Adapter: services/backtest.
 */

/** How threads come to be: `count` of them at the most. */
export interface SubjectThreads {
  readonly count: number
  readonly open: (asked: SubjectsAsked, options: ThreadsOptions) => OpenThreads
}

export interface ThreadsOptions {
  readonly count: number
  readonly signal: AbortSignal | undefined
  /** Who asks, as the engine is told. */
  readonly purpose: string
  readonly onRangeEnded: () => void
}

/** Threads of one pass. They end with it, however it ends. */
export interface OpenThreads extends AsyncDisposable {
  /** Runs beside what is taken; `pieces` throws what it throws. Its signal ends with the pass. */
  feed(work: (feeding: Feeding, signal: AbortSignal) => Promise<void>): void
  /** What the threads found, as they find it, until they have looked at all that they were fed. */
  pieces(): AsyncGenerator<FoundPiece, void, undefined>
}

/** Hands blocks to threads, by their numbers: a range of keys to one. */
export interface Feeding {
  /** A thread that has no range in its hands, when there is one. */
  readonly idle: () => Promise<number>
  /** When there is room for it. */
  readonly hand: (thread: number, kind: 'ends' | 'versions', block: ColumnBlock) => Promise<void>
  /** The range has no more blocks. */
  readonly end: (thread: number) => void
}
