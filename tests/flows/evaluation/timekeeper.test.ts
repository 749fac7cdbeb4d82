import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteLog } from '@jianwei/services/composition/open-log.ts'
import { keepTime } from '@jianwei/services/timekeeping/timekeeper.ts'
import { advanceClock } from '#/support/program/advance-clock.ts'
import { eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'
import { settableClock } from '#/support/program/settable-clock.ts'

const TICK_MS = 600_000

/**
 * The times that the log tells after a timekeeper has begun on it, `later`, and was asked to stop
 * at once.
 */
async function timesAfterBegin(later: string): Promise<string[]> {
  using folder = temporaryFolder()
  const clock = settableClock('2026-03-01T08:00:00.000Z')
  await using opened = openSqliteLog(join(folder.path, 'log.db'), { clock })
  const { log } = opened
  await advanceClock(log, clock.now())
  clock.set(later)
  await keepTime({ log, now: () => clock.now(), tick_ms: TICK_MS, signal: AbortSignal.abort() })
  return (await eventsOf(log)).map(({ recorded_at }) => recorded_at)
}

test('time that passed while the program was off is in the log as soon as it runs', async () => {
  expect(await timesAfterBegin('2026-03-01T08:20:00.000Z')).toEqual([
    '2026-03-01T08:00:00.000Z',
    '2026-03-01T08:20:00.000Z',
  ])
})

test('a log that was written to just now is left alone at the start', async () => {
  expect(await timesAfterBegin('2026-03-01T08:09:59.000Z')).toHaveLength(1)
})
