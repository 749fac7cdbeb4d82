/** A round is at least this far from the one before it. */
export const ROUND_INTERVAL_MS = 100

/**
 * While more events than this wait for the warehouse, rounds rest as long as they took: the engine
 * has more to do than them.
 */
export const EVENTS_BEHIND_MAX = 500

/**
 * But no longer than this. What comes meanwhile makes the next round longer; rests that grew with
 * it would let the sentinel fall behind for good at a rate that its rounds could bear.
 */
export const REST_MS_MAX = 500

export interface TakenRound {
  readonly duration_ms: number
  /** What it waited for the warehouse before it began: that time was left to others already. */
  readonly waited_ms: number
  /** Events that the log holds and the warehouse does not. */
  readonly events_behind: number
}

/** How long after a round the next may begin, in milliseconds. */
export function restAfter({ duration_ms, waited_ms, events_behind }: TakenRound): number {
  const others = events_behind > EVENTS_BEHIND_MAX ? duration_ms - waited_ms : 0
  return Math.max(ROUND_INTERVAL_MS - duration_ms, Math.min(others, REST_MS_MAX), 0)
}
