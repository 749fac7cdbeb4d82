import { Worker } from 'node:worker_threads'
import { DomainError } from '@jianwei/events/errors.ts'
import { unpackedPiece, type PackedPiece } from '@jianwei/projections/backtest/packed-piece.ts'
import type { FoundPiece, SubjectsAsked } from '@jianwei/projections/backtest/subject-pass.ts'
import type {
  Feeding,
  OpenThreads,
  SubjectThreads,
  ThreadsOptions,
} from '@jianwei/projections/backtest/subject-threads.ts'
import { QueryAborted } from '@jianwei/projections/warehouse-error.ts'

/** To a thread: blocks of one range of keys, in order, and its end. */
export type ToThread =
  | { readonly kind: 'ends' | 'versions'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }

/** From a thread: an answer to each of them. */
export interface FromThread {
  readonly kind: 'taken' | 'ended'
  readonly piece: PackedPiece
}

/**
 * Blocks that may be on their way to a thread, in its hands, or looked at and not yet taken by who
 * asked: a few megabytes each.
 */
const BLOCKS_A_THREAD = 3

/** A thread that looked at history ended before its work did. */
export class PassThreadDied extends DomainError {
  override readonly name = 'PassThreadDied'
  readonly code = 'BACKTEST_THREAD_DIED'
  override readonly retryable = true
}

/** Null for one: then the thread of the process does it. */
export function subjectThreads(count: number): SubjectThreads | null {
  if (count <= 1) return null
  return { count, open: (asked, options) => new PassThreads(asked, options) }
}

/** Each is a worker that runs `pass-worker.ts`. */
export class PassThreads implements OpenThreads {
  readonly #options: ThreadsOptions
  readonly #threads: readonly Worker[]
  readonly #idle: number[]
  readonly #stop = new AbortController()
  readonly #found: FromThread[] = []
  #handed = 0
  #ranges = 0
  #fed: Promise<void> | undefined
  #isFed = false
  #failure: unknown
  /** Whoever waits for a change looks again. */
  #changed = Promise.withResolvers<void>()

  constructor(asked: SubjectsAsked, options: ThreadsOptions) {
    this.#options = options
    this.#threads = Array.from({ length: options.count }, (_, number) =>
      this.#newThread(asked, number),
    )
    this.#idle = [...this.#threads.keys()]
    options.signal?.addEventListener('abort', this.#abort, { once: true })
    if (options.signal?.aborted === true) this.#abort()
  }

  feed(work: (feeding: Feeding, signal: AbortSignal) => Promise<void>): void {
    const feeding: Feeding = {
      idle: async () => {
        await this.#until(() => this.#idle.length > 0)
        this.#ranges += 1
        return this.#idle.pop()!
      },
      hand: async (thread, kind, { bytes }) => {
        await this.#until(() => this.#handed < BLOCKS_A_THREAD * this.#options.count)
        this.#handed += 1
        this.#post(thread, { kind, bytes })
      },
      end: (thread) => {
        this.#handed += 1
        this.#post(thread, { kind: 'end' })
      },
    }
    this.#fed = this.#feed(work(feeding, this.#stop.signal))
  }

  async #feed(work: Promise<void>): Promise<void> {
    try {
      await work
      this.#isFed = true
      this.#change()
    } catch (error) {
      this.#fail(error)
    }
  }

  async *pieces(): AsyncGenerator<FoundPiece, void, undefined> {
    for (;;) {
      await this.#until(() => this.#found.length > 0 || (this.#isFed && this.#ranges === 0))
      const found = this.#found.shift()
      if (found === undefined) return
      if (found.kind === 'ended') this.#options.onRangeEnded()
      yield unpackedPiece(found.piece)
      this.#handed -= 1
      this.#change()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#abort)
    this.#fail(new TypeError('the pass has ended'))
    this.#stop.abort()
    await Promise.all(this.#threads.map((thread) => thread.terminate()))
    await this.#fed
  }

  readonly #abort = (): void => {
    this.#fail(new QueryAborted(this.#options.purpose))
    this.#stop.abort()
  }

  #newThread(asked: SubjectsAsked, number: number): Worker {
    const thread = new Worker(new URL('pass-worker.ts', import.meta.url), { workerData: asked })
    thread.on('message', (message: FromThread) => {
      this.#found.push(message)
      if (message.kind === 'ended') {
        this.#ranges -= 1
        this.#idle.push(number)
      }
      this.#change()
    })
    thread.on('error', (error: unknown) => this.#died(error))
    // Nothing ends one but its own death, or the end of the pass.
    thread.on('exit', (code) => this.#died(`it ended with ${code}`))
    return thread
  }

  #died(why: unknown): void {
    const said = why instanceof Error ? why.message : String(why)
    this.#fail(new PassThreadDied(`a thread that looked at history ended: ${said}`, { cause: why }))
  }

  #post(thread: number, message: ToThread): void {
    const buffers = 'bytes' in message ? [message.bytes.buffer as ArrayBuffer] : []
    this.#threads[thread]?.postMessage(message, buffers)
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    this.#change()
  }

  #change(): void {
    const { resolve } = this.#changed
    this.#changed = Promise.withResolvers<void>()
    resolve()
  }

  async #until(holds: () => boolean): Promise<void> {
    while (this.#failure === undefined && !holds()) await this.#changed.promise
    if (this.#failure !== undefined) throw this.#failure
  }
}
