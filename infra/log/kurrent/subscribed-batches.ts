import { setTimeout as sleep } from 'node:timers/promises'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { failureOf, logError, LogRewound } from '#/log/kurrent/client-failure.ts'
import type {
  ClientEvent,
  KurrentClient,
  LogPosition,
  OpenSubscription,
  ResolvedClientEvent,
} from '#/log/kurrent/kurrent-client.ts'
import { logPositionOf, positionOf } from '#/log/kurrent/event-format.ts'
import { collected, retrying, type Patience } from '#/log/kurrent/retrying.ts'

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
 * The packages' `checkpointReached` is not used: it fires ahead of what the reader has been given,
 * so a position saved from it skips events after a crash, and the stream stalls when it throws. A
 * position to go on from is known only behind an event.
 */

/** Held by the client beside the batch in hand. */
const READY_EVENTS_MAX = 1_000

export interface BatchOptions {
  readonly after: LogPosition | 'start'
  readonly prefixes: readonly string[]
  readonly batch_events_max: number
  /** How long a batch that is not full waits for more, given its last event. */
  readonly lingerMs: (last: ClientEvent) => number
  readonly signal: AbortSignal
  readonly patience: Patience
}

/**
 * Never ends by itself. Throws LogUnavailable when the server has not answered for as long as the
 * patience lasts, LogRewound when it comes back without what it had given.
 */
export async function* subscribedBatches(
  client: KurrentClient,
  options: BatchOptions,
): AsyncGenerator<readonly ClientEvent[], void, undefined> {
  const { signal, patience, prefixes } = options
  let after = options.after
  let given: ClientEvent | undefined
  let pauseMs = patience.pause_ms_min
  let failingSince = 0
  while (!signal.aborted) {
    const subscription = client.subscribeAll({
      after,
      prefixes,
      ready_events_max: READY_EVENTS_MAX,
    })
    const arrivals = new Arrivals(subscription, signal, patience.answer_ms)
    try {
      for (;;) {
        const batch = await arrivals.take(options)
        const last = batch.at(-1)
        if (last === undefined) return
        yield batch
        given = last
        after = logPositionOf(last)
      }
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
    if (given !== undefined && !signal.aborted) await assertStillThere(client, given, options)
  }
}

async function assertStillThere(
  client: KurrentClient,
  given: ClientEvent,
  options: BatchOptions,
): Promise<void> {
  const logPosition = logPositionOf(given)
  const { patience, signal } = options
  const read = async (): Promise<ClientEvent | undefined> =>
    (await collected(client.readAt(logPosition), patience.answer_ms))[0]
  const there = await retrying(read, patience, signal)
  if (there?.id !== given.id) throw new LogRewound(positionOf(logPosition))
}

/**
 * What one subscription has brought. Its stream is read by hand, so that all that is there makes
 * one batch.
 */
class Arrivals {
  readonly #subscription: OpenSubscription
  readonly #signal: AbortSignal
  readonly #confirmedInTime: NodeJS.Timeout
  #isConfirmed = false
  #failure: unknown
  #wake = (): void => {}
  readonly #onChange = (): void => this.#wake()

  constructor(subscription: OpenSubscription, signal: AbortSignal, answerMs: number) {
    this.#subscription = subscription
    this.#signal = signal
    const fail = (error: unknown): void => {
      this.#failure ??= error
      this.#wake()
    }
    const unanswered = new LogUnavailable(
      `the subscription was not confirmed within ${answerMs} ms`,
    )
    this.#confirmedInTime = setTimeout(fail, answerMs, unanswered)
    subscription.readable
      .on('readable', this.#onChange)
      .on('confirmation', () => {
        this.#isConfirmed = true
        clearTimeout(this.#confirmedInTime)
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

  /**
   * At least one event, or none once the signal has aborted. Throws when the subscription has
   * failed and nothing is left of it.
   */
  async take({ batch_events_max, lingerMs }: BatchOptions): Promise<readonly ClientEvent[]> {
    const batch: ClientEvent[] = []
    while (!this.#signal.aborted) {
      this.#drain(batch, batch_events_max)
      const last = batch.at(-1)
      if (batch.length >= batch_events_max) return batch
      if (this.#failure !== undefined) {
        if (last === undefined) throw this.#failure
        return batch
      }
      const changed = await this.#change(last === undefined ? undefined : lingerMs(last))
      if (!changed) return batch
    }
    return []
  }

  async close(): Promise<void> {
    clearTimeout(this.#confirmedInTime)
    this.#signal.removeEventListener('abort', this.#onChange)
    // The connection may be gone; then there is nothing to tell it.
    await this.#subscription.close().catch(() => {})
  }

  #drain(batch: ClientEvent[], eventsMax: number): void {
    while (batch.length < eventsMax) {
      // What both packages put into the stream.
      const resolved = this.#subscription.readable.read() as ResolvedClientEvent | null
      if (resolved === null) return
      if (resolved.event !== undefined) batch.push(resolved.event)
    }
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
