import { fileURLToPath } from 'node:url'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import { KurrentHost, type ClientUnderTest } from '#/support/kurrent-stand-in/place.ts'
import { rankedLog } from '#/support/log/ranked-log.ts'
import { eventLogCrashContract } from './event-log-crash.contract.ts'

const under: ClientUnderTest = {
  clientPackage: '@kurrent/kurrentdb-client',
  scheme: 'kurrentdb',
  connect: (url) => new KurrentDbClient(url),
}
const writer = fileURLToPath(new URL('../support/log/kurrent-log-writer.ts', import.meta.url))
eventLogCrashContract(
  'KurrentEventLog over @kurrent/kurrentdb-client',
  () =>
    KurrentHost.freshPosition(under, ({ client, namespace, index_file }) =>
      rankedLog(new KurrentEventLog(client, { parse: parseRecorded, namespace, index_file })),
    ),
  writer,
  { kills: 2, rounds: 4 },
)
