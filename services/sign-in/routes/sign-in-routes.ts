import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AccountName } from '@jianwei/events/access/account-events.ts'
import { RoleName } from '@jianwei/events/access/roles.ts'
import { SIGN_IN_WAYS, type SignedIn } from '@jianwei/events/access/session-events.ts'
import { LOCAL_ADMINISTRATOR } from '#/access/principal.ts'
import { refuseForeignPage } from '#/http/own-origin.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { takeAccountSteps } from '#/sign-in/account-steps.ts'
import {
  hashPassword,
  PASSWORD_CHARACTERS_MAX,
  PASSWORD_CHARACTERS_MIN,
} from '#/sign-in/passwords.ts'
import { PasswordSignIn } from '#/sign-in/password-sign-in.ts'
import { demonstrationAccount } from '#/sign-in/principals.ts'
import { hashOf, isSameHash } from '#/sign-in/secrets.ts'
import { setSessionCookie } from '#/sign-in/session-cookie.ts'
import type { SessionBeginning } from '#/sign-in/sessions.ts'
import { isEncrypted, type SignInOptions } from '#/sign-in/sign-in-options.ts'

const Secret = z.string().min(1).max(PASSWORD_CHARACTERS_MAX)
export const SignedInView = z
  .object({
    account: z.string(),
    way: z.enum(SIGN_IN_WAYS),
    session_id: z.string(),
    ends_at: z.string().meta({ description: 'Whatever happens, not after this' }),
  })
  .meta({ id: 'SignedInSession', description: 'A session began 已登录; its cookie came with it' })

const open = { open: true, signs_in: true } as const
const refusals = problems(400, 401, 403, 415, 429, 500, 503)

/** How people come in. What is sent here is in no log, and in no address. */
export const signInRoutes: FastifyPluginAsyncZod<SignInOptions> = async (app, options) => {
  const { sessions, public_origin, ways, local_token } = options
  const passwords = new PasswordSignIn(options)

  async function begin(
    request: FastifyRequest,
    reply: FastifyReply,
    beginning: Omit<SessionBeginning, 'encrypted'>,
  ): Promise<z.infer<typeof SignedInView>> {
    const encrypted = isEncrypted(request, public_origin)
    if (!encrypted) options.tellPlain()
    const { session, secret } = await sessions.begin({ ...beginning, encrypted })
    setSessionCookie(reply, secret, encrypted)
    const { account, session_id, ends_at } = session
    // What was just begun in one of the ways.
    return { account, session_id, ends_at, way: session.way as SignedIn['way'] }
  }

  if (ways.includes('password')) {
    app.post(
      '/v1/sign-in',
      {
        config: open,
        schema: {
          tags: ['access'],
          summary: 'Sign in with a password 登录',
          body: z.strictObject({ account: z.string().min(1).max(100), password: Secret }),
          response: { 200: SignedInView, ...refusals },
        },
      },
      async (request, reply) => {
        refuseForeignPage(request, public_origin)
        const { account } = await passwords.accountOf({ ...request.body, request_id: request.id })
        return begin(request, reply, { account, way: 'password' })
      },
    )
    app.post(
      '/v1/sign-in/password',
      {
        config: open,
        schema: {
          tags: ['access'],
          summary: 'Set a password with a one-time link 设置口令',
          description: 'The link is used up by it, and all sessions of the account end.',
          body: z.strictObject({
            account: AccountName,
            link: Secret,
            password: z.string().min(PASSWORD_CHARACTERS_MIN).max(PASSWORD_CHARACTERS_MAX),
          }),
          response: { 204: z.null(), ...problems(404, 409, 422), ...refusals },
        },
      },
      async (request, reply) => {
        refuseForeignPage(request, public_origin)
        const { account, link, password } = request.body
        const link_hash = hashOf(link)
        const held = options.book.account(account)?.invitation
        // Before the password is hashed, which costs something.
        if (held == null || !isSameHash(held.link_hash, link_hash))
          throw new RequestRefused('LINK_INVALID', 'it was used, has ended, or is another’s')
        const password_hash = await hashPassword(password)
        const data = { account, password_hash, link_hash }
        await takeAccountSteps(options.log, [{ type: 'PasswordSet', data }], options.now())
        await options.book.catchUp(options.log)
        await sessions.end(await sessions.all({ account }), 'owner', account)
        return reply.code(204).send(null)
      },
    )
  }

  if (local_token !== null) {
    const tokenHash = hashOf(local_token)
    app.post(
      '/v1/sign-in/token',
      {
        config: open,
        schema: {
          tags: ['access'],
          summary: 'Begin a session with the local token 以本机令牌登录',
          body: z.strictObject({ token: Secret }),
          response: { 200: SignedInView, ...refusals },
        },
      },
      async (request, reply) => {
        refuseForeignPage(request, public_origin)
        if (!isSameHash(hashOf(request.body.token), tokenHash))
          throw new RequestRefused('SIGN_IN_REFUSED', '`npx jianwei token` shows the right one')
        return begin(request, reply, { account: LOCAL_ADMINISTRATOR.actor, way: 'local-token' })
      },
    )
    app.post(
      '/v1/demo-sign-in',
      {
        config: open,
        schema: {
          tags: ['access'],
          summary: 'Sign in as a role, for a demonstration 演示登录',
          description: 'Only on a local start, which nobody reaches from another machine.',
          body: z.strictObject({ role: RoleName }),
          response: { 200: SignedInView, ...refusals },
        },
      },
      async (request, reply) => {
        refuseForeignPage(request, public_origin)
        const account = demonstrationAccount(request.body.role)
        return begin(request, reply, { account, way: 'demonstration' })
      },
    )
  }
}
