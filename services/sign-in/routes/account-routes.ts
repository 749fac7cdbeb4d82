import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Account } from '@jianwei/events/access/account.ts'
import { ACCOUNT_KINDS, AccountName, GrantedRole } from '@jianwei/events/access/account-events.ts'
import { AccountUnknown } from '@jianwei/events/access/errors.ts'
import { TopicPrefix } from '@jianwei/events/access/key-events.ts'
import { SendingScope } from '@jianwei/events/access/sending-scope.ts'
import { Passage, Words } from '@jianwei/events/vocabulary.ts'
import { problems } from '#/http/problem.ts'
import { Administration, type DecidedBy } from '#/sign-in/administration.ts'
import type { SignInOptions } from '#/sign-in/sign-in-options.ts'

const reason = Passage.meta({ description: 'Why; recorded', examples: ['asked for on 1 March'] })
const Reason = z.strictObject({ reason }).meta({ id: 'AccessReason' })
const GrantView = z
  .object({
    role: z.string(),
    region: z.string().nullable(),
    domain: z.string().nullable(),
    department: z.string().nullable(),
  })
  .meta({ id: 'GrantedRole' })
const ScopeView = z
  .object({
    sources: z.array(z.string()),
    event_types: z.array(z.string()).nullable(),
    regions: z.array(z.string()).nullable(),
  })
  .meta({ id: 'SendingScope', description: 'What may be sent 报送权限; null is not limited' })

const AccountView = z
  .object({
    account: z.string(),
    kind: z.enum(ACCOUNT_KINDS),
    name: z.string().nullable(),
    oidc_subject: z.string().nullable(),
    closed: z.boolean(),
    locked_until: z.string().nullable(),
    has_password: z.boolean(),
    grants: z.array(GrantView),
    keys: z.array(
      z.object({
        key_id: z.string(),
        sends: ScopeView.nullable(),
        expires_at: z.string(),
        revoked: z.boolean(),
        successor_id: z.string().nullable(),
        last_used_at: z
          .string()
          .nullable()
          .meta({ description: 'To the minute; null for a key that was never used' }),
      }),
    ),
    topics: z.array(z.object({ prefix: z.string(), sends: ScopeView })),
  })
  .meta({ id: 'Account', description: 'A person or a system 账户, with roles, keys and topics' })

const KeyView = z
  .object({
    key_id: z.string(),
    key: z.string().meta({ description: 'Shown this once: only its hash is kept' }),
    expires_at: z.string(),
  })
  .meta({ id: 'IssuedKey' })
const LinkView = z
  .object({
    link: z.string().meta({ description: 'Shown this once; sets one password' }),
    expires_at: z.string(),
  })
  .meta({ id: 'Invitation' })

