import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { parseRecorded } from '@jianwei/events/parse-recorded.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { SmallDisk, whyNoSmallDisk } from '#/support/faults/small-disk.ts'
import { allEvents } from '#/support/faults/settling.ts'
import { someEvents, someStream } from '#/support/events.ts'

const DISK_MEGABYTES = 8
const EVENTS_IN_ONE_CALL = 200
const CALLS_MAX = 1_000
const ROUNDS = 3

const noDisk = await whyNoSmallDisk()
if (noDisk !== '') console.warn(`SKIPPED: the full disk (${noDisk})`)

test.skipIf(noDisk !== '')(
  'a log whose disk is full refuses whole calls, keeps everything acknowledged, and goes on when there is room',
  async () => {
    await using disk = await SmallDisk.mount(DISK_MEGABYTES)
    const path = join(disk.path, 'log.db')
    const acknowledged: NewEvent[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      using database = SqliteDatabase.open(path)
      await using log = new SqliteEventLog(database, { clock: systemClock(), parse: parseRecorded })
      if (round === 0) acknowledged.push(...(await appended(log, someEvents(EVENTS_IN_ONE_CALL))))
      await disk.fill()
      const refused = await appendUntilRefused(log, acknowledged)
      expect(refused.error).toBeInstanceOf(LogUnavailable)
      // Other processes read on while nothing can be written, and see no part of the call.
      expect((await allEvents(log)).map(({ event_id }) => event_id)).toEqual(
        acknowledged.map(({ event_id }) => event_id),
      )
      await disk.free()
      acknowledged.push(...(await appended(log, refused.events)))
    }
    using database = SqliteDatabase.open(path)
    await using log = new SqliteEventLog(database, { clock: systemClock(), parse: parseRecorded })
    const events = await allEvents(log)
    expect(events.map(({ event_id }) => event_id)).toEqual(acknowledged.map(({ event_id }) => event_id))
    expect(events.every(({ position }, index) => position === index + 1)).toBe(true)
  },
)

interface RefusedCall {
  readonly error: unknown
  readonly events: readonly NewEvent[]
}

/** Space that the files have already is used up first. */
async function appendUntilRefused(log: SqliteEventLog, acknowledged: NewEvent[]): Promise<RefusedCall> {
  for (let call = 0; call < CALLS_MAX; call += 1) {
    const events = someEvents(EVENTS_IN_ONE_CALL)
    try {
      acknowledged.push(...(await appended(log, events)))
    } catch (error) {
      return { error, events }
    }
  }
  throw new Error('the disk is never full')
}

async function appended(log: SqliteEventLog, events: readonly NewEvent[]): Promise<readonly NewEvent[]> {
  await log.append([{ stream: someStream(), expected: 'absent', events }])
  return events
}
