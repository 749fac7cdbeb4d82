import type { EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import { PERMISSION_DENIED, UNAUTHENTICATED } from '#/log/kurrent/grpc-codes.ts'
import type { ServerAddress } from '#/log/kurrent/server-address.ts'

/** What a call that got no answer says, and what can be done. */
export function unreachable(error: unknown, address: ServerAddress): EngineFinding {
  const asked = `an answer of ${address.host}`
  if (isDenial(error)) return refusedRight(asked, error, address)
  const text = textOf(error)
  const [came, mend] = reasonOf(text, address)
  const verdict = mend === null ? 'away' : 'missing'
  return { engine: 'log', asked, came, verdict, mend: mend ?? AWAY }
}

const AWAY = 'start the server, or set LOG_URL to where it is'

/** Texts of gRPC and of TLS, which have no codes of their own here. */
function reasonOf(text: string, { tls }: ServerAddress): readonly [string, string | null] {
  if (/wrong.version.number|packet length too long|EPROTO|InvalidContentType/i.test(text))
    return ['the server has no TLS', 'add tls=false to LOG_URL, or give the server a certificate']
  if (/certificate|self.signed|altnames|UnknownIssuer|UNABLE_TO_VERIFY/i.test(text))
    return [
      'nobody here vouches for its certificate',
      'name the file of its CA: tlsCaFile=/path/ca.pem in LOG_URL',
    ]
  if (/ENOTFOUND|EAI_AGAIN|name resolution/i.test(text)) return ['no machine has this name', null]
  if (/ECONNREFUSED/i.test(text)) return ['nothing listens there', null]
  if (!tls && /ECONNRESET|dropped|socket hang up|http2|Failed to connect/i.test(text))
    return [
      'the connection is closed at once',
      'take tls=false out of LOG_URL if the server has TLS',
    ]
  return ['no answer', null]
}

/** A right that the server does not grant, or that could not be asked for. */
export function refusedRight(asked: string, error: unknown, address: ServerAddress): EngineFinding {
  if (!isDenial(error)) return { ...unreachable(error, address), asked }
  if (address.user === null)
    return {
      engine: 'log',
      asked,
      came: 'denied to who gives no user',
      verdict: 'missing',
      mend: 'put a user into LOG_URL: esdb://user:password@host, escaped as in a URL',
    }
  if (isUnknownUser(error))
    return {
      engine: 'log',
      asked,
      came: 'the user or the password is wrong',
      verdict: 'missing',
      mend: 'put the right ones into LOG_URL: esdb://user:password@host, escaped as in a URL',
    }
  return {
    engine: 'log',
    asked,
    came: `denied to the user ${address.user}`,
    verdict: 'missing',
    mend: asked.includes('$all')
      ? 'let an administrator name the user in the ACL of $all: infra/deploy/README.md says how'
      : "let an administrator give the user $r and $w in the server's default ACL ($settings)",
  }
}

/** The server knows nobody by this user and password. */
export function isUnknownUser(error: unknown): boolean {
  return codeOf(error) === UNAUTHENTICATED || /unauthenticated|unauthorized/i.test(textOf(error))
}

/** By the packages' `type`, the code of gRPC, or the text where a package has neither. */
export function isDenial(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('type' in error && error.type === 'access-denied') return true
  const code = codeOf(error)
  return (
    code === UNAUTHENTICATED ||
    code === PERMISSION_DENIED ||
    /unauthenticated|permission.?denied|access.?denied/i.test(textOf(error))
  )
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : textOf(error.cause)
  return `${error.name} ${error.message} ${cause}`
}
