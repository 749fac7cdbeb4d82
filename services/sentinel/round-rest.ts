/** A round is at least this far from the one before it. */
export const ROUND_INTERVAL_MS = 100

/**
 * While more events than this wait for the warehouse, rounds take at most half of the time: the
 * engine has more to do than them.
 */
export const EVENTS_BEHIND_MAX = 500

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
  return Math.max(ROUND_INTERVAL_MS - duration_ms, others, 0)
}
