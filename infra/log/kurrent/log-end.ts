import { LogUnavailable } from '@jianwei/events/errors.ts'
import { serverPlaceOf } from '#/log/kurrent/event-format.ts'
import type { ClientEvent, KurrentClient, LogPosition } from '#/log/kurrent/kurrent-client.ts'
import { collected, retrying, type Patience } from '#/log/kurrent/retrying.ts'
import type { LogMark } from '#/log/kurrent/subscribed-batches.ts'

/*
 * Whether the index has come to the log's end, on a server that others write to as well:
 *
 *  1. Ask for the very last event, whosever it is. All that was acknowledged before lies before it.
 *  2. If the index has searched as far, it has come to the end.
 *  3. If what is left is short, read it. When nothing in it is of the log, the index has come to
 *     the end; otherwise wait until the index has what was found, and look again.
 *  4. If it is long, the subscription is on its way through it and says now and then how far it has
 *     come: wait for that, and look again.
 *
 * So nothing depends on how much others have written: what they wrote is searched once, by the
 * subscription, and a piece at the end of it may be read once more.
 */

/** Of events that are read at once, whosever they are. */
const PIECE_EVENTS_MIN = 32
const PIECE_EVENTS_MAX = 512
/** The subscription comes through more than this by itself. */
const SHORT_BYTES = 1024n * 1024n
/** Unless it says nothing for so long. */
const PROGRESS_MS = 250
/** A server that goes back and forth is not waited for. */
const ROUNDS_MAX = 10_000

export interface LogEndParts {
  readonly client: KurrentClient
  readonly patience: Patience
  readonly prefixes: readonly string[]
  /** From here on there may be something of the log that is not in the index. */
  readonly searched: () => LogPosition | 'start'
  /** Whether everything of the log up to the place is in the index, and what is there. */
  readonly hasSearched: (place: LogPosition) => boolean
  /** Nothing of the log lies between there and the mark. */
  readonly note: (mark: LogMark) => void
  /** Resolves when the index has come to the place. Throws LogUnavailable when it cannot. */
  readonly caughtUpTo: (place: LogPosition) => Promise<void>
  /** Resolves with true when the index has come further, with false after the time. */
  readonly progress: (ms: number) => Promise<boolean>
}

export class LogEnd {
  readonly #parts: LogEndParts
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(parts: LogEndParts) {
    this.#parts = parts
  }

  /**
   * Resolves when everything that the server had acknowledged before the call is in the index. Who
   * calls while another looks shares the next look.
   */
  reached(): Promise<void> {
    this.#next ??= this.#after(this.#running)
    return this.#next
  }

  /** The last event on the server, whosever it is. */
  async lastOfAll(): Promise<ClientEvent | undefined> {
    const { client, patience } = this.#parts
    const [last] = await retrying(
      () => collected(client.readBackwards('end', 1), patience.answer_ms),
      patience,
    )
    return last
  }

  async #after(running: Promise<void> | undefined): Promise<void> {
    await running?.catch(() => {})
    this.#running = this.#next
    this.#next = undefined
    await this.#reach()
  }

  async #reach(): Promise<void> {
    let last = await this.lastOfAll()
    let piece = PIECE_EVENTS_MIN
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (last === undefined) return
      const [end, from] = [serverPlaceOf(last), this.#parts.searched()]
      if (this.#parts.hasSearched(end))
        return this.#parts.note({
          event: { id: last.id, place: end },
          isGiven: this.#isOfLog(last),
        })
      if (this.#isOfLog(last)) {
        await this.#parts.caughtUpTo(end)
        continue
      }
      const isLong = end.commit - (from === 'start' ? 0n : from.commit) > SHORT_BYTES
      if (isLong && (await this.#parts.progress(PROGRESS_MS))) {
        piece = PIECE_EVENTS_MIN
        continue
      }
      const isFound = await this.#readOn(from, piece)
      // Where the end was, a server that was set back has nothing any more.
      if (!isFound) last = await this.lastOfAll()
      piece = Math.min(piece * 2, PIECE_EVENTS_MAX)
    }
    throw new LogUnavailable('its server does not come to an end')
  }

  /** Whether there was anything. */
  async #readOn(from: LogPosition | 'start', events_max: number): Promise<boolean> {
    const { client, patience, note, caughtUpTo } = this.#parts
    const read = await retrying(
      () => collected(client.readForwards(from, events_max + 1), patience.answer_ms),
      patience,
    )
    const behind = read.filter((event) => !this.#parts.hasSearched(serverPlaceOf(event)))
    const firstOfLog = behind.findIndex((event) => this.#isOfLog(event))
    const lastOther = (firstOfLog === -1 ? behind : behind.slice(0, firstOfLog)).at(-1)
    if (lastOther !== undefined)
      note({ event: { id: lastOther.id, place: serverPlaceOf(lastOther) }, isGiven: false })
    const ofLog = behind.findLast((event) => this.#isOfLog(event))
    if (ofLog !== undefined) await caughtUpTo(serverPlaceOf(ofLog))
    return behind.length > 0
  }

  #isOfLog({ streamId }: ClientEvent): boolean {
    return this.#parts.prefixes.some((prefix) => streamId.startsWith(prefix))
  }
}
