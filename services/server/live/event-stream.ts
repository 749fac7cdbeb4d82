import type { ServerResponse } from 'node:http'

/*
 * A response that never ends by itself, as `text/event-stream` of the HTML standard. What the
 * reader does not take is buffered up to a limit; beyond it the stream ends with a word, and the
 * reader goes on from the last id that it got.
 */

/** Why a stream ends, told as its last event. */
export type EndReason =
  | 'HEAD_REACHED'
  | 'TOO_SLOW'
  | 'TOO_FAR_BEHIND'
  | 'SESSION_ENDED'
  | 'SHUTDOWN'
  | 'LOG_FAILED'

/** What waits to be sent to one reader. */
const BUFFERED_BYTES_MAX = 256 * 1024
/** How long a reader may take nothing at all while it is told of the past. */
const DRAIN_MS_MAX = 30_000
/** How long the end may take to reach the reader. */
const LINGER_MS = 2_000
/** After how long a browser connects again. */
const RETRY_MS = 2_000

const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const

export interface EventStreamLimits {
  readonly buffered_bytes_max?: number
  readonly drain_ms_max?: number
}

export class EventStream {
  readonly #response: ServerResponse
  readonly #bufferedMax: number
  readonly #drainMs: number
  #ended: EndReason | undefined

  /** Sends the headers, and how long to wait before coming back. */
  constructor(
    response: ServerResponse,
    headers: Readonly<Record<string, string | number | string[] | undefined>>,
    { buffered_bytes_max, drain_ms_max }: EventStreamLimits = {},
  ) {
    this.#response = response
    this.#bufferedMax = buffered_bytes_max ?? BUFFERED_BYTES_MAX
    this.#drainMs = drain_ms_max ?? DRAIN_MS_MAX
    // An error of the socket comes with its `close`; nobody else may fall over it.
    response.on('error', () => {})
    response.writeHead(200, { ...headers, ...EVENT_STREAM_HEADERS })
    response.write(`retry: ${RETRY_MS}\n\n`)
  }

  /** Undefined while it goes on. */
  get ended(): EndReason | 'GONE' | undefined {
    return this.#ended ?? (this.#response.destroyed ? 'GONE' : undefined)
  }

  /** One event. `data` becomes one line of JSON. */
  send(name: string, data: object, id?: number): void {
    const idLine = id === undefined ? '' : `id: ${id}\n`
    this.#write(`${idLine}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  /**
   * A sign of life, which also keeps proxies from closing it. Once a position is given, all up to
   * there was told: an event, because pages hear of no comment.
   */
  here(position?: number): void {
    if (position === undefined) this.#write(': here\n\n')
    else this.send('here', { position }, position)
  }

  /** Resolves when the reader has taken what was buffered; one that takes nothing is ended. */
  async taken(): Promise<void> {
    if (!this.#response.writableNeedDrain || this.ended !== undefined) return
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#response.off('drain', done)
        this.#response.off('close', done)
        resolve()
      }
      const timer = setTimeout(() => {
        this.end('TOO_SLOW')
        done()
      }, this.#drainMs)
      this.#response.on('drain', done)
      this.#response.on('close', done)
    })
  }

  /** The last word; a reader that does not take it is cut off. */
  end(reason: EndReason): void {
    if (this.ended !== undefined) return
    this.#ended = reason
    this.#response.end(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`)
    const cut = setTimeout(() => this.#response.destroy(), LINGER_MS).unref()
    this.#response.once('close', () => clearTimeout(cut))
  }

  #write(text: string): void {
    if (this.ended !== undefined) return
    this.#response.write(text)
    if (this.#response.writableLength > this.#bufferedMax) this.end('TOO_SLOW')
  }
}
