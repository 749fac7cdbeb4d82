import { setTimeout as sleep } from 'node:timers/promises'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { failureOf, logError, LogRewound } from '#/log/kurrent/client-failure.ts'
import {
  isBefore,
  SEARCH_WINDOW_EVENTS,
  type ClientEvent,
  type KurrentClient,
  type LogPosition,
  type OpenSubscription,
  type ResolvedClientEvent,
} from '#/log/kurrent/kurrent-client.ts'
import { positionOf, serverPlaceOf } from '#/log/kurrent/event-format.ts'
import { collected, retrying, within, type Patience } from '#/log/kurrent/retrying.ts'

/*
 * A subscription to everything, as batches:
 *
 *  1. Subscribe after the last event that was given.
 *  2. Give what has arrived, in batches. While the reader is busy nothing is taken, the client's
 *     small buffer fills, and the server waits.
 *  3. When the connection is lost, pause, longer each time, see that the last event that was given
 *     is still where it was, and go back to 1. The clients never connect again by themselves. A
 *     server that was restored from a backup meanwhile would else be followed in silence, from a
 *     position that it may only come to again much later.
 *
 * How far the server has searched, where it finds nothing for a long time, comes in order with the
 * events: the packages call `checkpointReached` ahead of what the reader has been given, so what it
 * says counts only once all that had arrived by then was given.
 *
 * Who begins after an event that the filter leaves out may miss one: EventStoreDB 23.10 takes the
 * next event that it would give for the one to begin after. So the events behind such a beginning
 * are read without a filter, as many as the server looks through, once it has begun.
 */

/** Held by the client beside the batch in hand. */
const READY_EVENTS_MAX = 1_000

/** A place in the log between two events. */
export interface LogMark {
  /** The last event before it. */
  readonly event: { readonly id: string; readonly place: LogPosition }
  /** Whether the filter of whoever begins behind it surely lets that event through. */
  readonly isGiven: boolean
}

export interface BatchOptions {
  readonly after: LogMark | LogPosition | 'start'
  readonly prefixes: readonly string[]
  readonly batch_events_max: number
  /** How long a batch that is not full waits for more, given its last event. */
  readonly lingerMs: (last: ClientEvent) => number
  /**
   * Where to go on, when nothing of the log lies between the event and there. Asked while the
   * server does not say that the subscription has come to the end.
   */
  readonly beyond?: (last: ClientEvent) => Promise<LogMark | undefined>
  readonly signal: AbortSignal
  readonly patience: Patience
}

/** Consecutive events; without any, it says only how far there are none. */
export interface SubscribedBatch {
  readonly events: readonly ClientEvent[]
  /** Everything before this place has been given. */
  readonly searched?: LogPosition
}

/**
 * Never ends by itself. Throws LogUnavailable when the server has not answered for as long as the
 * patience lasts, LogRewound when it comes back without what it had given.
 */
