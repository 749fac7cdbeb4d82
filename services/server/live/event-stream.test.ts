import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openEventSource } from '@jianwei/tests/support/server/event-source.ts'
import { EventStream } from '#/server/live/event-stream.ts'

/** A response that a reader has opened and takes nothing of. */
async function readerThatWaits() {
  const streams: EventStream[] = []
  const server = createServer((_request, response) => {
    streams.push(new EventStream(response, {}, { buffered_bytes_max: 50_000, drain_ms_max: 5 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  const reader = await openEventSource(`http://127.0.0.1:${port}`)
  reader.pause()
  const [stream] = streams
  if (stream === undefined) throw new Error('nobody asked')
  return {
    reader,
    stream,
    async [Symbol.asyncDispose]() {
      reader[Symbol.dispose]()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('a reader that takes nothing is ended, and what it got is whole and in order', async () => {
  await using opened = await readerThatWaits()
  const { reader, stream } = opened
  let sent = 0
  while (stream.ended === undefined) {
    stream.send('alert', { text: 'x'.repeat(10_000) }, (sent += 1))
    await nextTurn()
  }
  expect(stream.ended).toBe('TOO_SLOW')
  reader.resume()
  await reader.until(() => reader.isOver)
  const ids = reader.events.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]))
  expect(ids).toEqual(Array.from({ length: ids.length }, (_, at) => at + 1))
  expect(reader.lastEventId).toBe(String(ids.length))
})

test('one that is told of the past and takes nothing for long is ended too', async () => {
  await using opened = await readerThatWaits()
  const { stream } = opened
  while (stream.ended === undefined) {
    stream.send('alert', { text: 'x'.repeat(20_000) })
    await stream.taken()
  }
  expect(stream.ended).toBe('TOO_SLOW')
})

test('after its end nothing more is sent', async () => {
  await using opened = await readerThatWaits()
  const { reader, stream } = opened
  stream.end('SHUTDOWN')
  stream.send('alert', {}, 1)
  stream.here(2)
  reader.resume()
  await reader.until(() => reader.isOver)
  expect(reader.events).toEqual([{ id: undefined, event: 'end', data: { reason: 'SHUTDOWN' } }])
})
