import { DomainError } from '@jianwei/events/errors.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog, NewestEvent } from '@jianwei/events/ports/event-log.ts'
import { lastAcceptance, type Acceptance } from '#/start-checks/clock-acceptance.ts'
import { spanText } from '#/start-checks/span-text.ts'

/**
 * The log may be ahead of the machine's clock by so much: as far as an event may lie in the future.
 */
export const LOG_AHEAD_MS = 10 * 60_000
/**
 * A machine that was off for a year is as good as before; longer, its clock may as well be wrong.
 */
export const OFF_DAYS_MAX = 400
/**
 * A log that is begun has no time to compare with. No machine shows other years unless its clock
 * was lost.
 */
const PLAUSIBLE = {
  from: '2025-01-01T00:00:00.000Z' as Instant,
  until: '2045-01-01T00:00:00.000Z' as Instant,
}

const DAY_MS = 86_400_000

/**
 * The machine's clock cannot be believed, or the log cannot: nothing may be appended before
 * somebody has said which.
 */
export class ClockNotTrusted extends DomainError {
  override readonly name = 'ClockNotTrusted'
  readonly code = 'CLOCK_NOT_TRUSTED'

  constructor(problem: string, waysOut: readonly string[]) {
    super(
      `${problem}\nNothing was written. ` +
        `Ways out:\n${waysOut.map((way) => `  - ${way}`).join('\n')}`,
    )
  }
}

const ACCEPT =
  'if the clock is right: npx jianwei clock accept --actor WHO --reason WHY (recorded in the ' +
  'log), then start again'
const SET_CLOCK = "if the machine's clock is wrong: set it, then start again"
const REPAIR =
  'if the log was written by a clock that was ahead: npx jianwei clock show, then npx ' +
  'jianwei clock repair --actor WHO --reason WHY'

/**
 * Throws ClockNotTrusted when the time of the log and that of the machine cannot both be right, and
 * nobody has vouched for it.
 */
export async function checkClock(
  { log }: { readonly log: EventLog },
  clock: { now(): Instant },
): Promise<void> {
  const now = clock.now()
  const newest = await log.newest()
  const doubt = newest === undefined ? doubtOfBeginning(now) : doubtOf(newest, now)
  if (doubt === undefined || isAccepted(await lastAcceptance(log), newest, now)) return
  throw doubt
}

function doubtOfBeginning(now: Instant): ClockNotTrusted | undefined {
  if (now >= PLAUSIBLE.from && now < PLAUSIBLE.until) return undefined
  return new ClockNotTrusted(
    `The machine's clock shows ${now}, which no clock shows that was set.`,
    [SET_CLOCK, ACCEPT],
  )
}

function doubtOf(
  { position, recorded_at }: NewestEvent,
  now: Instant,
): ClockNotTrusted | undefined {
  const passed = msOfInstant(now) - msOfInstant(recorded_at)
  const both =
    `The newest event of the log (position ${position}) was recorded at ${recorded_at}; ` +
    `the machine's clock shows ${now}`
  if (passed < -LOG_AHEAD_MS)
    return new ClockNotTrusted(`${both}, which is ${spanText(-passed)} earlier.`, [
      SET_CLOCK,
      REPAIR,
      ACCEPT,
    ])
  if (passed > OFF_DAYS_MAX * DAY_MS)
    return new ClockNotTrusted(
      `${both}, which is ${spanText(passed)} later (more than ${OFF_DAYS_MAX} days).`,
      [SET_CLOCK, ACCEPT],
    )
  return undefined
}

/**
 * What was accepted goes on from there: the log has not gone further ahead since, and the clock has
 * not gone back.
 */
function isAccepted(
  acceptance: Acceptance | undefined,
  newest: NewestEvent | undefined,
  now: Instant,
): boolean {
  if (acceptance === undefined || newest === undefined || now < acceptance.machine_time)
    return false
  const logTime = acceptance.log_time ?? acceptance.machine_time
  // A log that was ahead stands still until the machine's clock has come up to it.
  return newest.recorded_at <= logTime && logTime > acceptance.machine_time
}
