import { useEffect, useState, useSyncExternalStore } from 'react'

/** As `font-size` of `.wall`: a screen is 120 wide and 67.5 high, whatever its pixels. */
const WIDTH = 120
const HEIGHT = 67.5
const SECOND_MS = 1_000

/** The pixels of one unit of the wall, for drawings. */
export function useUnit(): number {
  return useSyncExternalStore(listen, () =>
    Math.min(window.innerWidth / WIDTH, window.innerHeight / HEIGHT),
  )
}

/** The time in milliseconds, each second. */
export function useSecond(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}

function listen(changed: () => void): () => void {
  window.addEventListener('resize', changed)
  return () => window.removeEventListener('resize', changed)
}
