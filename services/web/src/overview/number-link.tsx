import { Link } from '@tanstack/react-router'
import { behind } from '#/overview/behind.ts'
import type { Counted } from '#/overview/overview-queries.ts'
import { countSaid } from '#/overview/count-said.ts'

export interface NumberLinkProps {
  readonly counted: Counted
  /** What is counted, in full: `浙江省 未办结预警单`. */
  readonly label: string
  readonly className?: string
}

/** A number that opens the list of what it counts. */
export function NumberLink({ counted, label, className }: NumberLinkProps) {
  const { to, search } = behind(counted)
  const said = countSaid(counted.count)
  return (
    <Link
      // Lists of other pages are read by their own pages, as the API names their fields.
      to={to}
      search={search as never}
      className={className === undefined ? 'number-link' : `number-link ${className}`}
      aria-label={`${label} ${said}`}
    >
      {said}
    </Link>
  )
}
