import { get, type ClientRequest, type IncomingMessage } from 'node:http'

/** One block of an event stream, as a browser's `EventSource` would give it. */
export interface ServerSentEvent {
  readonly id: string | undefined
  readonly event: string
  readonly data: unknown
}

/** A reader of an event stream that keeps what `EventSource` keeps. */
export interface EventSourceReader extends Disposable {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly events: readonly ServerSentEvent[]
  /** Lines that begin with a colon. */
  readonly comments: readonly string[]
  /** What a browser would send as `Last-Event-ID` when it comes back. */
  readonly lastEventId: string | undefined
  /** True when the server has ended the answer. */
  readonly isOver: boolean
  /** Reads no more until `resume`. */
  pause(): void
  resume(): void
  /** Waits until it is so. */
  until(condition: () => boolean): Promise<void>
}

/** Connects, and resolves when the headers are there. */
export async function openEventSource(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventSourceReader> {
  const { asked, answer } = await new Promise<{ asked: ClientRequest; answer: IncomingMessage }>(
    (resolve, reject) => {
      const asking = get(url, { headers, agent: false }, (received) =>
        resolve({ asked: asking, answer: received }),
      ).on('error', reject)
    },
  )
  asked.on('error', () => {})
  const events: ServerSentEvent[] = []
  const comments: string[] = []
  const watching = new Set<() => void>()
  let text = ''
  let lastEventId = headers['last-event-id']
  let isOver = false
  const look = (): void => {
    for (const watch of watching) watch()
  }

  /** As the HTML standard reads a block: an id without data is remembered, and nothing is told. */
  function take(block: string): void {
    const fields = new Map<string, string>()
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':')
      if (colon === 0) comments.push(line.slice(1).trim())
      else fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''))
    }
    const [id, data] = [fields.get('id'), fields.get('data')]
    lastEventId = id ?? lastEventId
    if (data !== undefined)
      events.push({ id, event: fields.get('event') ?? 'message', data: JSON.parse(data) })
  }

  answer.setEncoding('utf8')
  answer.on('data', (part: string) => {
    text += part
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) take(block)
    look()
  })
  answer.on('error', () => {})
  answer.on('close', () => {
    isOver = true
    look()
  })
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    events,
    comments,
    get lastEventId() {
      return lastEventId
    },
    get isOver() {
      return isOver
    },
    pause: () => void answer.pause(),
    resume: () => void answer.resume(),
    until: (condition) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (!condition()) return
          watching.delete(watch)
          resolve()
        }
        watching.add(watch)
        watch()
      }),
    [Symbol.dispose]: () => void asked.destroy(),
  }
}
