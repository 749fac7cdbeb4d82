/**
 * Work on the same keys is done one piece after the other, in the order of the calls; other work is
 * not held up.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  /**
   * Queues for all of the keys at once, before the call returns, so two pieces never wait for each
   * other.
   */
  async take<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const turn = this.queue(keys)
    await turn.comes
    try {
      return await work()
    } finally {
      turn.end()
    }
  }

  /** As `take`, for work that is begun and ended elsewhere. */
  queue(keys: readonly string[]): Turn {
    const before = new Set(keys.flatMap((key) => this.#last.get(key) ?? []))
    const { promise, resolve } = Promise.withResolvers<void>()
    for (const key of keys) this.#last.set(key, promise)
    return {
      comes: before.size === 0 ? undefined : Promise.all(before),
      end: () => {
        for (const key of keys) if (this.#last.get(key) === promise) this.#last.delete(key)
        resolve()
      },
    }
  }
}

/** A place in the line for some keys. Must be ended, whatever comes of the work. */
export interface Turn {
  /** Resolves when all that came before it have ended; undefined when none did. */
  readonly comes: Promise<unknown> | undefined
  end(): void
}

/** At most so many pieces of work at a time; the others wait in line. */
export class Lanes {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(lanes: number) {
    this.#free = lanes
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }
}
