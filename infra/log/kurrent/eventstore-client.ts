import type { Readable } from 'node:stream'
import type { ReadAllOptions } from '@eventstore/db-client'
import {
  BACKWARDS,
  EventStoreDBClient,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
} from '@eventstore/db-client'
import { credentialsIn, type Credentials } from '#/log/kurrent/server-address.ts'
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

/**
 * `@eventstore/db-client`, for EventStoreDB from 22.6 on; KurrentDB answers it too. Superseded in
 * 2024.
 *
 * Never import this file and `kurrentdb-client.ts` in one process: both packages register the same
 * messages globally, and the one that was loaded first then fails to write its own.
 */
export class EventStoreClient implements KurrentClient {
  readonly #client: EventStoreDBClient
  #isUsed = false
  readonly #credentials: Credentials

  /**
   * `esdb://` or `esdb+discover://`, with all of the package's options. Connects when it is first
   * used.
   */
  constructor(url: string) {
    this.#client = EventStoreDBClient.connectionString(url)
    // Over connections without TLS the package sends no credentials, so any will do.
    this.#credentials = credentialsIn(url) ?? { username: '', password: '' }
  }

  get #asking(): EventStoreDBClient {
    this.#isUsed = true
    return this.#client
  }

  async serverVersion(): Promise<string> {
    // What the package asks of each server before it first reads or appends; it tells nobody.
    return (await this.#asking['capabilities']).serverVersion
  }

  async append({ stream, expected, events, deadline_ms }: AppendCommand): Promise<AppendReply> {
    const result = await this.#asking.appendToStream(stream, events.map(jsonEvent), {
      expectedRevision: expected === 'absent' ? NO_STREAM : expected,
      deadline: deadline_ms,
      // With credentials in the call the package makes a call for each append. Otherwise it sends
      // all of them through one stream without a time-out, keeps the unanswered ones of all clients
      // in one table of the process, rejects all of these when any stream breaks, and dies of an
      // answer that comes after that (fixed in the successor only, its pull request 523).
      credentials: { ...this.#credentials },
    })
    return { revision: result.nextExpectedRevision, logPosition: result.position }
  }

  async *readStream({
    stream,
    direction,
    from,
    events_max,
  }: StreamReading): AsyncGenerator<ClientEvent> {
    const options = { direction: directionOf(direction), fromRevision: from, maxCount: events_max }
    const reading = this.#asking.readStream(stream, options)
    try {
      for await (const { event } of reading) if (event !== undefined) yield event
    } catch (error) {
      if (!isAbsence(error)) throw error
    } finally {
      // Leaving the loop does not end the call at the server, and calls that are left open hold
      // their memory (the package's issues 288 and 294).
      await reading.cancel().catch(() => {})
    }
  }

  async *readAt(logPosition: LogPosition): AsyncGenerator<ClientEvent> {
    yield* this.readForwards(logPosition, 1)
  }

  async *readForwards(from: LogPosition | 'start', maxCount: number): AsyncGenerator<ClientEvent> {
    yield* this.#readAll({ fromPosition: from, maxCount })
  }

  async *readBackwards(before: LogPosition | 'end', maxCount: number): AsyncGenerator<ClientEvent> {
    yield* this.#readAll({ direction: BACKWARDS, fromPosition: before, maxCount })
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.dispose()
    // The package ends its streams and leaves the connection open, which over TLS keeps a command
    // from ending.
    if (this.#isUsed) (await this.#client['getChannel']()).close()
  }

  async *#readAll(options: ReadAllOptions): AsyncGenerator<ClientEvent> {
    const reading = this.#asking.readAll(options)
    try {
      for await (const { event } of reading) if (event !== undefined) yield event
    } finally {
      await reading.cancel().catch(() => {})
    }
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
