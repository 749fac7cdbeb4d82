import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface ReceivedPost {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Somebody outside, who takes what is posted. */
export interface OutwardReceiver extends AsyncDisposable {
  readonly origin: string
  /** As `NOTICE_HOSTS` names it. */
  readonly allowed: string
  readonly received: readonly ReceivedPost[]
  /** What is answered from now on. */
  answer(status: number, body?: string, headers?: Readonly<Record<string, string>>): void
  /** Waits until so many posts have come. */
  until(count: number): Promise<void>
}

export async function outwardReceiver(): Promise<OutwardReceiver> {
  const received: ReceivedPost[] = []
  const watching = new Set<() => void>()
  let answered = { status: 200, body: '{"errcode":0}', headers: {} }
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    received.push({ url: request.url ?? '', headers: request.headers, body })
    response.writeHead(answered.status, answered.headers).end(answered.body)
    for (const watch of watching) watch()
  }

  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    allowed: `http://127.0.0.1:${port}`,
    received,
    answer(status, body = '{"errcode":0}', headers = {}) {
      answered = { status, body, headers }
    },
    until: (count) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (received.length < count) return
          watching.delete(watch)
          resolve()
        }
        watching.add(watch)
        watch()
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
