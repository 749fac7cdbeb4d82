import type { LogReading } from '@jianwei/events/ports/log-standing.ts'

/** How often a long reading says how far it is. */
const SAID_EVERY_MS = 5_000
/** What is shorter is over before anybody could wonder. */
const LONG_BYTES = 16 * 1024 * 1024

/** Tells how far a reading has come that may take long. */
export class ReadingProgress {
  readonly #say: (line: string) => void
  #from = 0
  #place = 0
  #end = 0
  #events = 0
  #state: LogReading['state'] = 'reading'
  #saidAt = 0

  constructor(say: (line: string) => void = () => {}) {
    this.#say = say
  }

  get reading(): LogReading {
    return { state: this.#state, place: this.#place, end: this.#end, events: this.#events }
  }

  /** At the start, and whenever the following starts again. */
  begin(place: number, end: bigint): void {
    this.#from = place
    this.#place = place
    this.#end = Number(end)
    this.#saidAt = performance.now()
    this.#state = 'reading'
    if (this.#end - this.#from >= LONG_BYTES)
      this.#say(`The log's server is read from where the index was left: ${this.#left()} to go.`)
  }

  took(events: number): void {
    this.#events += events
  }

  reached(place: number): void {
    this.#place = Math.max(this.#place, place)
    if (this.#state === 'following') return
    const now = performance.now()
    if (this.#place >= this.#end) {
      this.#state = 'following'
      if (this.#end - this.#from >= LONG_BYTES)
        this.#say(`The index has come to the log's end; ${this.#events} events of the log are new.`)
      return
    }
    if (now - this.#saidAt < SAID_EVERY_MS) return
    this.#saidAt = now
    const done = Math.floor((100 * (this.#place - this.#from)) / (this.#end - this.#from))
    this.#say(`The index is at ${done} % of the log; ${this.#left()} to go.`)
  }

  #left(): string {
    return `${Math.ceil((this.#end - this.#place) / 1024 / 1024)} MiB`
  }
}
