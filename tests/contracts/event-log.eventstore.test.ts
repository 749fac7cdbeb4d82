import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { EventStoreClient } from '@jianwei/infra/log/kurrent/eventstore-client.ts'
import { KURRENT_LOG_CAPABILITIES } from '@jianwei/infra/log/log-capabilities.ts'
import { KurrentCheckpointStore } from '@jianwei/infra/log/kurrent/kurrent-checkpoint-store.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import { KurrentHost, type ClientUnderTest } from '#/support/kurrent-stand-in/place.ts'
import { rankedLog } from '#/support/log/ranked-log.ts'
import { checkpointStoreContract } from './checkpoint-store.contract.ts'
import { eventLogContract } from './event-log.contract.ts'
import { eventLogFactsContract } from './event-log-facts.contract.ts'
import { eventLogFollowContract } from './event-log-follow.contract.ts'
import { recordingTimesContract } from './recording-times.contract.ts'

const under: ClientUnderTest = {
  clientPackage: '@eventstore/db-client',
  scheme: 'esdb',
  connect: (url) => new EventStoreClient(url),
}

const log = () =>
  KurrentHost.freshPosition(under, ({ client, namespace, index_file }) =>
    rankedLog(new KurrentEventLog(client, { parse: parseRecorded, namespace, index_file })),
  )
eventLogContract('KurrentEventLog over @eventstore/db-client', log, {
  capabilities: KURRENT_LOG_CAPABILITIES,
  clock_is_settable: true,
})
eventLogFactsContract('KurrentEventLog over @eventstore/db-client', log)
eventLogFollowContract('KurrentEventLog over @eventstore/db-client', log)
recordingTimesContract('KurrentEventLog over @eventstore/db-client', () =>
  KurrentHost.freshPosition(
    under,
    ({ client, namespace, index_file }) =>
      new KurrentEventLog(client, { parse: parseRecorded, namespace, index_file }),
  ),
)

checkpointStoreContract('KurrentCheckpointStore over @eventstore/db-client', () =>
  KurrentHost.freshPosition(
    under,
    ({ client, namespace }) => new KurrentCheckpointStore(client, { namespace }),
  ),
)
