import { useEffect } from 'react'
import { client } from '#/api/client.ts'
import { onLive } from '#/live/live.ts'
import { NUMBERS_KEY } from '#/overview/overview-queries.ts'

/** However many alerts change, the numbers are asked again at most so often. */
const PAUSE_MS = 10_000

/** Asks the numbers again when alerts change. */
export function useFollowAlerts(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onLive(({ kind }) => {
      if (kind === 'state' || timer !== undefined) return
      timer = setTimeout(() => {
        timer = undefined
        void client.invalidateQueries({ queryKey: NUMBERS_KEY })
      }, PAUSE_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [])
}
