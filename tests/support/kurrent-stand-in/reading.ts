import type { ServerWritableStream } from '@grpc/grpc-js'
import type {
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js'
import { absentMessage, checkpointMessage, confirmationMessage, eventMessage } from './answers.ts'
import type { StoredEvent } from './append-rules.ts'
import type { Definitions } from './definitions.ts'
import type { StoredLog } from './stored-log.ts'

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>

/**
 * Events that a filter leaves out before the server tells how far it has come, times the client's
 * multiplier.
 */
const CHECKPOINT_EVENTS = 32

/** Readings and subscriptions, of streams and of everything. */
export class ReadAnswers {
  readonly #definitions: Definitions
  readonly #log: StoredLog
  /** Subscriptions that the clients have not ended. */
  readonly subscriptions = new Set<Answering>()
  /** Events sent to subscriptions. */
  sent = 0

  constructor(definitions: Definitions, log: StoredLog) {
    this.#definitions = definitions
    this.#log = log
  }

  async answer(readCall: ReadCall): Promise<void> {
    const call = new Answering(readCall)
    await this.#answer(call, readCall)
    call.end()
  }

  async #answer(call: Answering, { request }: ReadCall): Promise<void> {
    const options = request.getOptions()
    if (options === undefined) throw new Error('a reading has options')
    if (options.hasSubscription()) return this.#subscribe(call, options)
    const events = options.hasStream() ? this.#eventsOfStream(options) : this.#eventsOfAll(options)
    const stream = streamNameOf(options)
    if (stream !== undefined && this.#log.stream(stream).length === 0)
      await call.send(absentMessage(this.#definitions, stream))
    for (const event of events) {
      if (call.isOver) return
      await call.send(eventMessage(this.#definitions, event))
    }
  }

  async #subscribe(call: Answering, options: ReadReq.Options): Promise<void> {
    this.subscriptions.add(call)
    this.#log.on('written', call.wake)
    try {
      await call.send(confirmationMessage(this.#definitions))
      await this.#sendFrom(call, options)
    } finally {
      this.#log.off('written', call.wake)
      this.subscriptions.delete(call)
    }
  }

  async #sendFrom(call: Answering, options: ReadReq.Options): Promise<void> {
    const isWanted = filterOf(options)
    const checkpointEvents =
      CHECKPOINT_EVENTS * (options.getFilter()?.getCheckpointintervalmultiplier() ?? 1)
    const position = options.getAll()?.getPosition()
    let next =
      position === undefined ? 0 : this.#log.indexAt(Number(position.getCommitPosition()) + 1)
    let leftOut = 0
    while (!call.isOver) {
      const event = this.#log.all[next]
      if (event === undefined) {
        await call.change()
        continue
      }
      next += 1
      if (isWanted(event)) {
        await call.send(eventMessage(this.#definitions, event))
        this.sent += 1
      } else if (++leftOut % checkpointEvents === 0) {
        await call.send(checkpointMessage(this.#definitions, event.position))
      }
    }
  }

  #eventsOfStream(options: ReadReq.Options): readonly StoredEvent[] {
    const events = this.#log.stream(streamNameOf(options) ?? '')
    const stream = options.getStream()
    const from = stream?.hasRevision() === true ? Number(stream.getRevision()) : undefined
    const count = Number(options.getCount())
    if (isForwards(options)) return events.slice(from ?? 0, (from ?? 0) + count)
    return events
      .slice(0, from === undefined ? undefined : from + 1)
      .toReversed()
      .slice(0, count)
  }

  #eventsOfAll(options: ReadReq.Options): readonly StoredEvent[] {
    const position = options.getAll()?.getPosition()
    const at =
      position === undefined ? undefined : this.#log.indexAt(Number(position.getCommitPosition()))
    const { all } = this.#log
    const [first, step] = isForwards(options) ? [at ?? 0, 1] : [(at ?? all.length) - 1, -1]
    const isWanted = filterOf(options)
    const count = Number(options.getCount())
    const events: StoredEvent[] = []
    for (let index = first; events.length < count; index += step) {
      const event = all[index]
      if (event === undefined) break
      if (isWanted(event)) events.push(event)
    }
    return events
  }
}

/** A call in hand: what is sent waits while the client does not take more. */
class Answering {
  readonly #call: ReadCall
  #resolve = (): void => {}

  constructor(call: ReadCall) {
    this.#call = call
    call
      .on('drain', this.wake)
      .on('cancelled', this.wake)
      .on('close', this.wake)
      .on('error', this.wake)
  }

  /** The client has left, or the connection is gone. */
  get isOver(): boolean {
    return this.#call.cancelled || this.#call.destroyed
  }

  readonly wake = (): void => this.#resolve()

  change(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  async send(message: ReadResp): Promise<void> {
    if (this.isOver) return
    this.#call.write(message)
    while (!this.isOver && this.#call.writableNeedDrain) await this.change()
  }

  end(): void {
    if (!this.isOver) this.#call.end()
  }
}

function streamNameOf(options: ReadReq.Options): string | undefined {
  const identifier = options.getStream()?.getStreamIdentifier()
  return identifier === undefined
    ? undefined
    : Buffer.from(identifier.getStreamName_asU8()).toString('utf8')
}

/** The protocol's number for it. */
const FORWARDS: ReadReq.Options.ReadDirection = 0

function isForwards(options: ReadReq.Options): boolean {
  return options.getReadDirection() === FORWARDS
}

function filterOf(options: ReadReq.Options): (event: StoredEvent) => boolean {
  const filter = options.getFilter()
  const prefixes = filter?.getStreamIdentifier()?.getPrefixList()
  if (filter === undefined) return () => true
  if (prefixes === undefined || prefixes.length === 0)
    throw new Error('the stand-in filters by starts of stream names only')
  return ({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix))
}
