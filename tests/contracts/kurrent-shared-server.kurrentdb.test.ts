import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { kurrentSharedServerContract } from './kurrent-shared-server.contract.ts'

kurrentSharedServerContract('KurrentEventLog over @kurrent/kurrentdb-client', {
  clientPackage: '@kurrent/kurrentdb-client',
  scheme: 'kurrentdb',
  connect: (url) => new KurrentDbClient(url),
})
