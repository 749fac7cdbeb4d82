import { afterAll } from 'vitest'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { KURRENT_LOG_CAPABILITIES } from '@jianwei/infra/log/log-capabilities.ts'
import { KurrentCheckpointStore } from '@jianwei/infra/log/kurrent/kurrent-checkpoint-store.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import { KurrentHost } from '#/support/kurrent-stand-in/place.ts'
import { rankedLog } from '#/support/log/ranked-log.ts'
import { checkpointStoreContract } from './checkpoint-store.contract.ts'
import { eventLogContract } from './event-log.contract.ts'
import { eventLogFactsContract } from './event-log-facts.contract.ts'
import { eventLogFollowContract } from './event-log-follow.contract.ts'
import { recordingTimesContract } from './recording-times.contract.ts'

const host = await KurrentHost.start({
  clientPackage: '@kurrent/kurrentdb-client',
  scheme: 'kurrentdb',
  connect: (url) => new KurrentDbClient(url),
})
afterAll(() => host[Symbol.asyncDispose]())

const log = () =>
  host.place(({ client, namespace, index_file }) =>
    rankedLog(new KurrentEventLog(client, { parse: parseRecorded, namespace, index_file })),
  )
eventLogContract('KurrentEventLog over @kurrent/kurrentdb-client', log, {
  capabilities: KURRENT_LOG_CAPABILITIES,
  clock_is_settable: true,
})
eventLogFactsContract('KurrentEventLog over @kurrent/kurrentdb-client', log)
eventLogFollowContract('KurrentEventLog over @kurrent/kurrentdb-client', log)
recordingTimesContract('KurrentEventLog over @kurrent/kurrentdb-client', () =>
  host.place(
    ({ client, namespace, index_file }) =>
      new KurrentEventLog(client, { parse: parseRecorded, namespace, index_file }),
  ),
)

checkpointStoreContract('KurrentCheckpointStore over @kurrent/kurrentdb-client', () =>
  host.place(({ client, namespace }) => new KurrentCheckpointStore(client, { namespace })),
)
