import { Gauge, type Registry } from 'prom-client'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Logger } from '@jianwei/infra/runtime/logger.ts'
import type { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import type { ClockView } from '#/http/clock-view.ts'
import { CLOCK_LOOK_MS, ClockWatch } from '#/composition/clock/clock-watch.ts'
import { repeat } from '#/lifecycle/repeat.ts'

const LEAP_METRIC = 'jianwei_clock_leap_seconds'

/** A process's clock, looked at for as long as the process runs. */
export interface WatchedTime extends AsyncDisposable {
  readonly view: () => ClockView
}

export interface WatchedTimeParts {
  readonly log: EventLog
  readonly clock: TrustedClock
  readonly logger: Logger
  readonly metrics: Registry
}

/**
 * Looks at the clock until disposal; what is wrong with it is in the log lines, the metrics, and
 * `view` for health.
 */
export function watchTime({ log, clock, logger, metrics }: WatchedTimeParts): WatchedTime {
  const tell = ({ status, note, machine_now, now }: ClockView): void => {
    if (note === null) logger.warn({ clock: status, now }, 'the clock is trusted again')
    else logger.error({ clock: status, now, machine_now, note }, 'the clock is not trusted')
  }
  const watch = new ClockWatch({ log, clock, tell })
  const leapt = new Gauge({
    name: LEAP_METRIC,
    help:
      "How far the machine's clock is ahead of the one that this process goes by; " +
      '0 while it is followed',
    registers: [],
    collect() {
      const { now, machine_now } = watch.view()
      this.set(clock.leap() === null ? 0 : (msOfInstant(machine_now) - msOfInstant(now)) / 1_000)
    },
  })
  metrics.registerMetric(leapt)
  const ending = new AbortController()
  const looking = repeat(CLOCK_LOOK_MS, ending.signal, () =>
    watch
      .look()
      .catch((error: unknown) => logger.error({ err: error }, 'the clock could not be looked at')),
  )
  return {
    view: () => watch.view(),
    async [Symbol.asyncDispose]() {
      ending.abort()
      await looking
      metrics.removeSingleMetric(LEAP_METRIC)
    },
  }
}
