import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/*
 * Secrets that the program makes: 256 bits of chance, so that a plain hash of them is as good as
 * the secret is long. Each begins with what it is, so that a search for lost ones finds them.
 */

const SECRET_BYTES = 32
const KEY_ID_BYTES = 6

export function newLocalToken(): string {
  return `jwt_${randomText(SECRET_BYTES)}`
}

export function newSessionSecret(): string {
  return `jws_${randomText(SECRET_BYTES)}`
}

export function newLinkSecret(): string {
  return `jwl_${randomText(SECRET_BYTES)}`
}

export interface NewKey {
  readonly key_id: string
  /** Shown once, to whoever asked for it. */
  readonly key: string
  readonly key_hash: string
}

export function newKey(): NewKey {
  const key_id = randomBytes(KEY_ID_BYTES).toString('hex')
  const key = `jwk_${key_id}_${randomText(SECRET_BYTES)}`
  return { key_id, key, key_hash: hashOf(key) }
}

/** SHA-256, in hexadecimal digits. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** In a time that does not depend on where they differ. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** As many random bytes, as text for addresses. */
export function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}
