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

/** Sessions as rows, on the machine that answers. Adapter: infra/sign-in. */
export interface SessionStore extends Disposable {
  add(session: SessionRow): Promise<void>
  withSecret(secretHash: string): SessionRow | undefined
  withId(sessionId: string): SessionRow | undefined
  /** Newest first; of everybody without an account. At most 1,000. */
  list(account: string | undefined): readonly SessionRow[]
  /** Each of them, however many. */
  all(of: SessionsOf): readonly SessionRow[]
  /** At what time it was last used. */
  touch(sessionId: string, at: Instant): Promise<void>
  remove(sessionIds: readonly string[]): Promise<void>
  /** Takes away those that have ended or were not used since; gives how many. */
  removeEnded(at: { readonly now: Instant; readonly unused_since: Instant }): Promise<number>
}
