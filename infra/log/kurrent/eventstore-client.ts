import type { ReadAllOptions } from '@eventstore/db-client'
import {
  BACKWARDS,
  convertToCommandError,
  EventStoreDBClient,
  FORWARDS,
} from '@eventstore/db-client'
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js'
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
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
import { appendAnswer } from '#/log/kurrent/wire/append-messages.ts'
import { BatchAppends } from '#/log/kurrent/wire/batch-appends.ts'
import { readAnswer } from '#/log/kurrent/wire/read-messages.ts'
import { openSubscription } from '#/log/kurrent/wire/subscription.ts'
import {
  APPEND_PATH,
  asWritten,
  READ_PATH,
  type WireConnection,
} from '#/log/kurrent/wire/wire-connection.ts'

/**
 * `@eventstore/db-client`, for EventStoreDB from 22.6 on; KurrentDB answers it too. Superseded in
 * 2024.
 *
 * Never import this file and `kurrentdb-client.ts` in one process: both packages register the same
 * messages globally, and the one that was loaded first then fails to write its own.
 */
export class EventStoreClient implements KurrentClient {
  readonly #client: EventStoreDBClient
  readonly #connection: WireConnection
  readonly #appends: BatchAppends
  #isUsed = false

  /**
   * `esdb://` or `esdb+discover://`, with all of the package's options. Connects when it is first
   * used.
   */
  constructor(url: string) {
    this.#client = EventStoreDBClient.connectionString(url)
    this.#connection = wireConnection(this.#client)
    this.#appends = new BatchAppends(this.#connection)
  }

  get #asking(): EventStoreDBClient {
    this.#isUsed = true
    return this.#client
  }

  async serverVersion(): Promise<string> {
    // What the package asks of each server before it first reads or appends; it tells nobody.
    return (await this.#asking['capabilities']).serverVersion
  }

  append(command: AppendCommand): Promise<AppendReply> {
    this.#isUsed = true
    return this.#appends.append(command)
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
    this.#isUsed = true
    return openSubscription(this.#connection, subscription)
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

function wireConnection(client: EventStoreDBClient): WireConnection {
  const calls = new WeakMap<StreamsClient, ReturnType<typeof openAppendCall>>()
  return {
    appendCall(begin) {
      const open = (streams: StreamsClient) => {
        const call = openAppendCall(client, streams)
        begin(call)
        return call
      }
      return client['GRPCStreamCreator'](StreamsClient, 'appendToStream', open, calls)()
    },
    subscribe(request) {
      const open = (streams: StreamsClient) =>
        streams.makeServerStreamRequest(
          READ_PATH,
          asWritten,
          readAnswer,
          request,
          ...withoutEnd(client),
        )
      return client['GRPCStreamCreator'](StreamsClient, 'subscribeToAll', open)()
    },
    errorOf: convertToCommandError,
    refusalIn(answer) {
      const refused = StreamsService.batchAppend.responseDeserialize(answer)
      const error = refused.getError()
      const stream = refused.getStreamIdentifier()?.getStreamName_asU8() ?? []
      return error === undefined
        ? new Error('the server answered an append with nothing')
        : unpackToCommandError(error, Buffer.from(stream).toString('utf8'))
    },
  }
}

function openAppendCall(client: EventStoreDBClient, streams: StreamsClient) {
  return streams.makeBidiStreamRequest(APPEND_PATH, asWritten, appendAnswer, ...withoutEnd(client))
}

/** How a call is made that lasts as long as the connection. */
function withoutEnd(client: EventStoreDBClient) {
  return client['callArguments']({}, { deadline: Infinity })
}

function directionOf(direction: 'forwards' | 'backwards'): typeof FORWARDS | typeof BACKWARDS {
  return direction === 'forwards' ? FORWARDS : BACKWARDS
}

function isAbsence(error: unknown): boolean {
  if (!(error instanceof Error) || !('type' in error)) return false
  // Of a stream that somebody deleted for ever nothing is left to read.
  return error.type === 'stream-not-found' || error.type === 'stream-deleted'
}
