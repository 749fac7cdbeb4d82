import type { Readable } from 'node:stream'
import type { ReadAllOptions, ReadPosition } from '@eventstore/db-client'
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
} from '@eventstore/db-client'
import { credentialsIn, type Credentials } from '#/log/kurrent/server-address.ts'
import { collected } from '#/log/kurrent/retrying.ts'
import type {
  AllSubscription,
  AppendCommand,
  AppendReply,
  ClientEvent,
  KurrentClient,
  LogPosition,
  OpenSubscription,
  StreamReading,
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
    yield* this.#readAll({ fromPosition: logPosition, maxCount: 1 })
  }

  /**
   * The package cannot filter a reading, so it looks through everything from the end, in pieces
   * that grow.
   */
  async readLast(prefixes: readonly string[], answer_ms: number): Promise<ClientEvent | undefined> {
    let fromPosition: ReadPosition = END
    for (let maxCount = LAST_EVENTS_MIN; ; maxCount = Math.min(maxCount * 4, LAST_EVENTS_MAX)) {
      const events: readonly ClientEvent[] = await collected(
        this.#readAll({ direction: BACKWARDS, fromPosition, maxCount }),
        answer_ms,
      )
      const last = events.find((event) =>
        prefixes.some((prefix) => event.streamId.startsWith(prefix)),
      )
      const oldest: LogPosition | undefined = events.at(-1)?.position
      if (last !== undefined || oldest === undefined || events.length < maxCount) return last
      fromPosition = oldest
    }
  }

  subscribeAll({ after, prefixes, ready_events_max }: AllSubscription): OpenSubscription {
    const subscription = this.#asking.subscribeToAll(
      {
        fromPosition: after === 'start' ? START : after,
        filter: streamNameFilter({
          prefixes: [...prefixes],
          checkpointInterval: CHECKPOINT_INTERVAL,
        }),
      },
      { highWaterMark: ready_events_max },
    )
    // It extends Readable; the package's typings only narrow its events.
    return {
      readable: subscription as unknown as Readable,
      close: () => subscription.unsubscribe(),
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

/** Most often one of the last few events is the one. */
const LAST_EVENTS_MIN = 4
const LAST_EVENTS_MAX = 4_096
/** Times 32 events that the filter leaves out. Nobody uses the checkpoints, so they may be rare. */
const CHECKPOINT_INTERVAL = 1_000

function directionOf(direction: 'forwards' | 'backwards'): typeof FORWARDS | typeof BACKWARDS {
  return direction === 'forwards' ? FORWARDS : BACKWARDS
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'stream-not-found'
}
