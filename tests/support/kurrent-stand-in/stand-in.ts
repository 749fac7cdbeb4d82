import { Server, ServerCredentials, status } from '@grpc/grpc-js'
import type {
  sendUnaryData,
  ServerDuplexStream,
  ServerReadableStream,
  ServerUnaryCall,
  ServiceError,
} from '@grpc/grpc-js'
import { promisify } from 'node:util'
import type { SupportedMethods } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js'
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js'
import { Access, type StandInUser } from './access.ts'
import { APPEND_BYTES_MAX, appendMessage, batchAppendMessage, tooLargeMessage } from './answers.ts'
import type { ExpectedState } from './append-rules.ts'
import { withTls } from './certificate.ts'
import { definitionsOf, type ClientPackage, type Definitions } from './definitions.ts'
import { exception, streamDeleted } from './exceptions.ts'
import type { AppendFault } from './faults.ts'
import { ReadAnswers, type ReadCall } from './reading.ts'
import { StoredLog, type AppendAnswer, type ProposedEvent } from './stored-log.ts'

/** A stand-in with TLS, users and rights. */
export interface SecuredOptions {
  readonly users: Readonly<Record<string, StandInUser>>
  readonly version?: string
}

/**
 * NOT KurrentDB: a stand-in for tests on machines that have neither a server nor Docker. It speaks
 * the protocol of the client packages over real connections and copies the server's rules for
 * appends and repeats (`append-rules.ts`), so that the real clients run against it. It keeps
 * everything in memory, knows users and rights only where it is given some, no cluster and no
 * disk, and says nothing about how fast or how durable the real one is. Faults can be ordered;
 * `others.ts` is what others do on it.
 */
export class KurrentStandIn implements AsyncDisposable {
  readonly log = new StoredLog()
  readonly reads: ReadAnswers
  readonly #definitions: Definitions
  readonly #server = new Server({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 })
  readonly #faults: AppendFault[] = []
  readonly #isSecured: boolean
  /** None without TLS: a real server then enforces no rights either. */
  readonly access: Access | undefined
  /** What it says of itself. */
  version: string
  #port = 0
  /** Appends that arrived, answered or not. */
  appends = 0
  /** What the server takes in one append, as `--max-append-size` sets it. */
  append_bytes_max = APPEND_BYTES_MAX

