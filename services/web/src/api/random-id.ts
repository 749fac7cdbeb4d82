/**
 * 128 random bits in hexadecimal. `crypto.randomUUID` needs a secure context, which intranets on
 * plain http are not.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
