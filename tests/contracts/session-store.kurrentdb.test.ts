import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { alternating } from '#/support/replicas/alternating.ts'
import { sharedSessions } from '#/support/replicas/shared-sessions.ts'
import { sessionStoreContract } from './session-store.contract.ts'

const server = await KurrentStandIn.start('@kurrent/kurrentdb-client')
const client = new KurrentDbClient(`kurrentdb://127.0.0.1:${server.port}?tls=false`)
const folder = await mkdtemp(join(tmpdir(), 'jianwei-sessions-'))
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const newPlace = () => {
  const namespace = `test${randomUUID().replaceAll('-', '')}`
  return { client, namespace, folder: join(folder, namespace) }
}
const name = 'SharedSessionStore over @kurrent/kurrentdb-client'

sessionStoreContract(name, async () => {
  const place = newPlace()
  return { open: () => sharedSessions(place), async [Symbol.asyncDispose]() {} }
})

sessionStoreContract(`${name}, two asked in turn`, async () => {
  const place = newPlace()
  const open = () => alternating([sharedSessions(place, 'a'), sharedSessions(place, 'b')])
  return { open, async [Symbol.asyncDispose]() {} }
})
