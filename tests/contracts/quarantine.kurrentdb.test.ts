import { afterAll } from 'vitest'
import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { SharedQuarantine } from '@jianwei/infra/log/shared-quarantine.ts'
import { KurrentHost } from '#/support/kurrent-stand-in/place.ts'
import { alternating } from '#/support/replicas/alternating.ts'
import { ofReplica } from '#/support/replicas/shared-quarantines.ts'
import { quarantineContract } from './quarantine.contract.ts'
import { sharedQuarantineContract } from './quarantine-shared.contract.ts'

const host = await KurrentHost.start({
  clientPackage: '@kurrent/kurrentdb-client',
  scheme: 'kurrentdb',
  connect: (url) => new KurrentDbClient(url),
})
afterAll(() => host[Symbol.asyncDispose]())

const name = 'SharedQuarantine over @kurrent/kurrentdb-client'
quarantineContract(name, () => host.place((site) => new SharedQuarantine(ofReplica(site))))
quarantineContract(`${name}, two asked in turn`, () =>
  host.place((site) =>
    alternating(['-a', '-b'].map((copy) => new SharedQuarantine(ofReplica(site, copy)))),
  ),
)
sharedQuarantineContract(name, host)
