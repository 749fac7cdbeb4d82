import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { HeadHistory } from '#/composition/head-history.ts'
import type { ConsumerProgress, Progress } from '#/server/progress.ts'

export type ConsumerPlace = Pick<ConsumerProgress, 'name' | 'position' | 'state'>

export interface ObservedProgress extends Progress {
  /** Notes where the log ends. The lag in seconds is as exact as the looks are frequent. */
  look(): Promise<void>
}

/** How far consumers are behind the log, of which `places` says where they are. */
export function consumerProgress(
  log: Pick<EventLog, 'head'>,
  places: () => readonly ConsumerPlace[] | Promise<readonly ConsumerPlace[]>,
): ObservedProgress {
  const heads = new HeadHistory()
  const seenHead = async (): Promise<number> => {
    const head = await log.head()
    heads.see({ at_ms: performance.now(), head })
    return head
  }
  return {
    async look() {
      await seenHead()
    },
    async consumers() {
      const head = await seenHead()
      return (await places()).map(({ name, position, state }) => ({
        name,
        position,
        head,
        lag_events: Math.max(0, head - position),
        lag_seconds: heads.secondsBehind(position, performance.now()),
        state,
      }))
    },
  }
}
