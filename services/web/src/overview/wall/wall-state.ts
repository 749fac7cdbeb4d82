import { hasCode } from '#/api/failures.ts'
import { REFRESH_MS } from '#/overview/overview-queries.ts'

/** After so long without an update the numbers count as old. */
export const STALE_MS = 3 * REFRESH_MS

export type WallState = 'current' | 'stale' | 'disconnected' | 'signed_out'

export interface WallRead {
  readonly error: unknown
  /** When the numbers came last, in milliseconds; 0 for never. */
  readonly updated_at: number
  readonly now: number
}

/** Whether the numbers on a wall may be believed, and if not, why. */
export function wallStateOf({ error, updated_at, now }: WallRead): WallState {
  if (hasCode(error, 'SIGN_IN_NEEDED')) return 'signed_out'
  if (error !== null) return 'disconnected'
  return updated_at > 0 && now - updated_at > STALE_MS ? 'stale' : 'current'
}
