import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { ServerWritableStream } from '@grpc/grpc-js'
import type {
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js'
import {
  absentMessage,
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
} from './answers.ts'
import type { StoredEvent } from './append-rules.ts'
import type { Definitions } from './definitions.ts'
import { streamDeleted } from './exceptions.ts'
import type { StoredLog } from './stored-log.ts'

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>

/** Events that a subscription's page gives at most, and considers unless the client says more. */
const PAGE_EVENTS = 32
/** A subscription comes through a million events in about a second, as on a real server's disk. */
const PAGES_IN_ONE_MS = 4

/** Readings and subscriptions, of streams and of everything. */
export class ReadAnswers {
  readonly #definitions: Definitions
  readonly #log: StoredLog
  /** Subscriptions that the clients have not ended. */
  readonly subscriptions = new Set<Answering>()
  /** Events sent to subscriptions. */
  sent = 0
  /** Events that were looked at for all readings and subscriptions: what they cost the server. */
  considered = 0

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
    if (stream !== undefined && this.#log.isTombstoned(stream)) throw streamDeleted(stream)
    if (stream !== undefined && this.#readable(stream).length === 0)
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
      const page = pageOf(options)
      const first = this.#firstAfter(options, page)
      await call.send(confirmationMessage(this.#definitions))
      await this.#sendFrom(call, first, page)
    } finally {
      this.#log.off('written', call.wake)
      this.subscriptions.delete(call)
    }
  }

  /**
   * Pages while it catches up, then each event as it comes, as EventStoreDB 23.10 and later ones do
   * it, with what went wrong in some of them.
   */
  async #sendFrom(call: Answering, first: number, page: PageOptions): Promise<void> {
    const { interval } = page
    let counted = 0
    let pages = 0
    let next = first
    let position = this.#positionAt(next)
    while (!call.isOver && next < this.#log.size) {
      const { events, end } = this.#page(next, { ...page, events_max: PAGE_EVENTS })
      for (const event of events) await this.#give(call, event)
      // Where the page began, unless an event of it is behind that.
      position = events.at(-1)?.position ?? this.#positionAt(next)
      counted += end - next
      next = end
      // A real server has a disk to read from, and others to answer.
      pages += 1
      await (pages % PAGES_IN_ONE_MS === 0 ? sleep(1) : nextTurn())
      if (counted >= interval && next < this.#log.size) {
        counted %= interval
        await call.send(checkpointMessage(this.#definitions, position))
      }
    }
    // Behind everything, where the next event will be: it has not been given yet (server's pull
    // request 4975).
    await call.send(checkpointMessage(this.#definitions, this.#log.nextPosition))
    await call.send(caughtUpMessage(this.#definitions))
    let { removals } = this.#log
    let last = this.#log.at(next - 1)?.position ?? 0
    while (!call.isOver) {
      if (removals !== this.#log.removals) next = this.#log.indexAt(last + 1)
      removals = this.#log.removals
      const event = this.#log.at(next)
      if (event === undefined) {
        await call.change()
        continue
      }
      const alike = page.isWanted(event) ? 1 : Math.min(this.#log.alike(next), interval - counted)
      this.considered += alike
      if (page.isWanted(event)) await this.#give(call, event)
      next += alike
      last = this.#log.at(next - 1)?.position ?? last
      counted += alike
      if (counted < interval) continue
      counted = 0
      await call.send(checkpointMessage(this.#definitions, this.#log.at(next - 1)?.position ?? 0))
    }
  }

  async #give(call: Answering, event: StoredEvent): Promise<void> {
    while (!call.isOver && !this.#log.isThere(event)) await call.change()
    await call.send(eventMessage(this.#definitions, event))
    this.sent += 1
  }

  /**
   * Where a subscription begins. EventStoreDB 23.10 looks for the event at the position by a page
   * of one event that the filter lets through and begins behind it: after a position whose event
   * the filter leaves out, it passes over the next one that it would not.
   */
  #firstAfter(options: ReadReq.Options, page: PageOptions): number {
    const position = options.getAll()?.getPosition()
    if (position === undefined) return 0
    const at = this.#log.indexAt(Number(position.getCommitPosition()))
    return at < this.#log.size ? this.#page(at, { ...page, events_max: 1 }).end : at
  }

  #positionAt(index: number): number {
    return this.#log.at(index)?.position ?? this.#log.nextPosition
  }

  /** The events from an index on that the filter lets through. */
  #page(
    from: number,
    { isWanted, window, events_max }: PageOptions & { readonly events_max: number },
  ): { readonly events: readonly StoredEvent[]; readonly end: number } {
    const events: StoredEvent[] = []
    let index = from
    const end = Math.min(from + window, this.#log.size)
    while (index < end && events.length < events_max) {
      // Within the log.
      const event = this.#log.at(index)!
      const isGiven = isWanted(event)
      if (isGiven) events.push(event)
      index += isGiven ? 1 : Math.min(this.#log.alike(index), end - index)
    }
    this.considered += index - from
    return { events, end: index }
  }

  #readable(stream: string): readonly StoredEvent[] {
    return this.#log.visible(stream).filter((event) => this.#log.isThere(event))
  }

  #eventsOfStream(options: ReadReq.Options): readonly StoredEvent[] {
    const events = this.#readable(streamNameOf(options) ?? '')
    const stream = options.getStream()
    const from = stream?.hasRevision() === true ? Number(stream.getRevision()) : undefined
    const count = Number(options.getCount())
    if (isForwards(options))
      return events.filter(({ revision }) => revision >= (from ?? 0)).slice(0, count)
    return events
      .filter(({ revision }) => from === undefined || revision <= from)
      .toReversed()
      .slice(0, count)
  }

  #eventsOfAll(options: ReadReq.Options): readonly StoredEvent[] {
    const position = options.getAll()?.getPosition()
    const at =
      position === undefined ? undefined : this.#log.indexAt(Number(position.getCommitPosition()))
    const [first, step] = isForwards(options) ? [at ?? 0, 1] : [(at ?? this.#log.size) - 1, -1]
    const isWanted = filterOf(options)
    const count = Number(options.getCount())
    const events: StoredEvent[] = []
    for (let index = first; index >= 0 && events.length < count; index += step) {
      const event = this.#log.at(index)
      if (event === undefined) break
      this.considered += 1
      if (isWanted(event) && this.#log.isThere(event)) events.push(event)
    }
    return events
  }
}

interface PageOptions {
  readonly isWanted: (event: StoredEvent) => boolean
  /** How many events a page considers at most. */
  readonly window: number
  /** How many events are considered before the server says how far it is. */
  readonly interval: number
}

function pageOf(options: ReadReq.Options): PageOptions {
  const filter = options.getFilter()
  const window = filter?.getMax() || PAGE_EVENTS
  const interval = window * (filter?.getCheckpointintervalmultiplier() ?? 1)
  return { isWanted: filterOf(options), window, interval }
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
