import { useEffect, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'

const LOOK_AGAIN_MS = 1_000

/**
 * What was sent is in the log at once, and in the list as soon as that has followed: until the list
 * shows that many returns, or the row is gone, it is read again. `shown`: returns in the list.
 */
export function useSent(shown: number) {
  const client = useQueryClient()
  const [awaited, setAwaited] = useState(0)
  const isAwaited = shown < awaited
  useEffect(() => {
    if (!isAwaited) return
    // A reading that takes longer is waited for.
    const again = { cancelRefetch: false }
    const timer = setInterval(() => {
      void client.invalidateQueries({ queryKey: ['conflicts'] }, again)
      void client.invalidateQueries({ queryKey: ['source'] }, again)
    }, LOOK_AGAIN_MS)
    return () => {
      clearInterval(timer)
      // Numbers that were asked for beside the list may be those from before.
      void client.invalidateQueries({ queryKey: ['conflicts', 'counts'] })
      void client.invalidateQueries({ queryKey: ['source'] })
    }
  }, [client, isAwaited])
  return { isAwaited, hear: () => setAwaited(shown + 1) }
}
