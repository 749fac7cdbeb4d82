/**
 * JSON text that is the same for equal values: keys sorted, no white space. For plain data without
 * undefined.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
  // Keys of one object differ, so the order is never a tie.
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1))
  const members = sorted.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`)
  return `{${members.join(',')}}`
}
