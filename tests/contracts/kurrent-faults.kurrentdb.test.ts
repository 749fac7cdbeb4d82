import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { kurrentFaultsContract } from './kurrent-faults.contract.ts'

kurrentFaultsContract('KurrentEventLog over @kurrent/kurrentdb-client', {
  clientPackage: '@kurrent/kurrentdb-client',
  scheme: 'kurrentdb',
  connect: (url) => new KurrentDbClient(url),
})
