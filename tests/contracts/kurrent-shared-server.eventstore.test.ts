import { EventStoreClient } from '@jianwei/infra/log/kurrent/eventstore-client.ts'
import { kurrentSharedServerContract } from './kurrent-shared-server.contract.ts'

kurrentSharedServerContract('KurrentEventLog over @eventstore/db-client', {
  clientPackage: '@eventstore/db-client',
  scheme: 'esdb',
  connect: (url) => new EventStoreClient(url),
})
