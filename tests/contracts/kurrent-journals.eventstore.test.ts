import { EventStoreClient } from '@jianwei/infra/log/kurrent/eventstore-client.ts'
import { kurrentJournalsContract } from './kurrent-journals.contract.ts'

kurrentJournalsContract('KurrentEventLog over @eventstore/db-client', {
  clientPackage: '@eventstore/db-client',
  scheme: 'esdb',
  connect: (url) => new EventStoreClient(url),
})
