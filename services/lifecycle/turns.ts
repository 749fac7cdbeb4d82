/**
 * Work that is done one piece after another, in the order in which it was asked for. A piece that
 * fails holds up none behind it.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Resolves and rejects as the work does, once it had its turn. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return done
  }
}
