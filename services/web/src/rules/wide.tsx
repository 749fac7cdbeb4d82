import type { ReactNode } from 'react'

export interface WideProps {
  /** What scrolls, for who does not see it. */
  readonly label: string
  readonly isShort?: boolean
  readonly children: ReactNode
}

/** What may be wider than the page, and then scrolls by itself: by the keyboard too. */
export function Wide({ label, isShort = false, children }: WideProps) {
  return (
    <div
      className={isShort ? 'rules-wide rules-table-short' : 'rules-wide'}
      role="region"
      aria-label={label}
      tabIndex={0}
    >
      {children}
    </div>
  )
}
