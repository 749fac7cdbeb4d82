import { z } from 'zod'
import { says, wholeNumber } from '#/settings/setting-meaning.ts'

/*
 * Who may come in, and how. Where only this machine reaches the server, whoever can read the data
 * folder is its administrator; anywhere else people and systems are known by name.
 */

const Origin = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, {
    message: 'expected a scheme and a host, such as https://jianwei.example, and nothing after',
  })
  .refine((text) => /^https?:/.test(text), 'expected http:// or https://')

const Issuer = z
  .string()
  .refine((text) => URL.canParse(text), 'cannot be read as an address')
  .refine(
    (text) => !URL.canParse(text) || isSafeIssuer(new URL(text)),
    'expected https://; http:// is for an identity provider on this machine',
  )

export const identityVariables = {
  IDENTITY: z
    .enum(['local', 'accounts', 'oidc'])
    .default('local')
    .meta(
      says(
        'How people sign in. `local`: with the token in the data folder, only from this machine; ' +
          '`accounts`: with passwords set by one-time links; `oidc`: with the identity provider. ' +
          'Departments have keys in each',
        '登录方式：local 为本机令牌，accounts 为一次性链接设置的口令，oidc 为统一身份认证；部门均可使用密钥',
      ),
    ),
  PUBLIC_URL: Origin.optional().meta(
    says(
      'This server as browsers see it; `https://` where something in front of it has TLS',
      '浏览器访问本服务的地址；前置代理启用 TLS 时以 https:// 开头',
      { expects: '`https://host`' },
    ),
  ),
  TRUSTED_PROXIES: z
    .string()
    .regex(/^[0-9a-fA-F.:/]+(,[0-9a-fA-F.:/]+)*$/, 'expected addresses or networks, with commas')
    .transform((text) => text.split(','))
    .optional()
    .meta(
      says(
        'What stands before this server and says truly for whom it asks (X-Forwarded-For, ' +
          '-Proto, -Host). Without it, everybody behind a proxy has one address, and shares ' +
          'its limits',
        '可信前置代理的地址；未设置时，代理后的所有人视为同一地址并共用限额',
        { expects: '`10.0.0.1,10.1.0.0/16`' },
      ),
    ),
  OIDC_ISSUER: Issuer.optional().meta(
    says('The identity provider, for `IDENTITY=oidc`', '统一身份认证的签发者地址', {
      expects: 'an address',
    }),
  ),
  OIDC_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .meta(
      says('What the provider calls this server', '在身份提供方登记的客户端标识', {
        expects: 'text',
      }),
    ),
  OIDC_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        'Its secret with the provider; without it, PKCE alone protects the sign-in',
        '客户端密钥；未设置时仅以 PKCE 保护',
        { expects: 'text', secret: true },
      ),
    ),
  OIDC_CLOCK_SKEW_S: wholeNumber(0, 300)
    .default(30)
    .meta(
      says(
        'By how many seconds the clocks of provider and server may differ',
        '与身份提供方时钟允许相差的秒数',
        { expects: '0–300' },
      ),
    ),
  SESSION_IDLE_MINUTES: wholeNumber(1, 1_440)
    .default(30)
    .meta(
      says('After how many minutes without use a session ends', '会话闲置多少分钟后失效', {
        expects: '1–1440',
      }),
    ),
  SESSION_HOURS: wholeNumber(1, 168)
    .default(12)
    .meta(
      says('After how many hours a session ends however it is used', '会话最长持续的小时数', {
        expects: '1–168',
      }),
    ),
  REQUESTS_PER_MINUTE: wholeNumber(10, 1_000_000)
    .default(6_000)
    .meta(
      says(
        'Requests of one person or key; beyond it 429, with when to go on. A request may carry ' +
          'any number of events',
        '每人或每个密钥每分钟的请求上限，超出返回 429；一次请求可上报任意多条事件',
        { expects: '10–1000000' },
      ),
    ),
}

/** Of the commands that ask a running program. */
export const commandVariables = {
  JIANWEI_TOKEN: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        'Key or token that the commands show to a program at `--url`; without it, the token of ' +
          'the data folder to a program on this machine',
        '命令访问运行中的程序（--url）所用的密钥或令牌；未设置时，对本机程序使用数据目录中的令牌',
        { expects: 'a key or a token', secret: true },
      ),
    ),
}

type Values = z.infer<z.ZodObject<typeof identityVariables>>

export interface IdentitySettings {
  readonly kind: 'local' | 'accounts' | 'oidc'
  readonly public_origin: string | null
  readonly oidc: {
    readonly issuer: string
    readonly client_id: string
    readonly client_secret: string | null
    readonly clock_skew_s: number
    readonly public_origin: string
  } | null
  readonly session_idle_ms: number
  readonly session_age_ms: number
  readonly requests_per_minute: number
  readonly trusted_proxies: readonly string[]
}

export function identitySettings(values: Values): IdentitySettings {
  const { PUBLIC_URL = null, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = null } = values
  const isOidc = values.IDENTITY === 'oidc'
  return {
    kind: values.IDENTITY,
    public_origin: PUBLIC_URL,
    oidc:
      // `identityProblems` has seen to all three.
      isOidc && OIDC_ISSUER && OIDC_CLIENT_ID && PUBLIC_URL
        ? {
            issuer: OIDC_ISSUER,
            client_id: OIDC_CLIENT_ID,
            client_secret: OIDC_CLIENT_SECRET,
            clock_skew_s: values.OIDC_CLOCK_SKEW_S,
            public_origin: PUBLIC_URL,
          }
        : null,
    session_idle_ms: values.SESSION_IDLE_MINUTES * 60_000,
    session_age_ms: values.SESSION_HOURS * 3_600_000,
    requests_per_minute: values.REQUESTS_PER_MINUTE,
    trusted_proxies: values.TRUSTED_PROXIES ?? [],
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i

/**
 * Why a process may not listen there; undefined where it may. Commands read the same settings and
 * listen nowhere, so this is asked at the start.
 */
export function listeningProblem(
  host: string,
  { kind }: Pick<IdentitySettings, 'kind'>,
): string | undefined {
  if (kind !== 'local' || isLoopback(host)) return undefined
  return (
    `HOST: others would reach ${host}, and nobody is known by name: set IDENTITY=accounts or ` +
    'IDENTITY=oidc (docs/access.md), or listen at 127.0.0.1'
  )
}

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}

/** Whether TLS ends at this server or before it, for whoever comes by the public address. */
export function hasTls(publicOrigin: string | null): boolean {
  return publicOrigin?.startsWith('https:') === true
}

/** Whether others reach the server there, and may read on the way what is sent. */
export function isPlain(
  host: string,
  { public_origin }: Pick<IdentitySettings, 'public_origin'>,
): boolean {
  return !isLoopback(host) && !hasTls(public_origin)
}

/** What does not go together, by variable name. */
export function identityProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  if (given['IDENTITY'] !== 'oidc') return []
  const needed = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'PUBLIC_URL']
  const missing = needed.filter((name) => given[name] === undefined)
  return missing.map((name) => `${name}: needed with IDENTITY=oidc`)
}

function isSafeIssuer({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}
