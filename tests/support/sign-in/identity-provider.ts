import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose'
import { Provider, type KoaContextWithOIDC } from 'oidc-provider'

export const CLIENT_ID = 'jianwei'
export const CLIENT_SECRET = 'a-secret-that-only-this-test-has'
const KEY_ID = 'test-key'

/** A real identity provider on loopback; whoever comes is the person that is set. */
export interface IdentityProvider extends AsyncDisposable {
  readonly issuer: string
  /** Who signs in next. */
  person: string
  /** How it fails whoever asks it: it hangs up, or answers with that status. */
  fails: 'by hanging up' | number | undefined
  /** A token with the provider's own key. */
  signed(claims: JWTPayload, key?: CryptoKey): Promise<string>
}

/** An HTTP server that listens before it is known what it answers. */
export async function frontServer(): Promise<{
  readonly origin: string
  readonly server: Server
  answerWith(listener: RequestListener): void
}> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // It listens at a port, not at a path.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    server,
    answerWith: (listener) => void server.on('request', listener),
  }
}

export async function identityProvider(clientOrigin: string): Promise<IdentityProvider> {
  const front = await frontServer()
  const issuer = front.origin
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid: KEY_ID, use: 'sig', alg: 'RS256' }
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [`${clientOrigin}/v1/sign-in/oidc/callback`],
        post_logout_redirect_uris: [`${clientOrigin}/`],
        backchannel_logout_uri: `${clientOrigin}/v1/sign-in/oidc/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['test'] },
    // Its own way out refuses addresses of the same machine.
    fetch: (url, init) => fetch(url, withoutDispatcher(init)),
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => void (ctx.body = form) },
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    loadExistingGrant: consented,
  })
  const callback = provider.callback()
  const own: Pick<IdentityProvider, 'person' | 'fails'> = { person: 'nobody', fails: undefined }
  front.answerWith((request, response) => {
    if (own.fails === 'by hanging up') return void request.socket.destroy()
    if (own.fails !== undefined) return void response.writeHead(own.fails).end()
    if (request.url?.startsWith('/interaction/') !== true) return void callback(request, response)
    const login = { accountId: own.person }
    provider.interactionFinished(request, response, { login }).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  return Object.assign(own, {
    issuer,
    signed: (claims: JWTPayload, key = privateKey) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: KEY_ID }).sign(key),
    async [Symbol.asyncDispose]() {
      front.server.closeAllConnections()
      front.server.close()
      await once(front.server, 'close')
    },
  })
}

function withoutDispatcher(init: RequestInit = {}): RequestInit {
  const { dispatcher, ...rest } = init as RequestInit & { readonly dispatcher?: unknown }
  return dispatcher === undefined ? init : rest
}

/** Everybody has consented to everything. */
async function consented(context: KoaContextWithOIDC) {
  const { provider, session, client } = context.oidc
  const grant = new provider.Grant({
    ...(client === undefined ? {} : { clientId: client.clientId }),
    ...(session?.accountId === undefined ? {} : { accountId: session.accountId }),
  })
  grant.addOIDCScope('openid')
  await grant.save()
  return grant
}

/** Cookies and redirects, as far as signing in needs them. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>()

  /** Follows redirects, by default to their end; `until` stops before an address that has it. */
  async go(address: string, init: RequestInit = {}, until?: string): Promise<Response> {
    let url = new URL(address)
    let answer = await this.#ask(url, init)
    for (let hops = 0; hops < 20; hops += 1) {
      const location = answer.headers.get('location')
      if (location === null) return answer
      url = new URL(location, url)
      if (until !== undefined && url.href.includes(until)) return answer
      await answer.body?.cancel()
      answer = await this.#ask(url, {})
    }
    throw new Error('too many redirects')
  }

  /** What stands in the cookies of an origin. */
  cookies(origin: string): string {
    const own = this.#cookies.get(new URL(origin).origin) ?? new Map<string, string>()
    return [...own].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async #ask(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('cookie', this.cookies(url.origin))
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    const own = this.#cookies.get(url.origin) ?? new Map<string, string>()
    this.#cookies.set(url.origin, own)
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') own.delete(name)
      else own.set(name, value)
    }
    return answer
  }
}
