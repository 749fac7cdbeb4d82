import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** As nginx has it: what an upstream answers is passed on when so much of it is there. */
const BUFFER_BYTES = 8 * 1024

export interface BufferingProxy extends AsyncDisposable {
  readonly origin: string
  /** Bytes that lie in buffers now, not passed on. */
  buffered(): number
}

/**
 * A proxy in front of a server that buffers answers as nginx does with `proxy_buffering on`: until
 * a buffer is full or the answer ends, unless the answer says `X-Accel-Buffering: no`, which it
 * takes out.
 */
export async function bufferingProxy(upstream: string): Promise<BufferingProxy> {
  let buffered = 0

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { 'x-accel-buffering': buffering, ...headers } = incoming.headers
    outgoing.writeHead(incoming.statusCode ?? 502, headers).flushHeaders()
    if (buffering === 'no') {
      incoming.pipe(outgoing)
      return
    }
    let held: Buffer[] = []
    const size = (): number => held.reduce((sum, part) => sum + part.length, 0)
    const flush = (): void => {
      buffered -= size()
      for (const part of held) outgoing.write(part)
      held = []
    }
    incoming.on('data', (part: Buffer) => {
      held.push(part)
      buffered += part.length
      if (size() >= BUFFER_BYTES) flush()
    })
    incoming.on('end', () => {
      flush()
      outgoing.end()
    })
    incoming.on('close', () => outgoing.destroy())
  }

  const server = createServer((asked, outgoing) => {
    const forwarded = request(
      new URL(asked.url ?? '/', upstream),
      {
        method: asked.method ?? 'GET',
        headers: { ...asked.headers, host: new URL(upstream).host },
      },
      (incoming) => pass(incoming, outgoing),
    )
    forwarded.on('error', () => outgoing.destroy())
    outgoing.on('close', () => forwarded.destroy())
    asked.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens, so it has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    buffered: () => buffered,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
