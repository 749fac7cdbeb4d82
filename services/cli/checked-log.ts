import type { Instant } from '@jianwei/events/instant.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { openLog, type LogStores } from '#/composition/open-log.ts'
import type { LogSettings } from '#/settings/settings.ts'
import { checkClock } from '#/start-checks/clock-check.ts'

export interface CheckedLog extends LogStores {
  readonly now: () => Instant
}

/** The log, to be written by the machine's clock. Throws ClockNotTrusted; nothing is left open. */
export async function openCheckedLog(settings: LogSettings): Promise<CheckedLog> {
  const clock = new TrustedClock()
  await using opened = new AsyncDisposableStack()
  const stores = opened.use(await openLog(settings, { clock }))
  await checkClock(stores, clock)
  const closing = opened.move()
  return {
    ...stores,
    now: () => clock.now(),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
