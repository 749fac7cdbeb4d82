import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { problems, RequestRefused } from '#/http/problem.ts'
import { type OidcClient, CALLBACK_PATH, ProofRefused } from '#/sign-in/oidc.ts'
import { PENDING_MS_MAX, PendingSignIns } from '#/sign-in/pending-sign-ins.ts'
import { setSessionCookie, setTicketCookie, ticketOf } from '#/sign-in/session-cookie.ts'
import { isEncrypted, type SignInOptions } from '#/sign-in/sign-in-options.ts'
import { recordSignIn } from '#/sign-in/sign-in-records.ts'

const FORM = 'application/x-www-form-urlencoded'
const LOGOUT_BYTES_MAX = 16 * 1024
const open = { open: true, signs_in: true } as const
const refusals = problems(400, 401, 403, 429, 500, 503)
/** Nothing is promised of what the provider adds. */
const Brought = z.looseObject({})

export interface OidcRouteOptions extends SignInOptions {
  readonly oidc: OidcClient
}

/** By the office's identity provider: there, back, and signed out from there. */
export const oidcRoutes: FastifyPluginAsyncZod<OidcRouteOptions> = async (app, options) => {
  const { oidc, book, sessions, now, log, public_origin } = options
  const pendings = new PendingSignIns(options.store)

  app.get(
    '/v1/sign-in/oidc',
    {
      config: open,
      schema: {
        tags: ['access'],
        summary: 'Sign in with the identity provider 统一身份认证登录',
        response: { 302: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      const { url, pending } = await oidc.begin()
      setTicketCookie(reply, await pendings.remember(pending, now()), {
        path: CALLBACK_PATH,
        secure: isEncrypted(request, public_origin),
        seconds: PENDING_MS_MAX / 1_000,
      })
      return reply.redirect(url, 302)
    },
  )

  app.get(
    CALLBACK_PATH,
    {
      // What looks at a link before it is followed signs nobody in, and uses nothing up.
      exposeHeadRoute: false,
      config: open,
      schema: {
        tags: ['access'],
        summary: 'Back from the identity provider 认证回调',
        querystring: Brought,
        response: { 302: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      const pending = await pendings.take(ticketOf(request), now())
      if (pending === undefined)
        throw new ProofRefused('nobody began this in this browser; sign in again')
      const fail = async (code: string, account?: string): Promise<void> => {
        const data = { ...(account === undefined ? {} : { account }), way: 'oidc', code } as const
        const record = { type: 'SignInFailed', data, request_id: request.id } as const
        await recordSignIn(log, record, now())
      }
      const query = request.url.slice(request.url.indexOf('?'))
      const proven = await oidc.finish(query, pending).catch(async (error: unknown) => {
        if (error instanceof ProofRefused) await fail(error.code)
        throw error
      })
      const account = book.accountOfSubject(proven.subject)
      if (account === undefined || account.closed) {
        await fail(account === undefined ? 'ACCOUNT_UNKNOWN' : 'ACCOUNT_CLOSED', account?.account)
        throw new RequestRefused(
          'SIGN_IN_REFUSED',
          `the administrator has opened no account for the subject ${proven.subject}`,
        )
      }
      const encrypted = isEncrypted(request, public_origin)
      if (!encrypted) options.tellPlain()
      const { secret } = await sessions.begin({
        account: account.account,
        way: 'oidc',
        encrypted,
        provider_session: proven.provider_session,
        id_token: proven.id_token,
      })
      setSessionCookie(reply, secret, encrypted)
      return reply.redirect('/', 302)
    },
  )

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      FORM,
      { parseAs: 'string', bodyLimit: LOGOUT_BYTES_MAX },
      (_request, text, done) =>
        done(null, Object.fromEntries(new URLSearchParams(String(text)).entries())),
    )
    scope.post(
      '/v1/sign-in/oidc/back-channel-logout',
      {
        config: open,
        schema: {
          tags: ['access'],
          summary: 'The identity provider ends sessions 后端通道登出',
          description: `Called by the provider, with its signed \`logout_token\` as \`${FORM}\`.`,
          response: { 204: z.null(), ...problems(415), ...refusals },
        },
      },
      async (request, reply) => {
        const form = z.object({ logout_token: z.string().min(1) }).safeParse(request.body)
        if (!form.success) throw new ProofRefused('expected a logout_token')
        const { subject, provider_session } = await oidc.signOutOf(form.data.logout_token)
        const account = subject === null ? undefined : book.accountOfSubject(subject)?.account
        const ofPerson = account === undefined ? [] : await sessions.all({ account })
        const named =
          provider_session === null
            ? ofPerson
            : (await sessions.all({ provider_session })).filter(
                (session) => account === undefined || session.account === account,
              )
        const ended = named.filter(({ way }) => way === 'oidc')
        await sessions.end(ended, 'identity-provider', 'jianwei:sign-in')
        return reply.code(204).send(null)
      },
    )
  })
}
