import { EventStoreClient } from '@jianwei/infra/log/kurrent/eventstore-client.ts'
import { kurrentFaultsContract } from './kurrent-faults.contract.ts'

kurrentFaultsContract('KurrentEventLog over @eventstore/db-client', {
  clientPackage: '@eventstore/db-client',
  scheme: 'esdb',
  connect: (url) => new EventStoreClient(url),
})
