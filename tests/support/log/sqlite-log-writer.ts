/**
 * A process that appends to a log and prints the id of each event that was acknowledged, one a
 * line. It ends after CALLS calls, or when it is killed. Run: `node
 * tests/support/log/sqlite-log-writer.ts FILE NAME CALLS`: the events are named after NAME, so that
 * two processes with one name write the same ones.
 */
import { streamOf } from '@jianwei/events/envelope.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { someEvent } from './events.ts'

const [file, name, calls] = process.argv.slice(2)
if (file === undefined || name === undefined) throw new Error('FILE and NAME are missing')

using database = SqliteDatabase.open(file)
await using log = new SqliteEventLog(database, {
  clock: systemClock(),
  parse: parseRecorded,
  generation_events_max: 500,
})

/** Three calls are in hand at any time, of one to seven events on five streams. */
await Promise.all([0, 1, 2].map(appendInTurn))

async function appendInTurn(lane: number): Promise<void> {
  for (let call = lane; call < Number(calls); call += 3) {
    const events = Array.from({ length: (call % 7) + 1 }, (_, index) =>
      someEvent({ id: `${name}-${call}-${index}` }),
    )
    const [outcome] = await log.append([
      { stream: streamOf('subject', `test:${call % 5}`), expected: 'any', events },
    ])
    if (outcome?.outcome !== 'appended') throw new Error('nobody expects a revision here')
    process.stdout.write(outcome.events.map(({ event_id }) => `${event_id}\n`).join(''))
  }
}
