import { afterAll } from 'vitest'
import { EventStoreClient } from '@jianwei/infra/log/kurrent/eventstore-client.ts'
import { SharedQuarantine } from '@jianwei/infra/log/shared-quarantine.ts'
import { KurrentHost } from '#/support/kurrent-stand-in/place.ts'
import { alternating } from '#/support/replicas/alternating.ts'
import { ofReplica } from '#/support/replicas/shared-quarantines.ts'
import { quarantineContract } from './quarantine.contract.ts'
import { sharedQuarantineContract } from './quarantine-shared.contract.ts'

const host = await KurrentHost.start({
  clientPackage: '@eventstore/db-client',
  scheme: 'esdb',
  connect: (url) => new EventStoreClient(url),
})
afterAll(() => host[Symbol.asyncDispose]())

const name = 'SharedQuarantine over @eventstore/db-client'
quarantineContract(name, () => host.place((site) => new SharedQuarantine(ofReplica(site))))
quarantineContract(`${name}, two asked in turn`, () =>
  host.place((site) =>
    alternating(['-a', '-b'].map((copy) => new SharedQuarantine(ofReplica(site, copy)))),
  ),
)
sharedQuarantineContract(name, host)
