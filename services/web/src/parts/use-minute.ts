import { useEffect, useState } from 'react'

const MINUTE_MS = 60_000

/** The time in milliseconds, once a minute: for ages that are on the screen. */
export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
