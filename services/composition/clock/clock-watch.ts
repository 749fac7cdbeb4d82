import { RECORDING_TIMES_STREAM } from '@jianwei/events/clock/recording-times.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import type { ClockView } from '#/http/clock-view.ts'
import { lastAcceptance } from '#/start-checks/clock-acceptance.ts'
import { spanText } from '#/start-checks/span-text.ts'
import { LOG_AHEAD_MS } from '#/start-checks/clock-check.ts'

export const CLOCK_LOOK_MS = 5_000

export interface ClockWatchParts {
  readonly log: EventLog
  readonly clock: TrustedClock
  /** Told when the status changes. */
  readonly tell: (view: ClockView) => void
}

/**
 * Looks now and then whether the times of machine, log and process go together, and whether
 * somebody has accepted a leap.
 */
export class ClockWatch {
  readonly #parts: ClockWatchParts
  #logAhead: Instant | null = null
  #corrections = 0
  /** Where the log ended when the leap was first seen: who accepts it does so behind that. */
  #leaptAt: Position | undefined
  #told: ClockView['status'] = 'trusted'

  constructor(parts: ClockWatchParts) {
    this.#parts = parts
  }

  view(): ClockView {
    const { clock } = this.#parts
    const leap = clock.leap()
    const [now, machine_now] = [clock.now(), clock.machineNow()]
    const told = { now, machine_now, corrections: this.#corrections }
    if (leap !== null) {
      const way = leap.by_ms > 0 ? 'ahead' : 'back'
      const note =
        `The machine's clock leapt ${way} by ${spanText(leap.by_ms)} at ${leap.at} and is ` +
        'not followed. Set it right, or, if it is right now: ' +
        'npx jianwei clock accept --actor WHO --reason WHY'
      return { status: 'leapt', ...told, note }
    }
    if (this.#logAhead === null) return { status: 'trusted', ...told, note: null }
    const note =
      `The newest event of the log was recorded at ${this.#logAhead}, later than it is now. ` +
      "Until then the log's time stands still. " +
      'If a clock was ahead: npx jianwei clock show, then npx jianwei clock repair'
    return { status: 'log ahead', ...told, note }
  }

  async look(): Promise<void> {
    try {
      await this.#acceptLeap()
      await this.#compareWithLog()
    } catch (error) {
      // A log that is away is told of by whoever needs it.
      if (!(error instanceof DomainError) || !error.retryable) throw error
    }
    const view = this.view()
    if (view.status !== this.#told) this.#parts.tell(view)
    this.#told = view.status
  }

  async #acceptLeap(): Promise<void> {
    const { log, clock } = this.#parts
    if (clock.leap() === null) {
      this.#leaptAt = undefined
      return
    }
    this.#leaptAt ??= await log.head()
    const acceptance = await lastAcceptance(log)
    if (acceptance === undefined || acceptance.position <= this.#leaptAt) return
    // It speaks of a machine whose clock shows what this one's does.
    const apart = Math.abs(msOfInstant(clock.machineNow()) - msOfInstant(acceptance.machine_time))
    if (apart <= LOG_AHEAD_MS) clock.accept()
  }

  async #compareWithLog(): Promise<void> {
    const { log, clock } = this.#parts
    const newest = await log.newest()
    const ahead =
      newest === undefined ? 0 : msOfInstant(newest.recorded_at) - msOfInstant(clock.now())
    this.#logAhead = ahead > LOG_AHEAD_MS ? (newest?.recorded_at ?? null) : null
    this.#corrections = (await Array.fromAsync(log.read(RECORDING_TIMES_STREAM))).length
  }
}
