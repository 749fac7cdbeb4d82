import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { HeadHistory } from '#/composition/head-history.ts'
import type { ConsumerProgress, Progress } from '#/http/progress.ts'

export type ConsumerPosition = Pick<ConsumerProgress, 'name' | 'position' | 'state'> & {
  /** How many events of the log it has dealt with. */
  readonly ordinal: number
}

export interface ObservedProgress extends Progress {
  /** Notes where the log ends. The lag in seconds is as exact as the looks are frequent. */
  look(): Promise<void>
}

/** How far consumers are behind the log, of which `positions` says where they are. */
export function consumerProgress(
  log: Pick<EventLog, 'newest'>,
  positions: () => readonly ConsumerPosition[] | Promise<readonly ConsumerPosition[]>,
): ObservedProgress {
  const heads = new HeadHistory()
  const seenHead = async (): Promise<{ readonly head: number; readonly events: number }> => {
    const newest = await log.newest()
    const head = newest?.position ?? 0
    heads.see({ at_ms: performance.now(), head })
    return { head, events: newest?.ordinal ?? 0 }
  }
  return {
    async look() {
      await seenHead()
    },
    async consumers() {
      const { head, events } = await seenHead()
      return (await positions()).map(({ name, position, ordinal, state }) => ({
        name,
        position,
        head,
        lag_events: Math.max(0, events - ordinal),
        lag_seconds: heads.secondsBehind(position, performance.now()),
        state,
      }))
    },
  }
}
