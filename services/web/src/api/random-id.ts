/**
 * 128 random bits in hexadecimal. `crypto.randomUUID` needs a secure context, which intranets on
 * plain http are not.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A UUID of version 4, of the same source. */
export function randomUuid(): string {
  const id = randomId()
  // One of 8, 9, a and b, which the digit decides that stands there.
  const variant = ((Number.parseInt(id.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    id.slice(0, 8),
    id.slice(8, 12),
    `4${id.slice(13, 16)}`,
    `${variant}${id.slice(17, 20)}`,
    id.slice(20),
  ].join('-')
}
