import type { Instant } from '@jianwei/events/instant.ts'

/** Values as the warehouse port gives them, made into ours. */

/** From `YYYY-MM-DD HH:MM:SS.mmm`, a DateTime64(3) in UTC. */
export function instantOf(value: string): Instant {
  // The engine writes the column's type in this one form.
  return `${value.slice(0, 10)}T${value.slice(11)}Z` as Instant
}

/**
 * From a 64-bit integer, which arrives as text: positions and counts, which stay far below 2^53.
 */
export function countOf(value: string | number): number {
  return Number(value)
}

/** The tables have empty text where an event has null. */
export function textOrNull(value: string): string | null {
  return value === '' ? null : value
}

/**
 * JSON arrays by hand: the projector writes one for every event, and `JSON.stringify` over an array
 * of twenty values costs several times the concatenation of values that are known to need no
 * escape.
 */

// A quote, a backslash, a control character; any surrogate, because a lone one must be replaced.
// oxlint-disable-next-line no-control-regex -- control characters are what JSON must escape
const NEEDS_CARE = /["\\\u0000-\u001f\ud800-\udfff]/

/** A JSON string. A lone surrogate, which the engine could not read, becomes U+FFFD. */
export function jsonText(value: string): string {
  return NEEDS_CARE.test(value) ? JSON.stringify(value.toWellFormed()) : `"${value}"`
}

/** A JSON string that is empty for null: the tables have no nullable columns. */
export function jsonTextOrEmpty(value: string | null): string {
  return value === null ? '""' : jsonText(value)
}
