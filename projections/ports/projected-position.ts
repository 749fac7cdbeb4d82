import type { Ordinal, Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'

/** How far the warehouse is: everything up to `position` can be queried. */
export interface ProjectedPosition {
  readonly position: Position
  /** How many events the log holds up to there. */
  readonly ordinal: Ordinal
  /** `recorded_at` of that event: the platform's clock there. Null while nothing was projected. */
  readonly recorded_at: Instant | null
  /** Which filling of the warehouse. Another one: it was emptied and filled again meanwhile. */
  readonly filling: string
}

export const NOTHING_PROJECTED_YET: ProjectedPosition = {
  position: 0 as Position,
  ordinal: 0 as Ordinal,
  recorded_at: null,
  filling: '',
}

/** Lets a reader of the warehouse wait for facts instead of polling for them. */
export interface ProjectedPositionSource {
  current(): ProjectedPosition
  /**
   * Resolves once the warehouse is beyond `position`; at once if it is already. Rejects when the
   * signal aborts.
   */
  beyond(position: Position, signal: AbortSignal): Promise<ProjectedPosition>
}
