import { useEffect, useRef, useState, type RefObject } from 'react'

const MARGIN = '200px'

/** Whether an element has come into view, or nearly so; it stays seen. */
export function useSeen<Element extends HTMLElement>(): readonly [
  ref: RefObject<Element | null>,
  isSeen: boolean,
] {
  const ref = useRef<Element>(null)
  const [isSeen, setIsSeen] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (element === null || isSeen) return undefined
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true)
      },
      { rootMargin: MARGIN },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [isSeen])
  return [ref, isSeen]
}
