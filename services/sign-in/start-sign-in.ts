import type { FastifyInstance } from 'fastify'
import type { Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { SessionStore } from '@jianwei/events/ports/session-store.ts'
import { makeFolder } from '@jianwei/infra/runtime/make-folder.ts'
import { keptSecret, type SecretFile } from '@jianwei/infra/runtime/secret-file.ts'
import type { Authenticate } from '#/http/authentication.ts'
import { traceOf } from '#/http/error-trace.ts'
import type { Loops } from '#/lifecycle/loops.ts'
import { startRunning, type Running } from '#/lifecycle/running.ts'
import {
  isLoopback,
  isPlain,
  listeningProblem,
  type IdentitySettings,
} from '#/settings/identity-settings.ts'
import { ConfigRefused } from '#/settings/settings.ts'
import { AccessBook } from '#/sign-in/access-book.ts'
import { authenticator } from '#/sign-in/authenticate.ts'
import { KeyUses } from '#/sign-in/key-uses.ts'
import { localTokenPath } from '#/sign-in/local-token.ts'
import { OidcClient } from '#/sign-in/oidc.ts'
import { accountRoutes } from '#/sign-in/routes/account-routes.ts'
import { oidcRoutes } from '#/sign-in/routes/oidc-routes.ts'
import { sessionRoutes } from '#/sign-in/routes/session-routes.ts'
import { signInRoutes } from '#/sign-in/routes/sign-in-routes.ts'
import { newLocalToken } from '#/sign-in/secrets.ts'
import { Sessions } from '#/sign-in/sessions.ts'
import type { SignInOptions } from '#/sign-in/sign-in-options.ts'

export interface SignInParts {
  readonly log: EventLog
  readonly checkpoints: CheckpointStore
  /** Sessions, for which this process has a file in the folder. */
  readonly sessionsIn: (folder: string) => SessionStore
  readonly now: () => Instant
  readonly logger: {
    warn(fields: object, message: string): void
  }
  readonly loops: Loops
  readonly signal: AbortSignal
  readonly identity: IdentitySettings
  readonly host: string
  readonly data_dir: string
}

export interface RunningSignIn extends Running {
  readonly authenticate: Authenticate
  readonly book: AccessBook
  /** Of a local start; null elsewhere. */
  readonly local_token: SecretFile | null
  /** What people sign in by, and accounts; for an app that is not listening yet. */
  addRoutes(app: FastifyInstance): Promise<void>
}

export const NO_TLS =
  'people sign in without TLS: whoever is on the way reads passwords and sessions. Put TLS in ' +
  'front of this server and set PUBLIC_URL=https://…'

/**
 * Knows who asks: reads the accounts of the log, keeps sessions, and on a local
 * start the token of whoever sits at the machine. Resolves when everything that the log said of
 * accounts is known. Throws ConfigRefused where others would reach a server that knows nobody.
 */
export async function startSignIn(parts: SignInParts): Promise<RunningSignIn> {
  const { log, now, identity, host, logger, data_dir, loops } = parts
  const problem = listeningProblem(host, identity)
  if (problem !== undefined) throw new ConfigRefused([problem])
  makeFolder(data_dir)
  await using opened = new AsyncDisposableStack()
  const store = opened.use(parts.sessionsIn(data_dir))
  const book = new AccessBook()
  await book.catchUp(log, parts.signal)
  const { kind, public_origin, session_idle_ms: idle_ms_max, session_age_ms } = identity
  const local_token = kind === 'local' ? keptSecret(localTokenPath(data_dir), newLocalToken) : null
  const limits = { idle_ms_max, age_ms_max: session_age_ms }
  const sessions = new Sessions({ store, log, now, limits })
  const uses = new KeyUses(parts.checkpoints, (error) =>
    logger.warn({ error: traceOf(error) }, 'last use of a key not noted'),
  )
  const tellPlain = (): void => {
    if (!isLoopback(host)) logger.warn({}, `WARNING: ${NO_TLS}`)
  }
  if (isPlain(host, identity)) logger.warn({}, `WARNING: ${NO_TLS}`)
  const oidc = identity.oidc === null ? null : new OidcClient(identity.oidc)
  const options: SignInOptions = {
    log,
    now,
    book,
    sessions,
    store,
    uses,
    ways: [kind === 'oidc' ? 'oidc' : 'password'],
    local_token: local_token?.text ?? null,
    oidc,
    public_origin,
    tellPlain,
  }
  const running = startRunning(parts.signal, (signal) =>
    loops.run('accounts', () => book.follow(log, signal), signal),
  )
  const closing = opened.move()
  return {
    ...running,
    authenticate: authenticator(options),
    book,
    local_token,
    async addRoutes(app) {
      await app.register(async (scope) => {
        await scope.register(signInRoutes, options)
        await scope.register(sessionRoutes, options)
        await scope.register(accountRoutes, options)
        if (oidc !== null) await scope.register(oidcRoutes, { ...options, oidc })
      })
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]()
      await closing.disposeAsync()
    },
  }
}
