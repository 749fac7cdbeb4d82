import { createRemoteJWKSet, jwtVerify } from 'jose'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  clockTolerance,
  ClientSecretBasic,
  None,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client'
import { DomainError } from '@jianwei/events/errors.ts'
import { z } from 'zod'

/*
 * The one file that knows OpenID Connect. The library checks signature, issuer, audience, nonce,
 * state and times of the id token; what it does not know is the logout token, which is checked here
 * (OpenID Connect Back-Channel Logout 1.0, section 2.6).
 */

export interface OidcSettings {
  readonly issuer: string
  readonly client_id: string
  /** Null for a public client, which PKCE alone protects. */
  readonly client_secret: string | null
  readonly clock_skew_s: number
  /** Of this server, as browsers see it: `https://jianwei.example`. */
  readonly public_origin: string
}

/** What is remembered of a sign-in until the browser comes back. */
export interface PendingSignIn {
  readonly state: string
  readonly nonce: string
  readonly code_verifier: string
}

export interface ProvenSubject {
  readonly subject: string
  readonly provider_session: string | null
  readonly id_token: string
}

/** Whose sessions the provider ends: those of one sign-in, or all of a person. */
export interface ProviderSignOut {
  readonly subject: string | null
  readonly provider_session: string | null
}

/** The provider cannot be asked, or does not say what it must. */
export class ProviderFailed extends DomainError {
  override readonly name = 'ProviderFailed'
  readonly code = 'IDENTITY_PROVIDER_FAILED'
}

/** What came back, or was sent as a logout token, proves nothing. */
export class ProofRefused extends DomainError {
  override readonly name = 'ProofRefused'
  readonly code = 'PROOF_REFUSED'
}

export const CALLBACK_PATH = '/v1/sign-in/oidc/callback'
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const LOGOUT_AGE_S_MAX = 300

/** Of both libraries: no answer in time, a status that says nothing, what cannot be read. */
const OUTAGE_CODES: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'ERR_JWKS_TIMEOUT',
  'ERR_JWKS_INVALID',
  'ERR_JOSE_GENERIC',
])

const LogoutClaims = z
  .object({
    sub: z.string().min(1).optional(),
    sid: z.string().min(1).optional(),
    jti: z.string().min(1),
    events: z.record(z.string(), z.unknown()),
    nonce: z.never().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined)
  .refine(({ events }) => Object.hasOwn(events, LOGOUT_EVENT))

export class OidcClient {
  readonly #settings: OidcSettings
  #found: Promise<Configuration> | undefined
  #keys: ReturnType<typeof createRemoteJWKSet> | undefined

  constructor(settings: OidcSettings) {
    this.#settings = settings
  }

  /** Where the browser goes, and what to remember until it is back. Throws ProviderFailed. */
  async begin(): Promise<{ readonly url: string; readonly pending: PendingSignIn }> {
    const config = await this.#config()
    const pending = {
      state: randomState(),
      nonce: randomNonce(),
      code_verifier: randomPKCECodeVerifier(),
    }
    const url = buildAuthorizationUrl(config, {
      redirect_uri: `${this.#settings.public_origin}${CALLBACK_PATH}`,
      scope: 'openid',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await calculatePKCECodeChallenge(pending.code_verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, pending }
  }

  /** `query` is what the browser brought back. Throws ProofRefused and ProviderFailed. */
  async finish(query: string, pending: PendingSignIn): Promise<ProvenSubject> {
    const config = await this.#config()
    const url = new URL(`${this.#settings.public_origin}${CALLBACK_PATH}${query}`)
    try {
      const tokens = await authorizationCodeGrant(config, url, {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.code_verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined || tokens.id_token === undefined)
        throw new ProofRefused('the identity provider gave no id token')
      const { sub: subject, sid } = claims
      const provider_session = typeof sid === 'string' ? sid : null
      return { subject, provider_session, id_token: tokens.id_token }
    } catch (error) {
      if (error instanceof DomainError) throw error
      if (isOutage(error)) throw notAnswering(error)
      throw new ProofRefused(`the identity provider’s answer proves nothing: ${codeIn(error)}`)
    }
  }

  /** Where a browser ends its session with the provider; null where there is no such page. */
  async endSessionUrl(idToken: string): Promise<string | null> {
    const config = await this.#config()
    if (config.serverMetadata().end_session_endpoint === undefined) return null
    return buildEndSessionUrl(config, {
      id_token_hint: idToken,
      post_logout_redirect_uri: `${this.#settings.public_origin}/`,
    }).href
  }

  /**
   * Throws ProofRefused for a token that is not the provider's word about us, now; ProviderFailed
   * where its keys cannot be asked for.
   */
  async signOutOf(logoutToken: string): Promise<ProviderSignOut> {
    const config = await this.#config()
    const { issuer, jwks_uri } = config.serverMetadata()
    if (jwks_uri === undefined) throw new ProviderFailed('the identity provider names no keys')
    this.#keys ??= createRemoteJWKSet(new URL(jwks_uri))
    const { client_id: audience, clock_skew_s } = this.#settings
    const verified = await jwtVerify(logoutToken, this.#keys, {
      issuer,
      audience,
      clockTolerance: clock_skew_s,
      maxTokenAge: LOGOUT_AGE_S_MAX,
      requiredClaims: ['iat', 'jti', 'events'],
    }).catch((error: unknown) => {
      if (isOutage(error)) throw notAnswering(error)
      throw new ProofRefused(`the logout token is not valid: ${codeIn(error)}`)
    })
    const claims = LogoutClaims.safeParse(verified.payload)
    if (!claims.success) throw new ProofRefused('the token is none for signing out')
    return { subject: claims.data.sub ?? null, provider_session: claims.data.sid ?? null }
  }

  /** What was not found is looked for again at the next sign-in. */
  #config(): Promise<Configuration> {
    this.#found ??= this.#discover().catch((error: unknown) => {
      this.#found = undefined
      throw notAnswering(error)
    })
    return this.#found
  }

  #discover(): Promise<Configuration> {
    const { issuer, client_id, client_secret, clock_skew_s } = this.#settings
    const server = new URL(issuer)
    const insecure = server.protocol === 'http:' ? { execute: [allowInsecureRequests] } : {}
    const authentication = client_secret === null ? None() : ClientSecretBasic(client_secret)
    return discovery(
      server,
      client_id,
      { [clockTolerance]: clock_skew_s },
      authentication,
      insecure,
    )
  }
}

function notAnswering(error: unknown): ProviderFailed {
  return new ProviderFailed(`the identity provider does not answer: ${codeIn(error)}`)
}

/** Whether the provider was not reached or its answer is none, which tells nothing of a proof. */
function isOutage(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  // What `fetch` throws where nobody answers has no code of its own; the libraries' errors have.
  if (error instanceof TypeError) return code === undefined
  return typeof code === 'string' && OUTAGE_CODES.has(code)
}

/** The library's codes say what is wrong without what was sent. */
function codeIn(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown }
  return typeof code === 'string' ? code : String(name)
}
