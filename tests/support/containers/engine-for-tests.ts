import type { TestProject } from 'vitest/node'
import { engineAnswers } from '#/support/containers/docker.ts'
import { OwnEngine } from '#/support/containers/own-engine.ts'

/*
 * Finds the tests a Docker engine, once for a run: DOCKER_HOST or the machine's own, else one that
 * is started here and ends with the run. Where none can be had, the reasons are printed and every
 * test is skipped by name, so that the run counts them.
 */

declare module 'vitest' {
  interface ProvidedContext {
    /** Why there are no containers; empty where there are. */
    noContainers: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using starting = new AsyncDisposableStack()
  const refusal = await engineIn(starting).then(
    () => '',
    (error: unknown) => `no Docker engine: ${String(error)}`,
  )
  if (refusal !== '' && process.env['CONTAINER_TESTS'] === 'required') throw new Error(refusal)
  if (refusal !== '') console.warn(`SKIPPED: every test in containers (${refusal})`)
  project.provide('noContainers', refusal)
  if (refusal === '') {
    // No registry need be reached for the reaper's image: what tests start ends with them.
    process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
  }
  const ending = starting.move()
  return () => ending.disposeAsync()
}

/** Throws with the reason where no engine answers. */
async function engineIn(stack: AsyncDisposableStack): Promise<void> {
  if (await engineAnswers()) return console.log('Docker: an engine that runs already')
  const missing = OwnEngine.missing()
  if (missing !== null) throw new Error(missing)
  const engine = stack.use(await OwnEngine.start())
  // Of this process and of the tests', which inherit it.
  process.env['DOCKER_HOST'] = engine.host
  console.log('Docker: an engine of our own')
}
