/** What a window holds, kept up as facts come into it and leave it. */
export interface WindowContent {
  /** `index`: of the window's seconds. */
  enter(index: number): void
  leave(index: number): void
}

/** A window over seconds in order, of which neither end ever goes back. */
export class MovingWindow {
  readonly #seconds: Float64Array
  readonly #content: WindowContent | undefined
  #first = 0
  #end = 0

  constructor(seconds: Float64Array, content?: WindowContent) {
    this.#seconds = seconds
    this.#content = content
  }

  /** Index of the first that it holds; `end` where it holds none. */
  get first(): number {
    return this.#first
  }

  /** Index behind the last that it holds. */
  get end(): number {
    return this.#end
  }

  get size(): number {
    return this.#end - this.#first
  }

  /** To hold the seconds in (after, upTo]. */
  moveTo(after: number, upTo: number): void {
    const seconds = this.#seconds
    while (this.#end < seconds.length && seconds[this.#end]! <= upTo) {
      this.#content?.enter(this.#end)
      this.#end += 1
    }
    while (this.#first < this.#end && seconds[this.#first]! <= after) {
      this.#content?.leave(this.#first)
      this.#first += 1
    }
  }
}

/** The different ones of seconds in order. */
export function* instantsOf(seconds: Float64Array): Generator<number, void, undefined> {
  let before: number | undefined
  for (const second of seconds) {
    if (second !== before) yield second
    before = second
  }
}