const named = z.strictObject({ account: AccountName })
const refusals = problems(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
const answers = { 200: AccountView, ...refusals }

/** Accounts, their roles, keys and topics: the administrator's. */
export const accountRoutes: FastifyPluginAsyncZod<SignInOptions> = async (app, options) => {
  const { book, uses, sessions } = options
  const administration = new Administration(options)

  const shown = async (account: Account): Promise<z.infer<typeof AccountView>> => {
    const { name, kind, oidc_subject, closed, locked_until, password_hash } = account
    const keys = account.keys.map(async (key) => ({
      key_id: key.key_id,
      sends: key.sends === null ? null : scopeView(key.sends),
      expires_at: key.expires_at,
      revoked: key.revoked,
      successor_id: key.successor_id,
      last_used_at: await uses.lastUse(key.key_id),
    }))
    return {
      account: account.account,
      kind,
      name,
      oidc_subject,
      closed,
      locked_until,
      has_password: password_hash !== null,
      grants: account.grants.map((grant) => ({ ...grant })),
      keys: await Promise.all(keys),
      topics: account.topics.map(({ prefix, sends }) => ({ prefix, sends: scopeView(sends) })),
    }
  }

  app.get(
    '/v1/accounts',
    {
      schema: {
        tags: ['access'],
        summary: 'Accounts 账户列表',
        response: { 200: z.object({ items: z.array(AccountView) }), ...refusals },
      },
    },
    async () => ({ items: await Promise.all(book.accounts().map(shown)) }),
  )
  app.post(
    '/v1/accounts',
    {
      schema: {
        tags: ['access'],
        summary: 'Open an account 开立账户',
        description: 'Of a person, or of a system that gets keys. Its name is given once.',
        body: z
          .strictObject({
            account: AccountName,
            kind: z.enum(ACCOUNT_KINDS),
            name: Words.optional(),
            oidc_subject: Words.optional(),
            reason,
          })
          .meta({ id: 'AccountOrder' }),
        response: answers,
      },
    },
    async (request) => {
      const { reason: _, name, oidc_subject, ...opened } = request.body
      const more = {
        ...(name === undefined ? {} : { name }),
        ...(oidc_subject === undefined ? {} : { oidc_subject }),
      }
      return shown(await administration.open({ ...opened, ...more }, decidedBy(request)))
    },
  )
  app.get(
    '/v1/accounts/:account',
    {
      schema: {
        tags: ['access'],
        summary: 'An account with its roles, keys and topics 账户详情',
        params: named,
        response: answers,
      },
    },
    async ({ params }) => {
      const account = book.account(params.account)
      if (account === undefined) throw new AccountUnknown(params.account)
      return shown(account)
    },
  )
  app.post(
    '/v1/accounts/:account/close',
    {
      schema: {
        tags: ['access'],
        summary: 'Close an account 注销账户',
        params: named,
        body: Reason,
        response: answers,
      },
    },
    async (request) => {
      const { account } = request.params
      const closed = await administration.close(account, decidedBy(request))
      const { actor } = request.principal
      await sessions.end(await sessions.all({ account }), 'administrator', actor)
      return shown(closed)
    },
  )
  app.post(
    '/v1/accounts/:account/unlock',
    {
      schema: {
        tags: ['access'],
        summary: 'End a lock before its time 解锁账户',
        params: named,
        body: Reason,
        response: answers,
      },
    },
    async (request) =>
      shown(await administration.unlock(request.params.account, decidedBy(request))),
  )
  app.post(
    '/v1/accounts/:account/invite',
    {
      schema: {
        tags: ['access'],
        summary: 'Make a one-time link for a password 生成一次性链接',
        params: named,
        body: Reason,
        response: { 200: LinkView, ...refusals },
      },
    },
    async (request) => administration.invite(request.params.account, decidedBy(request)),
  )
  const Grant = z.strictObject({ ...GrantedRole.shape, reason }).meta({ id: 'RoleOrder' })
  app.post(
    '/v1/accounts/:account/roles/grant',
    {
      schema: {
        tags: ['access'],
        summary: 'Grant a role 授予角色',
        params: named,
        body: Grant,
        response: answers,
      },
    },
    async (request) => {
      const { reason: _, ...grant } = request.body
      return shown(await administration.grant(request.params.account, grant, decidedBy(request)))
    },
  )
  app.post(
    '/v1/accounts/:account/roles/withdraw',
    {
      schema: {
        tags: ['access'],
        summary: 'Withdraw a role 收回角色',
        params: named,
        body: Grant,
        response: answers,
      },
    },
    async (request) => {
      const { reason: _, ...grant } = request.body
      return shown(await administration.withdraw(request.params.account, grant, decidedBy(request)))
    },
  )
  const days = z.int().min(1).max(3_660).optional()
  app.post(
    '/v1/accounts/:account/keys',
    {
      schema: {
        tags: ['access'],
        summary: 'Issue a key 签发密钥',
        description: '`sends` is what may be sent with it; null for a key that only asks.',
        params: named,
        body: z
          .strictObject({ sends: SendingScope.nullable(), days, reason })
          .meta({ id: 'KeyOrder' }),
        response: { 200: KeyView, ...refusals },
      },
    },
    async (request) => {
      const { sends, days: length } = request.body
      const order = { sends, ...(length === undefined ? {} : { days: length }) }
      return administration.issueKey(request.params.account, order, decidedBy(request))
    },
  )
  const ofKey = z.strictObject({ account: AccountName, key_id: z.string().min(1).max(100) })
  app.post(
    '/v1/accounts/:account/keys/:key_id/rotate',
    {
      schema: {
        tags: ['access'],
        summary: 'Give a key a successor 轮换密钥',
        description:
          'Both are valid until the overlap ends; the new one may send what the old may.',
        params: ofKey,
        body: z
          .strictObject({ days, overlap_hours: z.int().min(0).max(2_160).optional(), reason })
          .meta({ id: 'KeyRotationOrder' }),
        response: { 200: KeyView, ...refusals },
      },
    },
    async (request) => {
      const { account, key_id } = request.params
      const { days: length, overlap_hours } = request.body
      const lengths = {
        ...(length === undefined ? {} : { days: length }),
        ...(overlap_hours === undefined ? {} : { overlap_hours }),
      }
      return administration.rotateKey(account, key_id, lengths, decidedBy(request))
    },
  )
  app.post(
    '/v1/accounts/:account/keys/:key_id/revoke',
    {
      schema: {
        tags: ['access'],
        summary: 'Revoke a key at once 吊销密钥',
        params: ofKey,
        body: Reason,
        response: answers,
      },
    },
    async (request) => {
      const { account, key_id } = request.params
      return shown(await administration.revokeKey(account, key_id, decidedBy(request)))
    },
  )
  app.post(
    '/v1/accounts/:account/topics/bind',
    {
      schema: {
        tags: ['access'],
        summary: 'Bind topics of the bus to what may be sent 绑定主题前缀',
        params: named,
        body: z
          .strictObject({ prefix: TopicPrefix, sends: SendingScope, reason })
          .meta({ id: 'TopicOrder' }),
        response: answers,
      },
    },
    async (request) => {
      const { prefix, sends } = request.body
      const { account } = request.params
      return shown(await administration.bindTopics(account, { prefix, sends }, decidedBy(request)))
    },
  )
  app.post(
    '/v1/accounts/:account/topics/release',
    {
      schema: {
        tags: ['access'],
        summary: 'Release a topic prefix 解绑主题前缀',
        params: named,
        body: z.strictObject({ prefix: TopicPrefix, reason }).meta({ id: 'TopicReleaseOrder' }),
        response: answers,
      },
    },
    async (request) => {
      const { prefix } = request.body
      const { account } = request.params
      return shown(await administration.releaseTopics(account, prefix, decidedBy(request)))
    },
  )
}

function decidedBy(request: FastifyRequest): DecidedBy {
  // Every body of these routes has a reason.
  const { reason: why } = request.body as { readonly reason: string }
  return { actor: request.principal.actor, reason: why }
}

function scopeView({ sources, event_types, regions }: SendingScope): z.infer<typeof ScopeView> {
  return {
    sources: [...sources],
    event_types: event_types === null ? null : [...event_types],
    regions: regions === null ? null : [...regions],
  }
}
