import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import {
  addressOf,
  interfaceLines,
  listeningAddress,
  listenProblem,
} from '#/http/listening-address.ts'

test.each([
  ['127.0.0.1', 'http://127.0.0.1:8080', []],
  ['::1', 'http://[::1]:8080', []],
  ['192.0.2.7', 'http://192.0.2.7:8080', ['http://192.0.2.7:8080']],
  ['0.0.0.0', 'http://127.0.0.1:8080', ['http://10.0.0.5:8080']],
  ['::', 'http://[::1]:8080', ['http://10.0.0.5:8080']],
])('who listens at %s can be opened at %s', (address, origin, from_elsewhere) => {
  const found = addressOf({ address, port: 8080 }, ['10.0.0.5'])
  expect(found).toEqual({ origin, interface: address, from_elsewhere })
})

test('what all interfaces are is said in words, and nothing where there is nothing to say', () => {
  const lines = (address: string) => interfaceLines(addressOf({ address, port: 80 }, ['10.0.0.5']))
  expect(lines('127.0.0.1')).toEqual([])
  expect(lines('0.0.0.0')).toEqual([
    'Listens at all interfaces of this machine (0.0.0.0); from elsewhere http://10.0.0.5:80/',
  ])
})

test('the address of an app that listens everywhere answers', async () => {
  await using app = fastify()
  app.get('/', async () => 'here')
  await app.listen({ host: '0.0.0.0', port: 0 })
  const { origin } = listeningAddress(app)
  expect(await (await fetch(origin)).text()).toBe('here')
})

test('a port that is taken is said with what to do', async () => {
  await using first = createServer().listen(0, '127.0.0.1')
  await once(first, 'listening')
  // A listening TCP server has an address with a port.
  const { port } = first.address() as AddressInfo
  await using app = fastify()
  const error: unknown = await app.listen({ host: '127.0.0.1', port }).catch((e: unknown) => e)
  expect(listenProblem(error)).toBe(
    `another program listens at 127.0.0.1, port ${port}: end it, or set PORT to another one`,
  )
  expect(listenProblem(new Error('something else'))).toBeUndefined()
})
