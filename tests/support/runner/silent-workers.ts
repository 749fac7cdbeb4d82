import type { SignsOfLife, WorkerSign } from './signs-of-life.ts'

/**
 * Finds the workers that give no sign any more. Time is counted in looks, so that a machine that
 * slept does not make all of them silent.
 */
export class SilentWorkers {
  readonly #signs: SignsOfLife
  readonly #silence_ms_max: number
  readonly #heard = new Map<number, { readonly at: number; silent_ms: number }>()

  constructor(signs: SignsOfLife, silence_ms_max: number) {
    this.#signs = signs
    this.#silence_ms_max = silence_ms_max
  }

  /** Those that have become silent, each once. `since_ms` is the time since the last look. */
  look(since_ms: number): readonly WorkerSign[] {
    const there = this.#signs.all().filter(({ pid }) => {
      const lives = isAlive(pid)
      if (!lives) this.#signs.forget(pid)
      return lives
    })
    for (const pid of this.#heard.keys())
      if (!there.some((worker) => worker.pid === pid)) this.#heard.delete(pid)
    return there.filter(({ pid, at }) => {
      const heard = this.#heard.get(pid)
      if (heard?.at !== at) {
        this.#heard.set(pid, { at, silent_ms: 0 })
        return false
      }
      const before_ms = heard.silent_ms
      heard.silent_ms += since_ms
      return before_ms < this.#silence_ms_max && heard.silent_ms >= this.#silence_ms_max
    })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
