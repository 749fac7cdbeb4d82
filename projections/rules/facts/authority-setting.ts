import type { AuthorityAttribute, AuthoritySource } from '@jianwei/events/authority/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'

/** Which sources decide an attribute of subjects, as the log has it from a position on. */
export interface AuthoritySetting {
  readonly attribute: AuthorityAttribute
  readonly position: number
  readonly recorded_at: Instant
  /** The highest first; none: whoever said it last decides. */
  readonly sources: readonly AuthoritySource[]
}
