/** One look at the end of the log. */
interface Sighting {
  readonly at_ms: number
  readonly head: number
}

/** Looks that are kept: an hour at one a second. */
const SIGHTINGS_MAX = 3_600

/**
 * Remembers where the log ended at what time, to say how long a reader has been behind: since the
 * first look at which the log was further than the reader is now. As exact as the looks are
 * frequent.
 */
export class HeadHistory {
  readonly #sightings: Sighting[] = []

  see(sighting: Sighting): void {
    const last = this.#sightings.at(-1)
    if (last !== undefined && last.head === sighting.head) return
    this.#sightings.push(sighting)
    if (this.#sightings.length > SIGHTINGS_MAX) this.#sightings.shift()
  }

  /**
   * Seconds since the log first held something beyond `position`; 0 when the reader has seen
   * everything.
   */
  secondsBehind(position: number, nowMs: number): number {
    const first = this.#sightings.find((sighting) => sighting.head > position)
    return first === undefined ? 0 : Math.max(0, (nowMs - first.at_ms) / 1000)
  }
}