export async function* subscribedBatches(
  client: KurrentClient,
  options: BatchOptions,
): AsyncGenerator<SubscribedBatch, void, undefined> {
  const { signal, patience } = options
  let after = options.after
  let pauseMs = patience.pause_ms_min
  let failingSince = 0
  while (!signal.aborted) {
    const arrivals = new Arrivals(client, { ...options, after })
    try {
      for await (const batch of arrivals.batches()) {
        yield batch
        const last = batch.events.at(-1)
        if (last === undefined) continue
        after = { event: { id: last.id, place: serverPlaceOf(last) }, isGiven: true }
        const beyond = arrivals.isLive ? undefined : await options.beyond?.(last)
        if (beyond === undefined) continue
        after = beyond
        break
      }
      if (signal.aborted) return
      continue
    } catch (error) {
      if (arrivals.isConfirmed || failingSince === 0) {
        pauseMs = patience.pause_ms_min
        failingSince = performance.now()
      }
      const over = performance.now() - failingSince > patience.give_up_ms
      if (failureOf(error) !== 'passing' || over) throw logError(error)
    } finally {
      await arrivals.close()
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
    pauseMs = Math.min(pauseMs * 2, patience.pause_ms_max)
    if (isMark(after) && !signal.aborted) await assertStillThere(client, after, options)
  }
}

function isMark(after: BatchOptions['after']): after is LogMark {
  return typeof after === 'object' && 'event' in after
}

function placeAfter(after: BatchOptions['after']): LogPosition | 'start' {
  return isMark(after) ? after.event.place : after
}

/** Whether the server holds what was there; another one, or one that was set back, does not. */
export async function isStillThere(
  client: KurrentClient,
  { event }: LogMark,
  { patience, signal }: { readonly patience: Patience; readonly signal?: AbortSignal },
): Promise<boolean> {
  const read = async (): Promise<ClientEvent | undefined> =>
    (await collected(client.readAt(event.place), patience.answer_ms))[0]
  return (await retrying(read, patience, signal))?.id === event.id
}

async function assertStillThere(
  client: KurrentClient,
  mark: LogMark,
  options: BatchOptions,
): Promise<void> {
  if (!(await isStillThere(client, mark, options)))
    throw new LogRewound(positionOf(mark.event.place))
}

/**
 * What one subscription has brought. Its stream is read by hand, so that all that is there makes
 * one batch.
 */
class Arrivals {
  readonly #client: KurrentClient
  readonly #options: BatchOptions
  readonly #subscription: OpenSubscription
  readonly #confirmedInTime: NodeJS.Timeout
  #isConfirmed = false
  #isLive = false
  #failure: unknown
  /** Said by the server, and not given yet. */
  #searched: LogPosition | undefined
  /** What was read without a filter, and not given yet. */
  #behind: ClientEvent[] = []
  /** What was read without a filter goes to here. */
  #readUpTo: LogPosition | undefined
  #wake = (): void => {}
  readonly #onChange = (): void => this.#wake()

  constructor(client: KurrentClient, options: BatchOptions) {
    const { signal, prefixes, patience } = options
    this.#client = client
    this.#options = options
    const subscription = client.subscribeAll({
      after: placeAfter(options.after),
      prefixes,
      ready_events_max: READY_EVENTS_MAX,
      onSearched: (position) => {
        this.#searched = position
        this.#wake()
      },
    })
    this.#subscription = subscription
    const fail = (error: unknown): void => {
      this.#failure ??= error
      this.#wake()
    }
    const unanswered = new LogUnavailable(
      `the subscription was not confirmed within ${patience.answer_ms} ms`,
    )
    this.#confirmedInTime = setTimeout(fail, patience.answer_ms, unanswered)
    subscription.readable
      .on('readable', this.#onChange)
      .on('confirmation', () => {
        this.#isConfirmed = true
        clearTimeout(this.#confirmedInTime)
        this.#wake()
      })
      .on('caughtUp', () => {
        this.#isLive = true
      })
      .on('fellBehind', () => {
        this.#isLive = false
      })
      // Stays to the end: an error that nobody listens to would end the process.
      .on('error', fail)
      .on('end', () => fail(new LogUnavailable('the server ended the subscription')))
      .on('close', () => fail(new LogUnavailable('the subscription was closed')))
    signal.addEventListener('abort', this.#onChange)
  }

  /**
   * The server has answered it: what fails later is a new failure. From then on the client's
   * keep-alive watches the connection.
   */
  get isConfirmed(): boolean {
    return this.#isConfirmed
  }

  /** Versions that do not say so are never live. */
  get isLive(): boolean {
    return this.#isLive
  }

  /**
   * Ends once the signal has aborted. Throws when the subscription has failed and nothing is left
   * of it.
   */
  async *batches(): AsyncGenerator<SubscribedBatch, void, undefined> {
    const { after, signal } = this.#options
    if (isMark(after) && !after.isGiven) {
      this.#behind = [...(await this.#eventsBehind(after))]
    }
    while (!signal.aborted) {
      const batch = await this.#take()
      if (batch.events.length > 0 || batch.searched !== undefined) yield batch
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#confirmedInTime)
    this.#options.signal.removeEventListener('abort', this.#onChange)
    // The connection may be gone; then there is nothing to tell it.
    await this.#subscription.close().catch(() => {})
  }

  /**
   * What lies close behind an event that the filter leaves out, of what it lets through. The server
   * has begun by then.
   */
  async #eventsBehind({ event }: LogMark): Promise<readonly ClientEvent[]> {
    const { prefixes, signal, patience } = this.#options
    while (!this.#isConfirmed && !signal.aborted) {
      if (this.#failure !== undefined) throw this.#failure
      await this.#change(undefined)
    }
    const read = await everythingBehind(this.#client, event.place, patience)
    const last = read.at(-1)
    this.#readUpTo = last === undefined ? undefined : serverPlaceOf(last)
    return read.filter(({ streamId }) => prefixes.some((prefix) => streamId.startsWith(prefix)))
  }

  async #take(): Promise<SubscribedBatch> {
    const { batch_events_max, lingerMs, signal } = this.#options
    const events: ClientEvent[] = []
    while (!signal.aborted) {
      const isEmptied = this.#drain(events, batch_events_max)
      const last = events.at(-1)
      if (!isEmptied) return { events }
      if (last === undefined && this.#searched !== undefined) return this.#withSearched(events)
      if (this.#failure !== undefined) {
        if (last === undefined) throw this.#failure
        return { events }
      }
      const changed = await this.#change(last === undefined ? undefined : lingerMs(last))
      if (!changed) return this.#withSearched(events)
    }
    return { events: [] }
  }

  /** When everything that had arrived was taken. */
  #withSearched(events: readonly ClientEvent[]): SubscribedBatch {
    const searched = this.#searched
    this.#searched = undefined
    return searched === undefined ? { events } : { events, searched }
  }

  /** Whether everything that had arrived was taken. */
  #drain(batch: ClientEvent[], eventsMax: number): boolean {
    batch.push(...this.#behind.splice(0, eventsMax - batch.length))
    while (batch.length < eventsMax) {
      // What both packages put into the stream.
      const resolved = this.#subscription.readable.read() as ResolvedClientEvent | null
      if (resolved === null) return true
      const { event } = resolved
      if (event === undefined) continue
      if (this.#readUpTo === undefined || isBefore(this.#readUpTo, serverPlaceOf(event)))
        batch.push(event)
    }
    return false
  }

  /** Resolves with true when something has happened, with false after the time. */
  #change(ms: number | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => finish(false), ms)
      const finish = (changed: boolean): void => {
        clearTimeout(timer)
        this.#wake = () => {}
        resolve(changed)
      }
      this.#wake = () => finish(true)
    })
  }
}

/**
 * Events of everybody behind the place, as many as the server looks through at once, or up to the
 * end. By a subscription that lets everything through: what `@kurrent/kurrentdb-client` reads has
 * times of whole seconds.
 */
async function everythingBehind(
  client: KurrentClient,
  place: LogPosition,
  { answer_ms }: Patience,
): Promise<readonly ClientEvent[]> {
  const [end] = await collected(client.readBackwards('end', 1), answer_ms)
  if (end === undefined || !isBefore(place, serverPlaceOf(end))) return []
  const opened = client.subscribeAll({
    after: place,
    prefixes: [''],
    ready_events_max: SEARCH_WINDOW_EVENTS,
    onSearched: () => {},
  })
  // One that comes when nobody reads any more would end the process.
  opened.readable.on('error', () => {})
  const events: ClientEvent[] = []
  try {
    const reading = opened.readable[Symbol.asyncIterator]()
    while (events.length < SEARCH_WINDOW_EVENTS) {
      const next = await within(reading.next(), answer_ms)
      if (next.done === true) throw new LogUnavailable('the server ended the subscription')
      // What both packages put into the stream.
      const { event } = next.value as ResolvedClientEvent
      if (event !== undefined) events.push(event)
      if (event !== undefined && !isBefore(serverPlaceOf(event), serverPlaceOf(end))) break
    }
    return events
  } finally {
    await opened.close().catch(() => {})
  }
}
