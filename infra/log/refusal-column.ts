/**
 * For SQL: where in an input something was refused, without which item of a list it was, so that
 * `data.items[3].name` and `data.items[7].name` are one place.
 */
export function refusalColumn(path: unknown): string {
  return String(path).replace(/\[\d+\]/g, '[]')
}
