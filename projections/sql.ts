/**
 * Literals for ClickHouse SQL. Hot paths cannot use bound parameters (chDB serialises them process-wide), so every value
 * that enters SQL text goes through one of these. Each returns text that is one literal and nothing else.
 */

/** A string literal. Backslash and quote are escaped; every other character stands for itself. */
export function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** An integer literal; refuses what is not a safe integer. */
export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`not a safe integer: ${value}`)
  return String(value)
}

/** A number literal that reads back as the same double; refuses NaN and infinities. */
export function decimal(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`not a finite number: ${value}`)
  return String(value)
}

/** `('a', 'b')`, for use after IN. Refuses an empty list, which is not SQL. */
export function textList(values: readonly string[]): string {
  if (values.length === 0) throw new TypeError('IN needs at least one value')
  return `(${values.map(text).join(', ')})`
}

/** A DateTime64(3, 'UTC') from an instant `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export function instant(value: string): string {
  return `toDateTime64(${text(value.replace('T', ' ').replace('Z', ''))}, 3, 'UTC')`
}

export function uuid(value: string): string {
  return `toUUID(${text(value)})`
}
