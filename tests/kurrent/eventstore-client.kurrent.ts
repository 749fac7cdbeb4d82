import { afterAll, describe, inject } from 'vitest'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { EventStoreClient } from '@jianwei/infra/log/kurrent/eventstore-client.ts'
import { KurrentCheckpointStore } from '@jianwei/infra/log/kurrent/kurrent-checkpoint-store.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import { KURRENT_LOG_CAPABILITIES } from '@jianwei/infra/log/log-capabilities.ts'
import { SharedQuarantine } from '@jianwei/infra/log/shared-quarantine.ts'
import { checkpointStoreContract } from '#/contracts/checkpoint-store.contract.ts'
import { eventLogContract } from '#/contracts/event-log.contract.ts'
import { eventLogFactsContract } from '#/contracts/event-log-facts.contract.ts'
import { eventLogFollowContract } from '#/contracts/event-log-follow.contract.ts'
import { quarantineContract } from '#/contracts/quarantine.contract.ts'
import { sessionStoreContract } from '#/contracts/session-store.contract.ts'
import { KurrentHost } from '#/support/kurrent-stand-in/place.ts'
import { sessionsOn } from '#/support/replicas/shared-sessions.ts'
import { ofReplica } from '#/support/replicas/shared-quarantines.ts'
import { rankedLog } from '#/support/log/ranked-log.ts'

const server = inject('kurrentServer')
const host = await KurrentHost.at(
  {
    clientPackage: '@eventstore/db-client',
    scheme: 'esdb',
    connect: (url) => new EventStoreClient(url),
  },
  `esdb://${server}`,
)
afterAll(() => host[Symbol.asyncDispose]())

describe.skipIf(server === '')('on a real server', () => {
  const log = () =>
    host.place(({ client, namespace, index_file }) =>
      rankedLog(new KurrentEventLog(client, { parse: parseRecorded, namespace, index_file })),
    )
  eventLogContract('KurrentEventLog over @eventstore/db-client', log, {
    capabilities: KURRENT_LOG_CAPABILITIES,
    clock_is_settable: false,
  })
  eventLogFactsContract('KurrentEventLog over @eventstore/db-client', log)
  eventLogFollowContract('KurrentEventLog over @eventstore/db-client', log)
  checkpointStoreContract('KurrentCheckpointStore over @eventstore/db-client', () =>
    host.place(({ client, namespace }) => new KurrentCheckpointStore(client, { namespace })),
  )
  quarantineContract('SharedQuarantine over @eventstore/db-client', () =>
    host.place((site) => new SharedQuarantine(ofReplica(site))),
  )
  sessionStoreContract('SharedSessionStore over @eventstore/db-client', () => sessionsOn(host))
})
