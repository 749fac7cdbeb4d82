import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { kurrentJournalsContract } from './kurrent-journals.contract.ts'

kurrentJournalsContract('KurrentEventLog over @kurrent/kurrentdb-client', {
  clientPackage: '@kurrent/kurrentdb-client',
  scheme: 'kurrentdb',
  connect: (url) => new KurrentDbClient(url),
})
