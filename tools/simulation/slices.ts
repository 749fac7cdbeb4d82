/**
 * The grain of the simulation: what happens in a slice is put in order before the next one begins.
 */
export const SLICE_MS = 15 * 60_000

export function sliceOf(ms: number): number {
  return Math.floor(ms / SLICE_MS)
}
