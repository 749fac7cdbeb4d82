import type { Instant } from '@jianwei/events/instant.ts'

/** Values as the warehouse port gives them, made into ours. */

/** From `YYYY-MM-DD HH:MM:SS.mmm`, a DateTime64(3) in UTC. */
export function instantOf(value: string): Instant {
  // The engine writes the column's type in this one form.
  return `${value.slice(0, 10)}T${value.slice(11)}Z` as Instant
}

/** From a 64-bit integer, which arrives as text: positions and counts, which stay far below 2^53. */
export function countOf(value: string | number): number {
  return Number(value)
}

/** The tables have empty text where an event has null. */
export function textOrNull(value: string): string | null {
  return value === '' ? null : value
}
