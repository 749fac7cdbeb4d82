import { busIntakeLoop, type BusIntakeParts } from '#/composition/bus-loops.ts'
import { openBus } from '#/composition/open-bus.ts'
import { runPublisher } from '#/publisher/publisher.ts'
import type { BusSettings } from '#/settings.ts'
import type { Stores } from '#/all-in-one/stores.ts'

const PUBLISHED_BATCH_EVENTS_MAX = 1_000

/** What the program does on the bus, as loops by name; none where there is no bus. */
export interface BusWork extends AsyncDisposable {
  readonly loops: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>>
}

export interface BusWorkParts extends Omit<BusIntakeParts, 'bus' | 'settings'> {
  readonly stores: Stores
}

/** Takes what departments send, and tells other systems of warnings and alerts. */
export function openBusWork(settings: BusSettings | null, parts: BusWorkParts): BusWork {
  if (settings === null) return { loops: {}, async [Symbol.asyncDispose]() {} }
  const { log, checkpoints } = parts.stores
  const bus = openBus(settings, parts.logger)
  const publish = (signal: AbortSignal): Promise<void> =>
    runPublisher({ log, bus, checkpoints, batch_events_max: PUBLISHED_BATCH_EVENTS_MAX, signal })
  return {
    loops: { bus: busIntakeLoop({ ...parts, bus, settings }), publisher: publish },
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}
