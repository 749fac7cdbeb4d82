import { url as debuggerAddress } from 'node:inspector'
import { Worker } from 'node:worker_threads'
import type { LogLevel } from '#/runtime/logger.ts'

/** What the thread of a watch is given. */
export interface WatchedLoop {
  /** How often the loop went round, and whether somebody debugs it. */
  readonly beats: Int32Array<SharedArrayBuffer>
  readonly held_ms_max: number
  readonly look_ms: number
  readonly log_level: LogLevel
}

/** Where the two numbers of `beats` stand. */
const ROUNDS = 0
const DEBUGGED = 1
/** Looks in the time after which a loop counts as held. */
const LOOKS = 60
const BEATS_A_LOOK = 4

/** Counts the looks at which a loop had not gone round since the look before. */
export class HeldLoop {
  readonly #beats: Int32Array<SharedArrayBuffer>
  #rounds: number
  #looks = 0

  constructor(beats: Int32Array<SharedArrayBuffer>) {
    this.#beats = beats
    this.#rounds = Atomics.load(beats, ROUNDS)
  }

  static newBeats(): Int32Array<SharedArrayBuffer> {
    return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  }

  /** Said by the loop. */
  static beat(beats: Int32Array<SharedArrayBuffer>, is_debugged: boolean): void {
    Atomics.add(beats, ROUNDS, 1)
    Atomics.store(beats, DEBUGGED, is_debugged ? 1 : 0)
  }

  /** Whether it has been held for as many looks as make it too long. */
  look(): boolean {
    const rounds = Atomics.load(this.#beats, ROUNDS)
    const isHeld = rounds === this.#rounds && Atomics.load(this.#beats, DEBUGGED) === 0
    this.#rounds = rounds
    this.#looks = isHeld ? this.#looks + 1 : 0
    return this.#looks >= LOOKS
  }
}

/**
 * Ends this process when its loop has been held for too long: its thread waits in native code for
 * what never comes, or never leaves JavaScript. Such a process answers nobody and stops at no
 * signal, and nobody who waits for its end would start another. Time is counted by the watch's own
 * looks, so a machine that slept ends nothing; neither does a debugger.
 */
export function watchLoop({
  held_ms_max,
  log_level,
}: Pick<WatchedLoop, 'held_ms_max' | 'log_level'>): Disposable {
  const beats = HeldLoop.newBeats()
  const look_ms = held_ms_max / LOOKS
  const beat = (): void => HeldLoop.beat(beats, debuggerAddress() !== undefined)
  const timer = setInterval(beat, look_ms / BEATS_A_LOOK)
  timer.unref()
  const watched: WatchedLoop = { beats, held_ms_max, look_ms, log_level }
  const thread = new Worker(new URL('./loop-watch-thread.ts', import.meta.url), {
    workerData: watched,
    // Those of the process may be about the file that it runs.
    execArgv: [],
    // It counts and writes one line.
    resourceLimits: { maxOldGenerationSizeMb: 32 },
  })
  // Without it the process goes on as it would have before.
  thread.on('error', (error) => process.emitWarning(error))
  thread.unref()
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      void thread.terminate()
    },
  }
}
