import { useCallback, useLayoutEffect, useRef } from 'react'

/**
 * The same function as long as the part is drawn, which does what the newest one does: handed on,
 * it draws nothing anew. For what people do, not for what is drawn.
 */
export function useStable<Arguments extends readonly unknown[], Result>(
  does: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const newest = useRef(does)
  useLayoutEffect(() => {
    newest.current = does
  })
  return useCallback((...given: Arguments) => newest.current(...given), [])
}
