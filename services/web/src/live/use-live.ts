import { useEffect, useSyncExternalStore } from 'react'
import { client } from '#/api/client.ts'
import { readsAlerts, useWho } from '#/api/who.ts'
import { liveState, onLive, startLive } from '#/live/live.ts'
import type { LiveState } from '#/live/live-words.ts'

/** How the connection stands. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(onLive, liveState)
}

/**
 * Keeps what was read of alerts in step with the stream: a changed alert is read again where it is
 * on the screen. Lists decide by themselves when their rows may move. For who sees no alerts there
 * is nothing to follow.
 */
export function useLiveAlerts(): void {
  const mayListen = readsAlerts(useWho())
  useEffect(() => {
    if (!mayListen) return undefined
    startLive()
    return onLive((word) => {
      // What was read before the stream was open may have changed since, and nobody tells.
      if (word.kind === 'state' && word.state.is === 'live')
        void client.invalidateQueries({ queryKey: ['alert'] })
      if (word.kind === 'reset') {
        void client.invalidateQueries({ queryKey: ['alert'] })
        void client.invalidateQueries({ queryKey: ['alerts'] })
      }
      if (word.kind === 'change')
        void client.invalidateQueries({ queryKey: ['alert', word.change.alert_id] })
    })
  }, [mayListen])
}
