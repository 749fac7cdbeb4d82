import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { remember } from '#/lifecycle/newest-entries.ts'
import type { PendingSignIn } from '#/sign-in/oidc.ts'
import { randomText } from '#/sign-in/secrets.ts'

/** How long somebody may take at the identity provider. */
export const PENDING_MS_MAX = 10 * 60_000
/** Beyond these the oldest begins anew. */
const PENDING_MAX = 10_000

/**
 * Sign-ins that went to the identity provider and are not back, each tied to one browser by a
 * cookie. A restart forgets them: whoever comes back is asked to sign in again.
 */
export class PendingSignIns {
  readonly #pending = new Map<
    string,
    { readonly pending: PendingSignIn; readonly since: Instant }
  >()

  /** Gives what the browser's cookie holds. */
  remember(pending: PendingSignIn, now: Instant): string {
    const ticket = randomText(24)
    remember(this.#pending, ticket, { pending, since: now }, PENDING_MAX)
    return ticket
  }

  /** Once. */
  take(ticket: string, now: Instant): PendingSignIn | undefined {
    const found = this.#pending.get(ticket)
    this.#pending.delete(ticket)
    if (found === undefined) return undefined
    return msOfInstant(now) - msOfInstant(found.since) > PENDING_MS_MAX ? undefined : found.pending
  }
}
