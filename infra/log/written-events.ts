import type { Position } from '@jianwei/events/envelope.ts'
import type { WrittenEvent } from '#/log/event-rows.ts'

/** About how many events stay, and how much text of their data: at least one half of it, at most the whole. */
const EVENTS_KEPT_MAX = 20_000
const CHARACTERS_KEPT_MAX = 64 * 1024 * 1024

/**
 * The newest events, as this process has written them. Who follows the log closely gets them from here: reading them
 * back from the file would cost as much as writing them did.
 */
export class WrittenEvents {
  #older: readonly WrittenEvent[] = []
  #newer: WrittenEvent[] = []
  #newerCharacters = 0
  /** Of the event behind the last one. */
  #end = 0

  /** Takes committed events, in log order without gaps. */
  add(events: readonly WrittenEvent[]): void {
    for (const written of events) {
      // Another process has written in between: what is older than the gap is in the file.
      if (written.position !== this.#end) this.#clear()
      this.#newer.push(written)
      this.#newerCharacters += written.data_json.length
      this.#end = written.position + 1
    }
    if (this.#newer.length < EVENTS_KEPT_MAX / 2 && this.#newerCharacters < CHARACTERS_KEPT_MAX / 2) return
    this.#older = this.#newer
    this.#newer = []
    this.#newerCharacters = 0
  }

  /** Events behind `after` up to `until`, in log order; none when the next of them is not here. */
  after(after: Position, until: Position, limit: number): readonly WrittenEvent[] {
    const newerStart = this.#end - this.#newer.length
    const inNewer = after + 1 >= newerStart
    const kept = inNewer ? this.#newer : this.#older
    const start = after + 1 - (inNewer ? newerStart : newerStart - this.#older.length)
    return start < 0 ? [] : kept.slice(start, start + Math.min(limit, until - after))
  }

  #clear(): void {
    this.#older = []
    this.#newer = []
    this.#newerCharacters = 0
  }
}
