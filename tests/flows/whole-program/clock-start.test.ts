import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { eventsIn } from '@jianwei/services/composition/events-in-log.ts'
import type { ClockView } from '@jianwei/services/http/clock-view.ts'
import { acceptClock } from '@jianwei/services/start-checks/clock-acceptance.ts'
import { ClockWatch } from '@jianwei/services/composition/clock/clock-watch.ts'
import { correctTimes } from '@jianwei/services/composition/clock/correct-times.ts'
import { tellClock } from '@jianwei/services/composition/clock/told-at-start.ts'
import { openSqliteLog, type LogStores } from '@jianwei/services/composition/open-log.ts'
import { checkClock } from '@jianwei/services/start-checks/clock-check.ts'
import { someEvent, someStream } from '#/support/log/events.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'

const NOW = '2026-03-10T02:00:00.000Z' as Instant
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const YEAR = 365 * DAY
const BY = { actor: 'operator', reason: 'test' }

const clock = settableClock(NOW)
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let stores: LogStores
beforeEach(async () => {
  clock.set(NOW)
  folder = await temporaryFolder('clock-start')
  stores = openSqliteLog(join(folder.path, 'log.db'), { clock })
})
afterEach(async () => {
  await stores[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const later = (ms: number): Instant => instantFromMs(msOfInstant(NOW) + ms)

async function append(): Promise<void> {
  await appendOne(stores.log, someStream(), 'absent', [someEvent()])
}

async function startAt(ms: number): Promise<'starts' | 'refused'> {
  clock.set(later(ms))
  try {
    await checkClock(stores, clock)
    return 'starts'
  } catch (error) {
    expect(error).toMatchObject({ code: 'CLOCK_NOT_TRUSTED' })
    expect(String(error)).toMatch(/Ways out:\n {2}- /)
    return 'refused'
  }
}

describe('a start compares the time of the log with that of the machine', () => {
  test.each([
    ['in the same minute', 0, 'starts'],
    ['after a year in which the machine was off', YEAR, 'starts'],
    ['after more than 400 days', 401 * DAY, 'refused'],
    ['with a clock in 2099', 73 * YEAR, 'refused'],
    ['with a clock that is nine minutes behind the log', -9 * MINUTE, 'starts'],
    ['with a clock that is eleven minutes behind the log', -11 * MINUTE, 'refused'],
    ['with a clock that is ten years behind', -10 * YEAR, 'refused'],
  ])('%s', async (_, ms, outcome) => {
    await append()
    expect(await startAt(ms)).toBe(outcome)
    expect(await eventsIn(stores.log)).toBe(1)
  })

  test.each([
    ['1970', -56 * YEAR],
    ['2099', 73 * YEAR],
  ])('a log is not begun in %s, unless somebody vouches for the clock', async (_, ms) => {
    expect([await startAt(0), await startAt(ms)]).toEqual(['starts', 'refused'])
    await acceptClock(stores.log, later(ms), BY)
    expect(await startAt(ms)).toBe('starts')
  })

  test('an accepted clock is in the log, with who said so, and is told at every start', async () => {
    await append()
    expect(await startAt(2 * YEAR)).toBe('refused')
    await acceptClock(stores.log, later(2 * YEAR), BY)
    expect([await startAt(2 * YEAR), await startAt(2 * YEAR + DAY)]).toEqual(['starts', 'starts'])
    expect(await tellClock(stores.log)).toEqual([expect.stringContaining('(operator: test)')])
    expect((await stores.log.newest())?.recorded_at).toBe(later(2 * YEAR))
  })

  test('who accepts a clock behind the log lets the log stand still until the clock has come up; going back further is another matter', async () => {
    await append()
    await acceptClock(stores.log, later(-DAY), BY)
    expect([await startAt(-DAY), await startAt(-DAY / 2)]).toEqual(['starts', 'starts'])
    await append()
    expect((await stores.log.newest())?.recorded_at).toBe(NOW)
    expect(await startAt(-2 * DAY)).toBe('refused')
    // By a clock that is ahead once more.
    clock.set(later(DAY))
    await append()
    expect(await startAt(-DAY / 2)).toBe('refused')
  })

  test('a poisoned log is refused until its times are repaired', async () => {
    await append()
    clock.set(later(73 * YEAR))
    await append()
    expect(await startAt(DAY)).toBe('refused')
    await correctTimes(stores.log, BY, later(DAY))
    expect(await startAt(DAY)).toBe('starts')
    expect((await tellClock(stores.log))[0]).toMatch(
      /^Times of recording corrected, positions (\d+)–\1: .*\(operator: test\)$/,
    )
  })
})

describe('while a program runs', () => {
  let [machine, counted] = [0, 0]
  let trusted: TrustedClock
  let told: ClockView[]
  let watch: ClockWatch
  beforeEach(async () => {
    ;[machine, counted] = [msOfInstant(NOW), 0]
    trusted = new TrustedClock({
      machine: () => machine,
      counting: () => counted,
      since_start: () => counted,
    })
    told = []
    watch = new ClockWatch({ log: stores.log, clock: trusted, tell: (view) => told.push(view) })
    await append()
    await watch.look()
  })

  test('a leap is told once, with what to do, until the clock is back', async () => {
    machine += YEAR
    await watch.look()
    await watch.look()
    expect(told).toMatchObject([{ status: 'leapt', now: NOW, machine_now: later(YEAR) }])
    expect(told[0]?.note).toMatch(/leapt ahead by 365 days .* npx jianwei clock accept/)
    machine -= YEAR
    await watch.look()
    expect(told.map(({ status }) => status)).toEqual(['leapt', 'trusted'])
  })

  test('a leap that somebody accepts on that machine is followed, one that was accepted elsewhere or before is not', async () => {
    await acceptClock(stores.log, later(YEAR), BY)
    machine += YEAR
    await watch.look()
    clock.set(later(YEAR))
    await acceptClock(stores.log, later(2 * YEAR), BY)
    await watch.look()
    expect(watch.view().status).toBe('leapt')
    await acceptClock(stores.log, later(YEAR + 1), BY)
    await watch.look()
    expect([watch.view().status, trusted.now()]).toEqual(['trusted', later(YEAR)])
  })

  test('a log that another process wrote by a clock ahead is told, until it is repaired', async () => {
    clock.set(later(DAY))
    await append()
    await watch.look()
    expect(watch.view()).toMatchObject({ status: 'log ahead', corrections: 0 })
    clock.set(NOW)
    await correctTimes(stores.log, BY, NOW)
    await watch.look()
    expect(watch.view()).toMatchObject({ status: 'trusted', corrections: 1, note: null })
    expect(told.map(({ status }) => status)).toEqual(['log ahead', 'trusted'])
  })
})
