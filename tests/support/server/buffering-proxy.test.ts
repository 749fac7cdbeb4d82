import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { bufferingProxy } from '#/support/server/buffering-proxy.ts'
import { openEventSource } from '#/support/server/event-source.ts'

async function upstream(headers: Readonly<Record<string, string>>) {
  const answers: ServerResponse[] = []
  const server = createServer((_request, response) => {
    answers.push(response)
    response.writeHead(200, headers)
    response.write('data: 1\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    answers,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('it holds a small answer back until the answer ends', async () => {
  await using server = await upstream({})
  await using proxy = await bufferingProxy(server.origin)
  using reader = await openEventSource(proxy.origin)
  while (proxy.buffered() === 0) await new Promise((resolve) => setImmediate(resolve))
  expect(reader.events).toEqual([])
  server.answers[0]?.end()
  await reader.until(() => reader.events.length === 1)
})

test('it passes on at once what asks for it, and keeps the wish to itself', async () => {
  await using server = await upstream({ 'x-accel-buffering': 'no' })
  await using proxy = await bufferingProxy(server.origin)
  using reader = await openEventSource(proxy.origin)
  await reader.until(() => reader.events.length === 1)
  expect(reader.headers['x-accel-buffering']).toBeUndefined()
})
