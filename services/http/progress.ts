import type { LoopState } from '#/lifecycle/supervise.ts'

/** How far one reader of the log has come. */
export interface ConsumerProgress {
  readonly name: 'projector' | 'sentinel'
  /** The last position it has dealt with, 0 before the first. */
  readonly position: number
  /** The last position of the log. */
  readonly head: number
  readonly lag_events: number
  /** Age of the oldest event it has not dealt with; 0 when there is none. */
  readonly lag_seconds: number
  readonly state: LoopState
}

/**
 * What the server tells people about the consumers of the log. The composition root implements it.
 */
export interface Progress {
  consumers(): Promise<readonly ConsumerProgress[]>
}
