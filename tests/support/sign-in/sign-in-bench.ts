import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { openSqliteLog, type LogStores } from '@jianwei/services/composition/open-log.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { intakeRoutes } from '@jianwei/services/intake/routes.ts'
import { supervisedLoops } from '@jianwei/services/lifecycle/loops.ts'
import {
  identitySettings,
  identityVariables,
} from '@jianwei/services/settings/identity-settings.ts'
import { readVariables } from '@jianwei/services/settings/settings.ts'
import { startSignIn, type RunningSignIn } from '@jianwei/services/sign-in/start-sign-in.ts'
import type { ServerOptions } from '@jianwei/services/server/app.ts'
import { settableClock, type SettableClock } from '#/support/program/settable-clock.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { filesOver } from '#/support/intake/file-routes.ts'

/** Where injected requests seem to go. */
export const BENCH_ORIGIN = 'http://localhost:80'

/** The server's routes and those of signing in, over a log in a folder of its own. */
export interface SignInBench extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly signIn: RunningSignIn
  readonly stores: LogStores
  readonly clock: SettableClock
  readonly folder: string
  /** What was warned of. */
  readonly warnings: readonly string[]
  ask(options: InjectOptions): Promise<LightMyRequestResponse>
  /** As the administrator of the local start. */
  administer(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: object,
  ): Promise<LightMyRequestResponse>
}

export interface BenchOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly host?: string
  readonly server?: Partial<ServerOptions>
}

export async function signInBench(options: BenchOptions = {}): Promise<SignInBench> {
  const { env = {}, host = '127.0.0.1', server = {} } = options
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-sign-in-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const clock = settableClock('2026-03-20T02:00:00.000Z')
  const stores = opened.use(openSqliteLog(join(folder, 'log.db'), { clock }))
  const warnings: string[] = []
  const stopping = new AbortController()
  opened.defer(() => stopping.abort())
  const signIn = opened.use(
    await startSignIn({
      ...stores,
      now: () => clock.now(),
      logger: { warn: (_fields, message) => void warnings.push(message) },
      loops: supervisedLoops(() => {}),
      signal: stopping.signal,
      identity: identitySettings(readVariables(identityVariables, env)),
      host,
      data_dir: folder,
    }),
  )
  const app = serverWithoutData({
    log: stores.log,
    authenticate: signIn.authenticate,
    console: { folder: await consoleIn(folder), build: () => 'idle' },
    ...server,
  })
  opened.defer(() => app.close())
  await signIn.addRoutes(app)
  const now = () => clock.now()
  const intake = createIntake({ ...stores, now })
  await app.register(intakeRoutes, {
    ...stores,
    intake,
    now,
    redrive: createRedrive({ ...stores, intake, now, mappingNamed: () => undefined }),
    files: filesOver({ ...stores, intake, now }, folder).routes,
    mappingNamed: () => undefined,
    audit: { reading: async () => {} },
    logger: { debug() {}, error() {} },
  })
  const closing = opened.move()
  return {
    app,
    signIn,
    stores,
    clock,
    folder,
    warnings,
    ask: (asked) => app.inject(asked),
    administer: (method, url, body) =>
      app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${signIn.local_token?.text ?? ''}` },
        ...(body === undefined ? {} : { payload: body }),
      }),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** The cookie that an answer sets, as a browser sends it back. */
export function cookieOf(answer: LightMyRequestResponse): string {
  const [cookie] = answer.cookies
  return cookie === undefined ? '' : `${cookie.name}=${cookie.value}`
}

/** A page at `/`, where people are led after a sign-in. */
async function consoleIn(folder: string): Promise<string> {
  const pages = join(folder, 'console')
  await mkdir(pages)
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Jianwei</title>')
  return pages
}
