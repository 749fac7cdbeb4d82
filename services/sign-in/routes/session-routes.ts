import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { RoleName } from '@jianwei/events/access/roles.ts'
import { SIGN_IN_WAYS } from '@jianwei/events/access/session-events.ts'
import type { SessionRow } from '@jianwei/events/ports/session-store.ts'
import { hasRole } from '#/access/scope.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { clearSessionCookie, sessionSecretOf } from '#/sign-in/session-cookie.ts'
import type { SignInOptions } from '#/sign-in/sign-in-options.ts'

const SessionView = z
  .object({
    session_id: z.string(),
    account: z.string(),
    way: z.string(),
    began_at: z.string(),
    used_at: z.string().meta({ description: 'To the minute' }),
    ends_at: z.string(),
  })
  .meta({ id: 'Session', description: 'Somebody is signed in 会话' })

export const PrincipalView = z
  .object({
    actor: z.string(),
    kind: z.enum(['person', 'service', 'anonymous']),
    grants: z.array(
      z.object({
        role: RoleName,
        region: z.string().nullable(),
        domain: z.string().nullable(),
        department: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Principal', description: 'Who asks, and what they may do where 当前身份' })

const refusals = problems(401, 403, 404, 429, 500, 503)

export const SignInWaysView = z
  .object({ ways: z.array(z.enum(SIGN_IN_WAYS)) })
  .meta({ id: 'SignInWays', description: 'How one signs in at this server 登录方式' })

export const SignOutView = z.object({
  end_session_url: z.string().nullable().meta({
    description: 'Where the browser ends its session with the identity provider',
  }),
})

/** Who is signed in, for oneself and for administrators, and how it ends. */
export const sessionRoutes: FastifyPluginAsyncZod<SignInOptions> = async (app, options) => {
  const { sessions, oidc } = options
  app.get(
    '/v1/me',
    {
      schema: {
        tags: ['access'],
        summary: 'Who asks 当前身份',
        response: { 200: PrincipalView, ...refusals },
      },
    },
    async ({ principal: { actor, kind, grants } }) => ({
      actor,
      kind,
      grants: grants.map((grant) => ({ ...grant })),
    }),
  )
  app.get(
    '/v1/sign-in/ways',
    {
      config: { open: true },
      schema: {
        tags: ['access'],
        summary: 'How one signs in here 登录方式',
        response: { 200: SignInWaysView, ...refusals },
      },
    },
    async () => {
      const local = options.local_token === null ? [] : (['local-token', 'demonstration'] as const)
      return { ways: [...options.ways, ...local] }
    },
  )
  app.get(
    '/v1/sessions',
    {
      schema: {
        tags: ['access'],
        summary: 'Sessions that have not ended 会话列表',
        description: 'One’s own; an administrator sees everybody’s, the newest thousand.',
        response: { 200: z.object({ items: z.array(SessionView) }), ...refusals },
      },
    },
    async ({ principal }) => {
      const all = hasRole(principal, ['administrator'])
      const listed = await sessions.list(all ? undefined : principal.actor)
      return { items: listed.map(viewOf) }
    },
  )
  app.delete(
    '/v1/sessions/:session_id',
    {
      schema: {
        tags: ['access'],
        summary: 'End a session 终止会话',
        params: z.strictObject({ session_id: z.uuid() }),
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ params, principal }, reply) => {
      const session = await sessions.withId(params.session_id)
      const isOwn = session?.account === principal.actor
      if (session === undefined || !(isOwn || hasRole(principal, ['administrator'])))
        throw new RequestRefused('SESSION_UNKNOWN', 'it has ended, or there is none')
      await sessions.end([session], isOwn ? 'owner' : 'administrator', principal.actor)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/v1/sign-out',
    {
      schema: {
        tags: ['access'],
        summary: 'Sign out 退出登录',
        response: {
          200: SignOutView,
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const secret = sessionSecretOf(request)
      const session = secret === undefined ? undefined : await sessions.used(secret)
      clearSessionCookie(reply)
      if (session === undefined) return { end_session_url: null }
      await sessions.end([session], 'owner', session.account)
      const token = session.id_token
      // Signed out here is signed out, also while the provider does not answer.
      const end_session_url =
        oidc === null || token === null ? null : await oidc.endSessionUrl(token).catch(() => null)
      return { end_session_url }
    },
  )
}

function viewOf(session: SessionRow): z.infer<typeof SessionView> {
  const { session_id, account, way, began_at, used_at, ends_at } = session
  return { session_id, account, way, began_at, used_at, ends_at }
}
