import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'

/** Up to where and when these rules were evaluated. */
export interface EvaluatedSince {
  /** Rules were evaluated with everything known up to here … */
  readonly evaluated: Position
  /** … and this time; null before the first evaluation. */
  readonly clock: Instant | null
  /**
   * `id@version` of the published rules that took part, `shadow:id@version` of those in shadow. A
   * rule that is not among them looks at everything.
   */
  readonly rules: readonly string[]
}

export const NOTHING_EVALUATED: EvaluatedSince = {
  evaluated: 0 as Position,
  clock: null,
  rules: [],
}
