import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { newSqliteLog, sqlitePlace } from '#/support/log/sqlite-place.ts'
import { eventLogContract } from './event-log.contract.ts'
import { eventLogFactsContract } from './event-log-facts.contract.ts'
import { eventLogFollowContract } from './event-log-follow.contract.ts'
import { recordingTimesContract } from './recording-times.contract.ts'

eventLogContract('SqliteEventLog', newSqliteLog)
eventLogFactsContract('SqliteEventLog', newSqliteLog)
eventLogFollowContract('SqliteEventLog', newSqliteLog)
recordingTimesContract('SqliteEventLog', newSqliteLog)

/** The index goes to its tables every few events, so that each look-up meets all of its phases. */
const smallIndex = () =>
  sqlitePlace(
    (database, clock) =>
      new SqliteEventLog(database, { clock, parse: parseRecorded, generation_events_max: 8 }),
  )
eventLogContract('SqliteEventLog with a small index in memory', smallIndex)
eventLogFactsContract('SqliteEventLog with a small index in memory', smallIndex)
