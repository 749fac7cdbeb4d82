import { useCallback, useEffect, useState } from 'react'

export interface Rotation {
  readonly view: number
  readonly isPaused: boolean
  readonly pause: () => void
  readonly turnTo: (view: number) => void
}

/**
 * One view after another, `turn_s` seconds each. Whoever chooses a view has it for as long; a space
 * stops it and goes on, arrows turn by hand.
 */
export function useRotation(views: number, turn_s: number): Rotation {
  const [view, setView] = useState(0)
  const [isPaused, setIsPaused] = useState(false)
  const pause = useCallback(() => setIsPaused((was) => !was), [])

  useEffect(() => {
    if (isPaused) return undefined
    const timer = setTimeout(() => setView((view + 1) % views), turn_s * 1_000)
    return () => clearTimeout(timer)
  }, [isPaused, turn_s, view, views])

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      // Of a button it is the press.
      const isOnButton = event.target instanceof HTMLButtonElement
      if (event.key === ' ' && !isOnButton) pause()
      if (event.key === 'ArrowRight') setView((was) => (was + 1) % views)
      if (event.key === 'ArrowLeft') setView((was) => (was + views - 1) % views)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [pause, views])

  return { view, isPaused, pause, turnTo: setView }
}
