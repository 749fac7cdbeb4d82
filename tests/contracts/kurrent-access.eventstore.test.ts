import { EventStoreClient } from '@jianwei/infra/log/kurrent/eventstore-client.ts'
import { kurrentAccessContract } from './kurrent-access.contract.ts'

kurrentAccessContract('KurrentEventLog over @eventstore/db-client', {
  clientPackage: '@eventstore/db-client',
  scheme: 'esdb',
  connect: (url) => new EventStoreClient(url),
})
