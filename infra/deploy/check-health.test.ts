import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, 'check-health.sh')

test('a container is healthy when its address answers with success, and not when it refuses or is gone', async () => {
  const asked: string[] = []
  const server = createServer(({ url = '', headers }, response) => {
    asked.push(`${headers.host} ${url}`)
    response.writeHead(url === '/health/ready' ? 200 : 503).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address with a port.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await exitCodeFor(`http://${host}/health/ready`)).toBe(0)
  expect(await exitCodeFor(`http://${host}/health/starting`)).toBe(1)
  expect(asked).toEqual([`${host} /health/ready`, `${host} /health/starting`])
  server.close()
  await once(server, 'close')
  expect(await exitCodeFor(`http://${host}/health/ready`)).toBe(1)
})

async function exitCodeFor(address: string): Promise<unknown> {
  return promisify(execFile)('bash', [SCRIPT, address]).then(
    () => 0,
    (error: { readonly code: unknown }) => error.code,
  )
}
