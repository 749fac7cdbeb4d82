import { fileURLToPath } from 'node:url'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { sqlitePlace } from '#/support/log/sqlite-place.ts'
import { eventLogCrashContract } from './event-log-crash.contract.ts'

const writer = fileURLToPath(new URL('../support/log/sqlite-log-writer.ts', import.meta.url))
eventLogCrashContract(
  'SqliteEventLog',
  () =>
    sqlitePlace((database, clock) => new SqliteEventLog(database, { clock, parse: parseRecorded })),
  writer,
)
