import type { Readable } from 'node:stream'
import type { ReadAllOptions } from '@kurrent/kurrentdb-client'
import {
  BACKWARDS,
  FORWARDS,
  jsonEvent,
  KurrentDBClient,
  NO_STREAM,
  START,
  streamNameFilter,
} from '@kurrent/kurrentdb-client'
import {
  SEARCH_REPORT_WINDOWS,
  SEARCH_WINDOW_EVENTS,
  type AllSubscription,
  type AppendCommand,
  type AppendReply,
  type ClientEvent,
  type KurrentClient,
  type LogPosition,
  type OpenSubscription,
  type StreamReading,
} from '#/log/kurrent/kurrent-client.ts'
import { credentialsIn, serverAddress, type Credentials } from '#/log/kurrent/server-address.ts'
import { within } from '#/log/kurrent/retrying.ts'

/**
 * `@kurrent/kurrentdb-client`, for KurrentDB; EventStoreDB from 22.6 on answers it too.
 *
 * Never import this file and `eventstore-client.ts` in one process: both packages register the same
 * messages globally, and the one that was loaded first then fails to write its own.
 */
export class KurrentDbClient implements KurrentClient {
  readonly #client: KurrentDBClient
  #isUsed = false
  /**
   * Of readings, which go another way in the package than appends and subscriptions: there it takes
   * a password out of the URL as it is escaped, and the server denies everything.
   */
  readonly #reader: { readonly credentials?: Credentials }

  /**
   * `kurrentdb://` or `kurrentdb+discover://`, with all of the package's options. Connects when it
   * is first used.
   */
  constructor(url: string) {
    this.#client = KurrentDBClient.connectionString(url)
    const credentials = serverAddress(url).tls ? credentialsIn(url) : undefined
    this.#reader = credentials === undefined ? {} : { credentials }
  }

  get #asking(): KurrentDBClient {
    this.#isUsed = true
    return this.#client
  }

  async serverVersion(): Promise<string> {
    // What the package asks of each server before it first reads or appends; it tells nobody.
    return (await this.#asking['capabilities']).serverVersion
  }

  async append({ stream, expected, events, deadline_ms }: AppendCommand): Promise<AppendReply> {
    // Failures are thrown: asked to return them, the package gets the revision wrong (it counts a
    // boolean).
    const call = this.#asking.appendToStream(stream, events.map(jsonEvent), {
      streamState: expected === 'absent' ? NO_STREAM : expected,
      deadline: deadline_ms,
    })
    // The deadline reaches the server only. When the connection is gone without a word, the package
    // waits for ever.
    const result = await within(call, deadline_ms)
    return { revision: result.nextExpectedRevision, logPosition: result.position }
  }

  async *readStream({
    stream,
    direction,
    from,
    events_max,
  }: StreamReading): AsyncGenerator<ClientEvent> {
    const options = {
      direction: directionOf(direction),
      fromRevision: from,
      maxCount: events_max,
      ...this.#reader,
    }
    try {
      for await (const { event } of this.#asking.readStream(stream, options))
        if (event !== undefined) yield event
    } catch (error) {
      if (!isAbsence(error)) throw error
    }
  }

  async *readAt(logPosition: LogPosition): AsyncGenerator<ClientEvent> {
    yield* this.readForwards(logPosition, 1)
  }

  readForwards(from: LogPosition | 'start', maxCount: number): AsyncGenerator<ClientEvent> {
    return this.#readAll({ direction: FORWARDS, fromPosition: from, maxCount })
  }

  readBackwards(before: LogPosition | 'end', maxCount: number): AsyncGenerator<ClientEvent> {
    return this.#readAll({ direction: BACKWARDS, fromPosition: before, maxCount })
  }

  subscribeAll(subscription: AllSubscription): OpenSubscription {
    const { after, prefixes, ready_events_max, onSearched } = subscription
    const opened = this.#asking.subscribeToAll(
      {
        fromPosition: after === 'start' ? START : after,
        filter: streamNameFilter({
          prefixes: [...prefixes],
          maxSearchWindow: SEARCH_WINDOW_EVENTS,
          checkpointInterval: SEARCH_REPORT_WINDOWS,
          checkpointReached: async (_, position) => onSearched(position),
        }),
      },
      { highWaterMark: ready_events_max },
    )
    // It extends Readable; the package's typings only narrow its events.
    return {
      readable: opened as unknown as Readable,
      close: () => opened.unsubscribe(),
    }
  }

  async *#readAll(options: ReadAllOptions): AsyncGenerator<ClientEvent> {
    for await (const { event } of this.#asking.readAll({ ...options, ...this.#reader }))
      if (event !== undefined) yield event
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.dispose()
    // The package ends its streams and leaves the connection open, which over TLS keeps a command
    // from ending.
    if (this.#isUsed) (await this.#client['getChannel']()).close()
  }
}

function directionOf(direction: 'forwards' | 'backwards'): typeof FORWARDS | typeof BACKWARDS {
  return direction === 'forwards' ? FORWARDS : BACKWARDS
}

function isAbsence(error: unknown): boolean {
  if (!(error instanceof Error) || !('type' in error)) return false
  // Of a stream that somebody deleted for ever nothing is left to read.
  return error.type === 'stream-not-found' || error.type === 'stream-deleted'
}
