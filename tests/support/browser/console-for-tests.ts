import type { TestProject } from 'vitest/node'
import { startConsoleServer } from '#/support/browser/console-server.ts'
import { KERNELS } from '#/support/browser/kernels.ts'

/*
 * Gives the browser tests one server for all of them, and says which browsers are missing. Tests
 * share the server, so each makes what it changes: a subject and an alert of its own.
 */

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the console is, without a slash at the end. */
    consoleOrigin: string
    /** The token of its administrator. */
    consoleToken: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = KERNELS.flatMap(({ name, missing }) =>
    missing === null ? [] : [`SKIPPED: every test in ${name} (${missing})`],
  )
  if (missing.length > 0 && process.env['BROWSER_TESTS'] === 'required')
    throw new Error(missing.join('\n'))
  for (const line of missing) console.warn(line)
  const server = await startConsoleServer()
  project.provide('consoleOrigin', server.origin)
  project.provide('consoleToken', server.token)
  return async () => server[Symbol.asyncDispose]()
}
