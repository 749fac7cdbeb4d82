import { afterAll } from 'vitest'
import { EventStoreClient } from '@jianwei/infra/log/kurrent/eventstore-client.ts'
import { KurrentHost } from '#/support/kurrent-stand-in/place.ts'
import { sessionsOn } from '#/support/replicas/shared-sessions.ts'
import { sessionStoreContract } from './session-store.contract.ts'

const host = await KurrentHost.start({
  clientPackage: '@eventstore/db-client',
  scheme: 'esdb',
  connect: (url) => new EventStoreClient(url),
})
afterAll(() => host[Symbol.asyncDispose]())

const name = 'SharedSessionStore over @eventstore/db-client'
sessionStoreContract(name, () => sessionsOn(host))
sessionStoreContract(`${name}, two asked in turn`, () => sessionsOn(host, ['a', 'b']))