  private constructor(definitions: Definitions, secured: SecuredOptions | undefined) {
    this.#definitions = definitions
    this.#isSecured = secured !== undefined
    this.access =
      secured === undefined
        ? undefined
        : new Access(secured.users, (stream) => this.log.stream(stream).at(-1)?.data)
    this.version = secured?.version ?? '24.10.0-stand-in'
    this.reads = new ReadAnswers(definitions, this.log)
    this.#server.addService(definitions.featuresService, {
      getSupportedMethods: this.#supportedMethods,
    })
    this.#server.addService(definitions.streamsService, {
      read: (call: ReadCall) => {
        const stream = call.request.getOptions()?.getStream()?.getStreamIdentifier()
        const name = stream === undefined ? '$all' : nameOf(stream.getStreamName_asU8())
        const refusal = this.access?.refusal(call, 'read', name)
        if (refusal !== undefined) return void call.emit('error', refusal)
        void this.reads.answer(call).catch((error: unknown) => call.destroy(asError(error)))
      },
      append: this.#append,
      batchAppend: this.#batchAppend,
      delete: unimplemented,
      tombstone: unimplemented,
    })
  }

  /** `clientPackage`: the one whose client runs in this process. */
  static async start(
    clientPackage: ClientPackage,
    secured?: SecuredOptions,
  ): Promise<KurrentStandIn> {
    const standIn = new KurrentStandIn(definitionsOf(clientPackage), secured)
    standIn.#port = await standIn.#bind(0)
    return standIn
  }

  get port(): number {
    return this.#port
  }

  /** The nth fault befalls the nth append from now on. */
  order(...faults: readonly AppendFault[]): void {
    this.#faults.push(...faults)
  }

  /** Cuts all connections. New ones are taken. */
  cutConnections(): void {
    this.#server.drain(`127.0.0.1:${this.#port}`, 0)
  }

  /** Takes no connections until `comeBack`. */
  async goAway(): Promise<void> {
    this.cutConnections()
    this.#server.unbind(`127.0.0.1:${this.#port}`)
  }

  async comeBack(): Promise<void> {
    await this.#bind(this.#port)
  }

  /** Takes connections there too, without TLS: `0.0.0.0:2113`. */
  async listenAt(address: string): Promise<void> {
    const bind = promisify(this.#server.bindAsync.bind(this.#server))
    await bind(address, ServerCredentials.createInsecure())
  }

  /**
   * As a restart or a new leader does: repeats are then recognised only against exact revisions.
   */
  loseIdCache(): void {
    this.log.forgetRecentIds()
  }

  /** Restarts with a backup that was made when the log held so many events. */
  setBack(events: number): void {
    this.log.setBack(events)
    this.cutConnections()
  }

  /** Events as the server writes for itself all the time. */
  writeSystemEvents(count: number): void {
    const event = {
      type: '$statsCollected',
      contentType: 'application/json',
      metadata: new Uint8Array(),
    }
    const data = Buffer.from('{}')
    for (let i = 0; i < count; i++) {
      const id = `00000000-0000-4000-8000-${String(this.log.all.length).padStart(12, '0')}`
      this.log.append('$stats-127.0.0.1:2113', 'any', [{ ...event, id, data }])
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown()
  }

  #bind(port: number): Promise<number> {
    const bind = promisify(this.#server.bindAsync.bind(this.#server))
    return bind(
      `127.0.0.1:${port}`,
      this.#isSecured ? withTls() : ServerCredentials.createInsecure(),
    )
  }

  readonly #supportedMethods = (
    _call: ServerUnaryCall<unknown, SupportedMethods>,
    callback: sendUnaryData<SupportedMethods>,
  ): void => {
    const { features } = this.#definitions
    const methods = ['Read', 'Append', 'BatchAppend'].map((name) =>
      new features.SupportedMethod()
        .setServiceName('event_store.client.streams.Streams')
        .setMethodName(name),
    )
    const supported = new features.SupportedMethods().setEventStoreServerVersion(this.version)
    callback(null, supported.setMethodsList(methods))
  }

  readonly #append = (
    call: ServerReadableStream<AppendReq, AppendResp>,
    callback: sendUnaryData<AppendResp>,
  ): void => {
    let options: AppendReq.Options | undefined
    const events: ProposedEvent[] = []
    call.on('data', (request: AppendReq) => {
      options ??= request.getOptions()
      const proposed = request.getProposedMessage()
      if (proposed !== undefined) events.push(proposedEvent(proposed))
    })
    call.on('error', () => {})
    const answer = (): void => {
      // A client that leaves in the middle has sent a part only.
      if (options === undefined || call.cancelled) return
      const stream = nameOf(options.getStreamIdentifier()?.getStreamName_asU8())
      const refusal = this.access?.refusal(call, 'append', stream)
      if (refusal !== undefined) return callback(refusal)
      const revision = options.hasRevision() ? options.getRevision() : undefined
      this.#handle(stream, expectedOf(options, revision), events, {
        answer: (written) =>
          written.answer === 'stream-deleted'
            ? callback(streamDeleted(stream))
            : callback(null, appendMessage(this.#definitions, written)),
        fail: (error) => callback(error),
        tooLarge: () => callback(tooLargeError(this.append_bytes_max)),
      })
    }
    // That it has left is told a moment after the end of what it sent.
    call.on('end', () => setImmediate(answer))
  }

  readonly #batchAppend = (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void => {
    const pending = new Map<string, { options: BatchAppendReq.Options; events: ProposedEvent[] }>()
    call.on('data', (request: BatchAppendReq) => {
      const key = idOf(request.getCorrelationId())
      const options = request.getOptions()
      const append =
        pending.get(key) ?? (options === undefined ? undefined : { options, events: [] })
      if (append === undefined) return
      pending.set(key, append)
      append.events.push(...request.getProposedMessagesList().map(proposedEvent))
      if (!request.getIsFinal()) return
      pending.delete(key)
      const stream = nameOf(append.options.getStreamIdentifier()?.getStreamName_asU8())
      const refusal = this.access?.refusal(call, 'append', stream)
      if (refusal !== undefined) return void call.emit('error', refusal)
      const revision = append.options.hasStreamPosition()
        ? append.options.getStreamPosition()
        : undefined
      this.#handle(stream, expectedOf(append.options, revision), append.events, {
        answer: (answer) =>
          call.write(batchAppendMessage(this.#definitions, request, stream, answer)),
        // Ends the call with this status.
        fail: (error) => call.emit('error', error),
        tooLarge: () =>
          call.write(
            tooLargeMessage(this.#definitions, request, {
              stream,
              bytes_max: this.append_bytes_max,
            }),
          ),
      })
    })
    call.on('error', () => {})
    call.on('end', () => call.end())
  }

  #handle(
    stream: string,
    expected: ExpectedState,
    events: readonly ProposedEvent[],
    reply: AppendReplies,
  ): void {
    this.appends += 1
    const fault = this.#faults.shift()
    if (events.reduce((sum, event) => sum + bytesOf(event), 0) > this.append_bytes_max)
      return reply.tooLarge()
    const write = (): AppendAnswer => this.log.append(stream, expected, events)
    switch (fault?.fault) {
      case undefined:
        return reply.answer(write())
      case 'cut-after-writing':
        write()
        return this.cutConnections()
      case 'cut-before-writing':
        return this.cutConnections()
      case 'answer-late': {
        const answer = write()
        setTimeout(() => reply.answer(answer), fault.ms)
        return
      }
      case 'never-answer':
        write()
        return
      case 'not-leader':
        return reply.fail(exception(status.NOT_FOUND, 'not-leader', leaderAt(fault.leader_port)))
      case 'too-large':
        return reply.tooLarge()
    }
  }
}

