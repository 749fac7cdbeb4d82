import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { SessionStore } from '@jianwei/events/ports/session-store.ts'
import type { PendingSignIn } from '#/sign-in/oidc.ts'
import { hashOf, randomText } from '#/sign-in/secrets.ts'

/** How long somebody may take at the identity provider. */
export const PENDING_MS_MAX = 10 * 60_000
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Sign-ins that went to the identity provider and are not back, each tied to one browser by a
 * cookie. What is remembered lies where sessions do, so any process may be the one that the browser
 * comes back to, and only the cookie opens it.
 */
export class PendingSignIns {
  readonly #store: Pick<SessionStore, 'addPending' | 'takePending'>

  constructor(store: Pick<SessionStore, 'addPending' | 'takePending'>) {
    this.#store = store
  }

  /** Gives what the browser's cookie holds. */
  async remember(pending: PendingSignIn, now: Instant): Promise<string> {
    const ticket = randomText(24)
    const sealed = sealedBy(ticket, JSON.stringify(pending))
    await this.#store.addPending({ ticket_hash: hashOf(ticket), sealed, since: now })
    return ticket
  }

  /** Once. */
  async take(ticket: string, now: Instant): Promise<PendingSignIn | undefined> {
    const found = ticket === '' ? undefined : await this.#store.takePending(hashOf(ticket))
    if (found === undefined) return undefined
    if (msOfInstant(now) - msOfInstant(found.since) > PENDING_MS_MAX) return undefined
    // What `remember` sealed.
    return JSON.parse(openedBy(ticket, found.sealed)) as PendingSignIn
  }
}

/** Another hash of the ticket than the one that is stored. */
function keyOf(ticket: string): Buffer {
  return createHash('sha256').update(`sealed by ${ticket}`).digest()
}

function sealedBy(ticket: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, keyOf(ticket), nonce)
  const sealed = [cipher.update(text, 'utf8'), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64')
}

function openedBy(ticket: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv(CIPHER, keyOf(ticket), bytes.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}
