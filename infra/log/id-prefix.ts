/** The first 32 bits of a UUID. */
export function idPrefix(eventId: string): number {
  const prefix = Number.parseInt(eventId.slice(0, 8), 16)
  if (Number.isNaN(prefix)) throw new TypeError(`not a UUID: ${eventId}`)
  return prefix
}