/** How an answer goes back, in one call or in a stream of many. */
interface AppendReplies {
  readonly answer: (answer: AppendAnswer) => void
  readonly fail: (error: Partial<ServiceError>) => void
  readonly tooLarge: () => void
}

/** What an event counts for in the size of an append. */
function bytesOf({ data, metadata, type }: ProposedEvent): number {
  return data.length + metadata.length + 2 * type.length
}

function tooLargeError(bytes_max: number): Partial<ServiceError> {
  const details = { 'maximum-append-size': String(bytes_max) }
  return exception(status.INVALID_ARGUMENT, 'maximum-append-size-exceeded', details)
}

function leaderAt(port: number): Readonly<Record<string, string>> {
  return { 'leader-endpoint-host': '127.0.0.1', 'leader-endpoint-port': String(port) }
}

function unimplemented(_call: unknown, callback: sendUnaryData<unknown>): void {
  callback({ code: status.UNIMPLEMENTED, details: 'the stand-in does not delete' })
}

interface ProposedMessage {
  getId(): Parameters<typeof idOf>[0]
  getMetadataMap(): { get(key: string): string | undefined }
  getData_asU8(): Uint8Array
  getCustomMetadata_asU8(): Uint8Array
}

function proposedEvent(message: ProposedMessage): ProposedEvent {
  return {
    id: idOf(message.getId()),
    type: message.getMetadataMap().get('type') ?? '',
    contentType: message.getMetadataMap().get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  }
}

interface ExpectedOptions {
  hasNoStream(): boolean
  hasAny(): boolean
}

function expectedOf(options: ExpectedOptions, revision: string | undefined): ExpectedState {
  if (revision !== undefined) return Number(revision)
  if (options.hasNoStream()) return 'absent'
  return options.hasAny() ? 'any' : 'exists'
}

interface UuidMessage {
  getString(): string
  getStructured():
    | { getMostSignificantBits(): string; getLeastSignificantBits(): string }
    | undefined
}

/** Clients send either form. */
function idOf(uuid: UuidMessage | undefined): string {
  const structured = uuid?.getStructured()
  if (structured === undefined) return uuid?.getString() ?? ''
  const hex = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()]
    .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0'))
    .join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function nameOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8')
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
