import { randomUUID } from 'node:crypto'
import {
  NO_CHANGE,
  type ChangeStream,
  type NewChange,
  type StoredChange,
} from '#/log/change-stream.ts'
import type { ClientEvent, EventToWrite, KurrentClient } from '#/log/kurrent/kurrent-client.ts'
import { answered, collected, USUAL_PATIENCE, type Patience } from '#/log/kurrent/retrying.ts'
import { appendBehind, limitKept } from '#/log/kurrent/state-streams.ts'
import { streamNames } from '#/log/kurrent/stream-names.ts'

/** The server takes 1 MiB in one append unless it is set otherwise. */
const APPEND_BYTES_MAX = 700_000
/** A change that is larger as JSON is written aside, in pieces that come out a third larger. */
const WHOLE_BYTES_MAX = 300_000
const PIECE_BYTES = 480_000

const CHANGE = 'Changed'
const CHANGE_ASIDE = 'ChangedAside'
const PIECE = 'ChangePiece'

export interface KurrentChangeStreamOptions {
  readonly namespace: string
  /** Of the state: small letters. */
  readonly name: string
  /** The server may forget changes that are older. Default: it keeps all of them. */
  readonly kept_seconds?: number
  readonly patience?: Patience
}

/**
 * A stream of the server for the changes of one state. What is too large for an append lies in a
 * stream of its own, in pieces that are written before the change that names them, so a process
 * that dies between leaves a stream that nobody looks at. The client belongs to whoever opened it.
 */
export class KurrentChangeStream implements ChangeStream {
  readonly #client: KurrentClient
  readonly #stream: string
  readonly #patience: Patience
  readonly #keptSeconds: number | undefined

  constructor(client: KurrentClient, options: KurrentChangeStreamOptions) {
    this.#client = client
    this.#stream = streamNames(options.namespace).changesOf(options.name)
    this.#patience = options.patience ?? USUAL_PATIENCE
    this.#keptSeconds = options.kept_seconds
  }

  async append(after: number, changes: readonly NewChange[]): Promise<number> {
    let [written, bytes] = [0, 0]
    let events: EventToWrite[] = []
    const flush = async (): Promise<boolean> => {
      if (events.length === 0) return true
      if (!(await this.#append(this.#stream, after + written, events))) return false
      if (after + written === NO_CHANGE) await this.#limitKept(this.#stream)
      written += events.length
      events = []
      bytes = 0
      return true
    }
    for (const { id, change } of changes) {
      const text = JSON.stringify(change)
      const length = Buffer.byteLength(text)
      const isAside = length > WHOLE_BYTES_MAX
      if (!isAside && bytes + length > APPEND_BYTES_MAX && !(await flush())) return written
      const data = isAside ? await this.#writeAside(id, text) : change
      events.push({ id, type: isAside ? CHANGE_ASIDE : CHANGE, data, metadata: {} })
      bytes += isAside ? 0 : length
    }
    await flush()
    return written
  }

  async readBehind(after: number, max: number): Promise<readonly StoredChange[]> {
    const from = BigInt(after + 1)
    const events = await this.#read({ stream: this.#stream, from, max })
    const changes: StoredChange[] = []
    for (const event of events) changes.push(await this.#changeOf(event))
    return changes
  }

  async newest(): Promise<StoredChange | undefined> {
    const [event] = await this.#read({ stream: this.#stream, from: 'end', max: 1 })
    return event === undefined ? undefined : this.#changeOf(event)
  }

  async #changeOf(event: ClientEvent): Promise<StoredChange> {
    const [revision, id] = [Number(event.revision), event.id]
    if (event.type === CHANGE && event.isJson) return { revision, id, change: event.data }
    if (event.type !== CHANGE_ASIDE) return { revision, id, change: undefined }
    return { revision, id, change: await this.#readAside(id, event.data) }
  }

  async #writeAside(id: string, text: string): Promise<{ readonly pieces: number }> {
    const bytes = Buffer.from(text)
    const pieces = Math.ceil(bytes.length / PIECE_BYTES)
    for (let piece = 0; piece < pieces; piece += 1) {
      const part = bytes.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES)
      const data = { base64: part.toString('base64') }
      const event = { id: randomUUID(), type: PIECE, data, metadata: {} }
      // An earlier attempt of the same change may have left its pieces.
      if (!(await this.#append(this.#asideOf(id), piece - 1, [event]))) continue
      if (piece === 0) await this.#limitKept(this.#asideOf(id))
    }
    return { pieces }
  }

  async #readAside(id: string, named: unknown): Promise<unknown> {
    const count = countOf(named)
    if (count === undefined) return undefined
    const events: ClientEvent[] = []
    // One at a time: an answer of several may be larger than the client takes.
    for (let piece = 0; piece < count; piece += 1)
      events.push(...(await this.#read({ stream: this.#asideOf(id), from: BigInt(piece), max: 1 })))
    const parts = events.flatMap(({ data }) => bytesOf(data) ?? [])
    if (parts.length !== count) return undefined
    try {
      return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown
    } catch {
      return undefined
    }
  }

  #asideOf(id: string): string {
    return `${this.#stream}-${id}`
  }

  async #read({
    stream,
    from,
    max,
  }: {
    readonly stream: string
    readonly from: bigint | 'end'
    readonly max: number
  }): Promise<readonly ClientEvent[]> {
    const direction = from === 'end' ? ('backwards' as const) : ('forwards' as const)
    const reading = { stream, direction, from, events_max: max }
    return answered(
      () => collected(this.#client.readStream(reading), this.#patience.answer_ms),
      this.#patience,
    )
  }

  /** False where something else stands behind the revision. */
  #append(stream: string, after: number, events: readonly EventToWrite[]): Promise<boolean> {
    const expected = after === NO_CHANGE ? 'absent' : BigInt(after)
    return appendBehind(this.#client, this.#patience, { stream, expected, events })
  }

  async #limitKept(stream: string): Promise<void> {
    if (this.#keptSeconds === undefined) return
    await limitKept(this.#client, this.#patience, stream, { $maxAge: this.#keptSeconds })
  }
}

function countOf(named: unknown): number | undefined {
  if (typeof named !== 'object' || named === null || !('pieces' in named)) return undefined
  return typeof named.pieces === 'number' ? named.pieces : undefined
}

function bytesOf(data: unknown): Buffer | undefined {
  if (typeof data !== 'object' || data === null || !('base64' in data)) return undefined
  return typeof data.base64 === 'string' ? Buffer.from(data.base64, 'base64') : undefined
}
