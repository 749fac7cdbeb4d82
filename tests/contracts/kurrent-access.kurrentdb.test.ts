import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { kurrentAccessContract } from './kurrent-access.contract.ts'

kurrentAccessContract('KurrentEventLog over @kurrent/kurrentdb-client', {
  clientPackage: '@kurrent/kurrentdb-client',
  scheme: 'kurrentdb',
  connect: (url) => new KurrentDbClient(url),
})
