import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { NewestEvents } from '@jianwei/projections/ports/newest-events.ts'

/** More are not held, nor more text of them: who comes later reads the log. */
const WRITTEN_EVENTS_MAX = 20_000
const WRITTEN_CHARACTERS_MAX = 32_000_000

/** A stretch of the log that the warehouse holds by now. */
export interface WrittenEvents {
  /** Behind this position. */
  readonly after: Position
  /** Up to and with this one. */
  readonly up_to: Position
  /** All of them, in order, at least one. */
  readonly events: readonly RecordedEvent[]
  /** What their rows take, which is about what they do. */
  readonly characters: number
}

/** Holds what was written last, as soon as somebody asks for it. */
export class NewestWritten implements NewestEvents {
  readonly #eventsMax: number
  readonly #charactersMax: number
  #stretches: WrittenEvents[] = []
  #isAsked = false

  constructor(eventsMax = WRITTEN_EVENTS_MAX, charactersMax = WRITTEN_CHARACTERS_MAX) {
    this.#eventsMax = eventsMax
    this.#charactersMax = charactersMax
  }

  /** How many events are held. */
  get size(): number {
    return this.#stretches.reduce((sum, { events }) => sum + events.length, 0)
  }

  add(written: WrittenEvents): void {
    if (!this.#isAsked) return
    // What does not follow at once was written by a rebuild, or by another process meanwhile.
    if (this.#end !== written.after) this.forget()
    this.#stretches.push(written)
    while (this.size > this.#eventsMax || this.#characters > this.#charactersMax)
      this.#stretches.shift()
  }

  forget(): void {
    this.#stretches = []
  }

  between(after: Position, up_to: Position): readonly RecordedEvent[] | undefined {
    this.#isAsked = true
    this.#stretches = this.#stretches.filter((stretch) => stretch.up_to > after)
    const [first] = this.#stretches
    const end = this.#end
    if (first === undefined || end === undefined || first.after > after || end < up_to)
      return undefined
    return this.#stretches.flatMap(({ events }) =>
      events.filter(({ position }) => position > after && position <= up_to),
    )
  }

  get #characters(): number {
    return this.#stretches.reduce((sum, { characters }) => sum + characters, 0)
  }

  get #end(): Position | undefined {
    return this.#stretches.at(-1)?.up_to
  }
}
