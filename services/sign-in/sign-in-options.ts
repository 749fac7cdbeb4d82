import type { FastifyRequest } from 'fastify'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { SessionStore } from '@jianwei/events/ports/session-store.ts'
import { hasTls } from '#/settings/identity-settings.ts'
import type { AccessBook } from '#/sign-in/access-book.ts'
import type { KeyUses } from '#/sign-in/key-uses.ts'
import type { OidcClient } from '#/sign-in/oidc.ts'
import type { Sessions } from '#/sign-in/sessions.ts'

/** What the routes of signing in and of accounts work with. */
export interface SignInOptions {
  readonly log: EventLog
  readonly now: () => Instant
  readonly book: AccessBook
  readonly sessions: Sessions
  /** What sessions lie in, and what is remembered of attempts to sign in. */
  readonly store: SessionStore
  readonly uses: KeyUses
  readonly ways: readonly ('password' | 'oidc')[]
  /** Of a local start, which has the demonstration sign-in too; null elsewhere. */
  readonly local_token: string | null
  /** Null where the way is none of `ways`. */
  readonly oidc: OidcClient | null
  /** As browsers see this server; null where they see it as it sees itself. */
  readonly public_origin: string | null
  /** Somebody signs in over a connection that others may read. */
  readonly tellPlain: () => void
}

/** Whether nobody on the way reads what is sent: TLS here, or at what stands before this server. */
export function isEncrypted(request: FastifyRequest, publicOrigin: string | null): boolean {
  return request.protocol === 'https' || hasTls(publicOrigin)
}
