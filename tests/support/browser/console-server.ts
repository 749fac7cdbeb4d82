import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually } from '#/support/hang.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'

/** What the program says where there will be no console. */
const NOT_BUILT = 'THE CONSOLE COULD NOT BE BUILT'

/** The whole program on a folder of its own, with its example data evaluated. */
export interface ConsoleServer extends AsyncDisposable {
  readonly origin: string
  /** The local token, with which one is the administrator. */
  readonly token: string
}

/**
 * The program as `npm start` starts it, once its example data are loaded and there are alerts; or
 * the one that runs at CONSOLE_ORIGIN with the token CONSOLE_TOKEN, which is left as it is.
 */
export async function startConsoleServer(): Promise<ConsoleServer> {
  const { CONSOLE_ORIGIN: origin, CONSOLE_TOKEN: token } = process.env
  if (origin !== undefined && token !== undefined)
    return { origin, token, [Symbol.asyncDispose]: async () => {} }
  await using starting = new AsyncDisposableStack()
  const folder = starting.use(await temporaryFolder('console'))
  const program = starting.use(
    new StartedProgram({
      JIANWEI_DATA: folder.path,
      UV_THREADPOOL_SIZE: '16',
      CONSOLE_BUILD: 'changed',
    }),
  )
  const own = await program.origin()
  await program.says('Loaded ')
  await eventually(
    async () => ((await countOfAlerts(own)) > 0 ? true : undefined),
    () => `no alert of the example data:\n${program.output}`,
  )
  await eventually(
    async () => {
      if (program.output.includes(NOT_BUILT)) throw new Error(program.output)
      return (await fetch(own)).ok ? true : undefined
    },
    () => `no console:\n${program.output}`,
  )
  const ownToken = (await readFile(join(folder.path, 'token'), 'utf8')).trim()
  const started = starting.move()
  return {
    origin: own,
    token: ownToken,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

/** Alerts on the first page of the list. */
async function countOfAlerts(origin: string): Promise<number> {
  const answer = await fetchAsAdministrator(`${origin}/v1/alerts?limit=1`)
  if (!answer.ok) return 0
  const { items } = (await answer.json()) as { readonly items: readonly unknown[] }
  return items.length
}
