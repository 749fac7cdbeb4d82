import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The one cookie: not readable by scripts, not sent with what other sites post, and over TLS only
 * where there is TLS. `__Host-` ties it to this host and to the root path.
 */
const PLAIN_NAME = 'jianwei_session'
const SECURE_NAME = `__Host-${PLAIN_NAME}`

export function sessionSecretOf(request: FastifyRequest): string | undefined {
  const { cookie } = request.headers
  if (cookie === undefined) return undefined
  const cookies = parseCookie(cookie)
  return cookies[SECURE_NAME] ?? cookies[PLAIN_NAME]
}

export function setSessionCookie(reply: FastifyReply, secret: string, secure: boolean): void {
  reply.header(
    'set-cookie',
    stringifySetCookie({
      name: secure ? SECURE_NAME : PLAIN_NAME,
      value: secret,
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure,
    }),
  )
}

/** Both names: whoever came before TLS was set up has the other one. */
export function clearSessionCookie(reply: FastifyReply): void {
  for (const name of [SECURE_NAME, PLAIN_NAME]) {
    const secure = name === SECURE_NAME
    const cleared = {
      name,
      value: '',
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      maxAge: 0,
    } as const
    reply.header('set-cookie', stringifySetCookie({ ...cleared, secure }))
  }
}

const TICKET_NAME = 'jianwei_sign_in'

/** Ties a sign-in that went to the identity provider to the browser that comes back. */
export function setTicketCookie(
  reply: FastifyReply,
  ticket: string,
  {
    path,
    secure,
    seconds,
  }: { readonly path: string; readonly secure: boolean; readonly seconds: number },
): void {
  const cookie = {
    name: TICKET_NAME,
    value: ticket,
    path,
    httpOnly: true,
    sameSite: 'lax',
  } as const
  reply.header('set-cookie', stringifySetCookie({ ...cookie, secure, maxAge: seconds }))
}

export function ticketOf(request: FastifyRequest): string {
  return parseCookie(request.headers.cookie ?? '')[TICKET_NAME] ?? ''
}
