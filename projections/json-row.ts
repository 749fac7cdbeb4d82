/**
 * JSON arrays by hand: the projector writes one for every event, and `JSON.stringify` over an array of twenty
 * values costs several times the concatenation of values that are known to need no escape.
 */

// A quote, a backslash, a control character; and any surrogate, because a lone one must be replaced.
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
