import type { Instant } from '#/instant.ts'

/** Somebody is signed in. The cookie holds a secret of which only the hash is kept. */
export interface SessionRow {
  /** Names the session, and opens nothing. */
  readonly session_id: string
  readonly secret_hash: string
  readonly account: string
  readonly way: string
  readonly began_at: Instant
  readonly used_at: Instant
  /** Whatever happens, not after this. */
  readonly ends_at: Instant
  /** As the identity provider names the session (`sid`); null where it does not, or none is. */
  readonly provider_session: string | null
  /** What proves to the identity provider who signs out; null elsewhere. */
  readonly id_token: string | null
}

/** What ends together: sessions of an account, or of one sign-in at the identity provider. */
export type SessionsOf = { readonly account: string } | { readonly provider_session: string }

/** Somebody went to the identity provider and is not back. */
export interface PendingRow {
  /** Of what the cookie of the browser holds. */
  readonly ticket_hash: string
  /** What only the ticket opens. */
  readonly sealed: string
  readonly since: Instant
}

/**
 * Who is signed in, and who is about to be, as rows. Adapters: infra/sign-in. Contract:
 * tests/contracts.
 */
export interface SessionStore extends AsyncDisposable {
  add(session: SessionRow): Promise<void>
  withSecret(secretHash: string): Promise<SessionRow | undefined>
  withId(sessionId: string): Promise<SessionRow | undefined>
  /** Newest first; of everybody without an account. At most 1,000. */
  list(account: string | undefined): Promise<readonly SessionRow[]>
  /** Each of them, however many. */
  all(of: SessionsOf): Promise<readonly SessionRow[]>
  /** At what time it was last used. */
  touch(sessionId: string, at: Instant): Promise<void>
  remove(sessionIds: readonly string[]): Promise<void>
  /** Takes away those that have ended or were not used since; gives how many. */
  removeEnded(at: { readonly now: Instant; readonly unused_since: Instant }): Promise<number>
  /** At most 10,000 are kept, the newest. */
  addPending(pending: PendingRow): Promise<void>
  /** Once; undefined afterwards. */
  takePending(ticketHash: string): Promise<PendingRow | undefined>
  /** Of an account: how many failed in a row, of which the last before is not older. */
  noteFailure(account: string, at: Instant, notBefore: Instant): Promise<number>
  forgetFailures(account: string): Promise<void>
}
