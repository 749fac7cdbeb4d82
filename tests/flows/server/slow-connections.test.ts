import fastify from 'fastify'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { intakeRoutes } from '@jianwei/services/intake/routes.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { authenticateRequests } from '@jianwei/services/http/authentication.ts'
import { limitConnections } from '@jianwei/services/http/below-framework.ts'
import { join } from 'node:path'
import { cloudEvent } from '#/support/intake/cloud-events.ts'
import { temporaryFolder } from '#/support/intake/intake-server.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { filesOver } from '#/support/intake/file-routes.ts'

const IMPATIENT = { silence_ms_max: 200, bytes_per_second_min: 100 }

async function intakeIn(folder: string, body_limits: object) {
  const opened = openIntake({ log_path: join(folder, 'log.db') })
  const app = fastify({ requestTimeout: 0 })
  authenticateRequests(app, async () => LOCAL_ADMINISTRATOR)
  limitConnections(app, { connections_max: 100, of_one_address_max: 100, linger_ms: 50 })
  const redrive = createRedrive({ ...opened, mappingNamed: () => undefined })
  await app.register(intakeRoutes, {
    ...opened,
    redrive,
    files: filesOver(opened, folder).routes,
    mappingNamed: () => undefined,
    audit: { reading: async () => {} },
    logger: { debug: () => {}, error: () => {} },
    body_limits,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    // It listens on an address.
    port: (app.server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      await app.close()
      await opened[Symbol.asyncDispose]()
    },
  }
}

const head = (type: string, length: string) =>
  `POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\n${length}\r\n\r\n`

/** Everything that comes until the other side closes. */
async function answerOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  await new Promise((resolve) => socket.once('close', resolve))
  return Buffer.concat(chunks).toString()
}

test('a body that stops coming is answered 408 and its connection closed', async () => {
  using folder = temporaryFolder()
  await using server = await intakeIn(folder.path, { patience: IMPATIENT })
  const socket = connect(server.port, '127.0.0.1')
  socket.write(`${head('application/cloudevents+json', 'content-length: 500')}{"specversion"`)
  const answer = await answerOf(socket)
  expect(answer).toContain('HTTP/1.1 408')
  expect(answer).toContain('"code":"BODY_TOO_SLOW"')
})

test('a stream that stops coming keeps what was taken, and its last line says why it ended', async () => {
  using folder = temporaryFolder()
  await using server = await intakeIn(folder.path, { patience: IMPATIENT })
  const socket = connect(server.port, '127.0.0.1')
  const line = `${JSON.stringify(cloudEvent(1))}\n`
  socket.write(
    head('application/x-ndjson', 'transfer-encoding: chunked') +
      `${Buffer.byteLength(line).toString(16)}\r\n${line}\r\n`,
  )
  const answer = await answerOf(socket)
  expect(answer).toContain('"status":"accepted"')
  expect(answer).toContain('"complete":false')
  expect(answer).toContain('"code":"BODY_TOO_SLOW"')
})

test('a body that comes byte by byte is given up, however often a byte comes', async () => {
  using folder = temporaryFolder()
  await using server = await intakeIn(folder.path, {
    patience: { silence_ms_max: 200, bytes_per_second_min: 100_000 },
  })
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(head('application/cloudevents+json', 'content-length: 100000'))
  const answered = answerOf(socket)
  while (!socket.destroyed && socket.readyState === 'open') {
    socket.write('{')
    await sleep(20)
  }
  expect(await answered).toContain('HTTP/1.1 408')
})

test('bodies that do not fit into memory together are refused for now', async () => {
  using folder = temporaryFolder()
  await using server = await intakeIn(folder.path, { total_bytes_max: 1_000 })
  const first = connect(server.port, '127.0.0.1')
  first.write(`${head('application/cloudevents+json', 'content-length: 5000')}${'x'.repeat(900)}`)
  const texts: string[] = []
  // Until the first one has arrived, the second is taken.
  while (!texts.at(-1)?.includes('503')) {
    const answer = await fetch(`http://127.0.0.1:${server.port}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: 'x'.repeat(500),
    })
    texts.push(`${answer.status} ${await answer.text()}`)
  }
  expect(texts.at(-1)).toContain('"code":"BODIES_BUSY"')
  first.destroy()
  await expect
    .poll(async () => {
      const answer = await fetch(`http://127.0.0.1:${server.port}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: 'x'.repeat(500),
      })
      await answer.text()
      return answer.status
    })
    .toBe(422)
})

test('connections beyond the limit are answered 503, and may come when others have gone', async () => {
  await using app = serverWithoutData({
    connection_limits: { connections_max: 10, of_one_address_max: 2, linger_ms: 50 },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const open = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
  for (const socket of open) await new Promise((resolve) => socket.once('connect', resolve))
  const refused = connect(port, '127.0.0.1')
  const answer = await answerOf(refused)
  expect(answer).toContain('HTTP/1.1 503')
  expect(answer).toContain('"code":"CONNECTIONS_BUSY"')
  for (const socket of open) socket.destroy()
  await expect
    .poll(async () => {
      const health = await fetch(`http://127.0.0.1:${port}/health/live`, {
        headers: { connection: 'close' },
      })
      await health.text()
      return health.status
    })
    .toBe(200)
})

test('the other routes do not wait for a slow body either', async () => {
  await using app = serverWithoutData({ body_limits: { patience: IMPATIENT } })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(
    'POST /v1/rules HTTP/1.1\r\nhost: localhost\r\ncontent-type: ' +
      'application/json\r\ncontent-length: 500\r\n\r\n{"text"',
  )
  expect(await answerOf(socket)).toContain('HTTP/1.1 408')
})
