import { randomUUID } from 'node:crypto'
import type { SignedIn, SignedOut } from '@jianwei/events/access/session-events.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { SessionRow, SessionsOf, SessionStore } from '@jianwei/events/ports/session-store.ts'
import { hashOf, newSessionSecret } from '#/sign-in/secrets.ts'
import { recordSignIn } from '#/sign-in/sign-in-records.ts'

export interface SessionLimits {
  /** A session that nobody uses for so long has ended. */
  readonly idle_ms_max: number
  /** It ends after this however it is used. */
  readonly age_ms_max: number
}

/** Devices of one person; who signs in on one more leaves the one that was used least lately. */
export const SESSIONS_OF_ACCOUNT_MAX = 20

/** Use is noted no more often than this, and than every tenth part of the time without use. */
const TOUCH_MS = 60_000
const TOUCHES_UNTIL_IDLE = 10

export interface BegunSession {
  readonly session: SessionRow
  /** For the cookie, and nowhere else. */
  readonly secret: string
}

export interface SessionBeginning {
  readonly account: string
  readonly way: SignedIn['way']
  readonly encrypted: boolean
  readonly provider_session?: string | null
  readonly id_token?: string | null
}

/** Who is signed in. A session is found by its secret, named by its id, and ends for good. */
export class Sessions {
  readonly #store: SessionStore
  readonly #log: EventLog
  readonly #now: () => Instant
  readonly #limits: SessionLimits

  constructor(parts: {
    readonly store: SessionStore
    readonly log: EventLog
    readonly now: () => Instant
    readonly limits: SessionLimits
  }) {
    this.#store = parts.store
    this.#log = parts.log
    this.#now = parts.now
    this.#limits = parts.limits
  }

  /** The record is in the log before the session is valid. */
  async begin(beginning: SessionBeginning): Promise<BegunSession> {
    const { account, way, encrypted, provider_session = null, id_token = null } = beginning
    const now = this.#now()
    const secret = newSessionSecret()
    const session: SessionRow = {
      session_id: randomUUID(),
      secret_hash: hashOf(secret),
      account,
      way,
      began_at: now,
      used_at: now,
      ends_at: instantFromMs(msOfInstant(now) + this.#limits.age_ms_max),
      provider_session,
      id_token,
    }
    const { session_id } = session
    const data = { account, session_id, way, encrypted }
    await recordSignIn(this.#log, { type: 'SignedIn', data }, now)
    await this.#store.removeEnded({ now, unused_since: this.#unusedSince(now) })
    await this.#store.add(session)
    await this.#endBeyond(account)
    return { session, secret }
  }

  /** Notes that it is used; undefined where there is none, or it has ended. */
  async used(secret: string): Promise<SessionRow | undefined> {
    const session = await this.#store.withSecret(hashOf(secret))
    const now = this.#now()
    if (session === undefined || !this.#isValid(session, now)) return undefined
    const touchMs = Math.min(TOUCH_MS, this.#limits.idle_ms_max / TOUCHES_UNTIL_IDLE)
    if (msOfInstant(now) - msOfInstant(session.used_at) >= touchMs)
      await this.#store.touch(session.session_id, now)
    return session
  }

  /** The newest that have not ended; of everybody without an account. */
  async list(account?: string): Promise<readonly SessionRow[]> {
    return this.#valid(await this.#store.list(account))
  }

  /** Each that has not ended, for those who end them. */
  async all(of: SessionsOf): Promise<readonly SessionRow[]> {
    return this.#valid(await this.#store.all(of))
  }

  async withId(sessionId: string): Promise<SessionRow | undefined> {
    const session = await this.#store.withId(sessionId)
    return session !== undefined && this.#isValid(session, this.#now()) ? session : undefined
  }

  /** They are gone before the record is written: a log that fails keeps nobody signed in. */
  async end(sessions: readonly SessionRow[], by: SignedOut['by'], actor: string): Promise<void> {
    await this.#store.remove(sessions.map(({ session_id }) => session_id))
    const now = this.#now()
    for (const { account, session_id } of sessions) {
      const data = { account, session_id, by, actor }
      await recordSignIn(this.#log, { type: 'SignedOut', data }, now)
    }
  }

  async #endBeyond(account: string): Promise<void> {
    const open = (await this.all({ account })).toSorted(
      // Of those that were used at the same moment, the one that began last is kept.
      (a, b) => compare(b.used_at, a.used_at) || compare(b.began_at, a.began_at),
    )
    const beyond = open.slice(SESSIONS_OF_ACCOUNT_MAX)
    if (beyond.length > 0) await this.end(beyond, 'owner', account)
  }

  #valid(sessions: readonly SessionRow[]): readonly SessionRow[] {
    const now = this.#now()
    return sessions.filter((session) => this.#isValid(session, now))
  }

  #isValid(session: SessionRow, now: Instant): boolean {
    return now < session.ends_at && session.used_at > this.#unusedSince(now)
  }

  #unusedSince(now: Instant): Instant {
    return instantFromMs(msOfInstant(now) - this.#limits.idle_ms_max)
  }
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1
}
