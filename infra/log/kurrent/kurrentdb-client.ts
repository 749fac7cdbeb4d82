import type { ReadAllOptions } from '@kurrent/kurrentdb-client'
import {
  BACKWARDS,
  convertToCommandError,
  FORWARDS,
  KurrentDBClient,
} from '@kurrent/kurrentdb-client'
import { unpackToCommandError } from '@kurrent/kurrentdb-client/dist/streams/appendToStream/unpackError.js'
import {
  StreamsClient,
  StreamsService,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js'
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
import { credentialsIn, serverAddress, type Credentials } from '#/log/kurrent/server-address.ts'
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
 * `@kurrent/kurrentdb-client`, for KurrentDB; EventStoreDB from 22.6 on answers it too.
 *
 * Never import this file and `eventstore-client.ts` in one process: both packages register the same
 * messages globally, and the one that was loaded first then fails to write its own.
 */
export class KurrentDbClient implements KurrentClient {
  readonly #client: KurrentDBClient
  readonly #connection: WireConnection
  readonly #appends: BatchAppends
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
    this.#connection = wireConnection(this.#client)
    this.#appends = new BatchAppends(this.#connection)
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
    this.#isUsed = true
    return openSubscription(this.#connection, subscription)
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

function wireConnection(client: KurrentDBClient): WireConnection {
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

function openAppendCall(client: KurrentDBClient, streams: StreamsClient) {
  return streams.makeBidiStreamRequest(APPEND_PATH, asWritten, appendAnswer, ...withoutEnd(client))
}

/** How a call is made that lasts as long as the connection. */
function withoutEnd(client: KurrentDBClient) {
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
