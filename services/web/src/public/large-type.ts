import { useState } from 'react'

const KEPT_AS = 'jianwei.large_type'
const ON = 'on'

export interface LargeType {
  readonly is_on: boolean
  readonly toggle: () => void
}

/** Large type and strong contrast 大字版, kept in this browser. */
export function useLargeType(): LargeType {
  const [is_on, setOn] = useState(() => window.localStorage.getItem(KEPT_AS) === ON)
  const toggle = (): void => {
    if (is_on) window.localStorage.removeItem(KEPT_AS)
    else window.localStorage.setItem(KEPT_AS, ON)
    setOn(!is_on)
  }
  return { is_on, toggle }
}
