import type { FastifyRequest } from 'fastify'
import { isValid } from '@jianwei/events/access/decider.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { ANONYMOUS, LOCAL_ADMINISTRATOR, type Principal } from '#/access/principal.ts'
import type { Authenticate } from '#/http/authentication.ts'
import { refuseForeignOrigin } from '#/http/own-origin.ts'
import { RequestRefused } from '#/http/problem.ts'
import type { AccessBook } from '#/sign-in/access-book.ts'
import type { KeyUses } from '#/sign-in/key-uses.ts'
import { localPrincipal, principalOfAccount, principalOfKey } from '#/sign-in/principals.ts'
import { hashOf, isSameHash } from '#/sign-in/secrets.ts'
import { sessionSecretOf } from '#/sign-in/session-cookie.ts'
import type { Sessions } from '#/sign-in/sessions.ts'

export interface AuthenticateParts {
  readonly book: AccessBook
  readonly sessions: Sessions
  readonly uses: KeyUses
  readonly now: () => Instant
  /** Of a local start; null where people sign in otherwise. */
  readonly local_token: string | null
  readonly public_origin: string | null
}

/**
 * Who sent a request: by `Authorization: Bearer` the holder of a key or of the local token, by the
 * cookie whoever signed in, else nobody in particular. Credentials that are not valid are refused,
 * so that nobody takes what everybody may see for all there is.
 */
export function authenticator(parts: AuthenticateParts): Authenticate {
  const tokenHash = parts.local_token === null ? undefined : hashOf(parts.local_token)

  function ofBearer(credentials: string): Principal {
    const hash = hashOf(credentials)
    if (tokenHash !== undefined && isSameHash(hash, tokenHash)) return LOCAL_ADMINISTRATOR
    const found = parts.book.keyWithHash(hash)
    if (found === undefined) throw refused('nobody has this key or token')
    const { account, key } = found
    if (account.closed) throw refused(`the account ${account.account} is closed`)
    if (key.revoked) throw refused(`the key ${key.key_id} was revoked`)
    const now = parts.now()
    if (!isValid(key, now)) throw refused(`the key ${key.key_id} ended on ${key.expires_at}`)
    parts.uses.note(key.key_id, now)
    return principalOfKey(account, key)
  }

  async function ofSession(secret: string, request: FastifyRequest): Promise<Principal> {
    const session = await parts.sessions.used(secret)
    if (session === undefined) return ANONYMOUS
    const local = tokenHash === undefined ? undefined : localPrincipal(session.account)
    const account = parts.book.account(session.account)
    if (local === undefined && (account === undefined || account.closed)) return ANONYMOUS
    refuseForeignOrigin(request, parts.public_origin)
    // One of the two is there.
    return local ?? principalOfAccount(account!)
  }

  return async (request) => {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const [, credentials] = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization) ?? []
      if (credentials === undefined) throw refused('expected Authorization: Bearer and a key')
      return ofBearer(credentials)
    }
    const secret = sessionSecretOf(request)
    return secret === undefined ? ANONYMOUS : ofSession(secret, request)
  }
}

function refused(detail: string): RequestRefused {
  return new RequestRefused('CREDENTIALS_INVALID', detail)
}
