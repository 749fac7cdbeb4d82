import type { LogPosition } from '#/log/kurrent/kurrent-client.ts'

/** Who waits for a reader of the log to come to some place, or to come any further. */
export class ReadingWaits {
  readonly #forPlaces = new Set<{ readonly place: LogPosition; readonly resolve: () => void }>()
  readonly #forMore = new Set<() => void>()

  /** Resolves when `cameTo` is told of it, or `ended`. */
  forPlace(place: LogPosition): Promise<void> {
    return new Promise((resolve) => this.#forPlaces.add({ place, resolve }))
  }

  /** Resolves with true when the reader has come further, with false after the time. */
  async forMore(ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const onMore = (): void => resolve(true)
    const timer = setTimeout(() => resolve(false), ms)
    this.#forMore.add(onMore)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#forMore.delete(onMore)
    }
  }

  cameTo(isReached: (place: LogPosition) => boolean): void {
    for (const waiting of this.#forPlaces) {
      if (!isReached(waiting.place)) continue
      this.#forPlaces.delete(waiting)
      waiting.resolve()
    }
    for (const resolve of this.#forMore) resolve()
    this.#forMore.clear()
  }

  /** The reader stops: nobody waits for a place any longer. */
  ended(): void {
    for (const { resolve } of this.#forPlaces) resolve()
    this.#forPlaces.clear()
  }
}
