import { afterAll } from 'vitest'
import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { KurrentHost } from '#/support/kurrent-stand-in/place.ts'
import { sessionsOn } from '#/support/replicas/shared-sessions.ts'
import { sessionStoreContract } from './session-store.contract.ts'

const host = await KurrentHost.start({
  clientPackage: '@kurrent/kurrentdb-client',
  scheme: 'kurrentdb',
  connect: (url) => new KurrentDbClient(url),
})
afterAll(() => host[Symbol.asyncDispose]())

const name = 'SharedSessionStore over @kurrent/kurrentdb-client'
sessionStoreContract(name, () => sessionsOn(host))
sessionStoreContract(`${name}, two asked in turn`, () => sessionsOn(host, ['a', 'b']))
