import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { DomainError } from '@jianwei/events/errors.ts'
import type { FromWorker, TextAnswer, TextJob } from '#/text-reading/text-job.ts'

/*
 * Texts that people send are read in a thread of its own, one after another, each for a limited
 * time: a text of a few kilobytes can be made to take minutes, and the loop that answers everybody
 * else must not take part in it. There is no length below which a text is harmless enough to be
 * worth a second way.
 */

/**
 * Of the processor's time, so that a busy machine refuses nothing that an idle one takes. The
 * largest rule that comes with the program takes about 0.2 s, the dearest text of the permitted
 * length about 2 s.
 */
export const TEXT_READING_MS_MAX = 5_000
/** Texts that wait beside the one that is read; the next is refused, retryable. */
export const TEXTS_WAITING_MAX = 20
const MEMORY_MB_MAX = 512
/** How long the look at the processor's time rests at the least. */
const LOOK_MS_MIN = 20

export interface TextLimits {
  readonly reading_ms_max: number
  readonly waiting_max: number
}

/** Too many texts wait to be read. */
export class TextsBusy extends DomainError {
  override readonly name = 'TextsBusy'
  readonly code = 'TEXTS_BUSY'
  override readonly retryable = true
}

interface Waiting {
  readonly job: TextJob
  readonly settle: (answer: TextAnswer | Error) => void
}

/**
 * One thread, made when the first text comes and again after one that had to be stopped. It keeps
 * no process alive while it has nothing to do.
 */
export class TextReader {
  readonly #limits: TextLimits
  readonly #waiting: Waiting[] = []
  #worker: Worker | undefined
  #isReady = false
  #reading: Waiting | undefined

  constructor(limits: Partial<TextLimits> = {}) {
    this.#limits = {
      reading_ms_max: TEXT_READING_MS_MAX,
      waiting_max: TEXTS_WAITING_MAX,
      ...limits,
    }
  }

  /**
   * Throws TextsBusy, and what is a bug in the reading. What is wrong with the text, also that it
   * took too long, is in the answer.
   */
  read(job: TextJob): Promise<TextAnswer> {
    if (this.#waiting.length >= this.#limits.waiting_max) {
      const message = `${this.#waiting.length} texts wait to be read; try again when some have been`
      return Promise.reject(new TextsBusy(message))
    }
    return new Promise((resolve, reject) => {
      const settle: Waiting['settle'] = (answer) =>
        answer instanceof Error ? reject(answer) : resolve(answer)
      this.#waiting.push({ job, settle })
      this.#readNext()
    })
  }

  #readNext(): void {
    if (this.#reading !== undefined || this.#waiting.length === 0) return
    const worker = (this.#worker ??= this.#newWorker())
    worker.ref()
    if (!this.#isReady) return
    const taken = this.#waiting.shift()
    if (taken === undefined) return
    this.#reading = taken
    worker.postMessage(taken.job, [])
    void this.#watch(worker, taken)
  }

  /** Stops the thread when the text in its hands has used up its time. */
  async #watch(worker: Worker, taken: Waiting): Promise<void> {
    try {
      const before = await worker.cpuUsage()
      for (let left = this.#limits.reading_ms_max; this.#reading === taken;) {
        if (left <= 0) return this.#giveUp(worker, TOO_LONG)
        await sleep(Math.max(left, LOOK_MS_MIN), undefined, { ref: false })
        const used = await worker.cpuUsage(before)
        left = this.#limits.reading_ms_max - (used.user + used.system) / 1_000
      }
    } catch (error) {
      // A thread that ended meanwhile has no times; its end was told to whom it concerns.
      if (this.#reading === taken) this.#giveUp(worker, asError(error))
    }
  }

  #newWorker(): Worker {
    const worker = new Worker(new URL('text-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
    })
    this.#isReady = false
    worker.on('message', (message: FromWorker) => {
      if (worker !== this.#worker) return
      if (message.kind === 'ready') this.#isReady = true
      else this.#answer(message.answer)
      if (this.#waiting.length === 0) worker.unref()
      this.#readNext()
    })
    worker.on('error', (error: unknown) => {
      const isMemory =
        error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.#giveUp(worker, isMemory ? TOO_MUCH : asError(error))
    })
    return worker
  }

  /**
   * The thread is beyond help; the texts that wait get another one. One that cannot even begin has
   * none to blame and takes the oldest with it.
   */
  #giveUp(worker: Worker, answer: TextAnswer | Error): void {
    if (worker !== this.#worker) return
    this.#worker = undefined
    // Whatever it still does, nobody hears it.
    void worker.terminate()
    if (this.#reading === undefined) this.#waiting.shift()?.settle(answer)
    else this.#answer(answer)
    this.#readNext()
  }

  #answer(answer: TextAnswer | Error): void {
    const reading = this.#reading
    this.#reading = undefined
    reading?.settle(answer)
  }
}

const TOO_LONG = stopped('reading the text takes too long: it was stopped')
const TOO_MUCH = stopped('reading the text takes too much memory: it was stopped')

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

function stopped(message: string): TextAnswer {
  return { ok: false, why: 'unreadable', problems: [{ path: '', message }] }
}

/** One for the process: however many routes read texts, one thread does. */
export const textReader = new TextReader()
