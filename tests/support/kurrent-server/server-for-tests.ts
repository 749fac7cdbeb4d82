import type { TestProject } from 'vitest/node'
import { noteEngine, toldEngine, type EngineNote } from '#/support/runner/engine-notes.ts'

/*
 * Finds the tests a real EventStoreDB or KurrentDB, once for a run: KURRENTDB_URL, else Docker.
 * Where none can be had, the reasons are printed and every test is skipped by name, so that the run
 * counts them. KURRENTDB_TESTS=required fails instead.
 */

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port?options`, without a scheme; empty where no server can be had. */
    kurrentServer: string
  }
}

const CONTAINER_IMAGE = 'docker.kurrent.io/kurrent-lts/kurrentdb:26.0'
const CONTAINER_PORT = 2113
/** The contract has an append of 5,000 events, larger than what the server takes by default. */
const APPEND_BYTES_MAX = 16_777_216

interface KurrentServer {
  readonly address: string
  readonly note: EngineNote
  stop(): Promise<void>
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const refusals: string[] = []
  const server = fromEnvironment(refusals) ?? (await fromDocker(refusals))
  project.provide('kurrentServer', server?.address ?? '')
  if (server === undefined) {
    refusals.push(
      'SKIPPED: every test against a real EventStoreDB or KurrentDB; ' +
        '`npm test` runs them against a stand-in',
    )
    if (process.env['KURRENTDB_TESTS'] === 'required') throw new Error(refusals.join('\n'))
    for (const refusal of refusals) console.warn(refusal)
  } else {
    console.log(toldEngine(server.note))
    noteEngine(server.note)
  }
  return async () => server?.stop()
}

function fromEnvironment(refusals: string[]): KurrentServer | undefined {
  const url = process.env['KURRENTDB_URL']
  const address = url?.split('://')[1]
  if (address !== undefined)
    return { address, note: noted('given', 'KURRENTDB_URL'), stop: async () => {} }
  refusals.push('KURRENTDB_URL is not set')
  return undefined
}

async function fromDocker(refusals: string[]): Promise<KurrentServer | undefined> {
  // Loaded only here: it is large, and of no use without an engine.
  const { GenericContainer, Wait } = await import('testcontainers')
  try {
    const container = await new GenericContainer(CONTAINER_IMAGE)
      .withEnvironment({
        KURRENTDB_CLUSTER_SIZE: '1',
        KURRENTDB_INSECURE: 'true',
        KURRENTDB_RUN_PROJECTIONS: 'None',
        KURRENTDB_NODE_PORT: String(CONTAINER_PORT),
        KURRENTDB_MAX_APPEND_SIZE: String(APPEND_BYTES_MAX),
      })
      .withExposedPorts(CONTAINER_PORT)
      .withWaitStrategy(Wait.forHttp('/health/live', CONTAINER_PORT).forStatusCode(204))
      .start()
    const address = `${container.getHost()}:${container.getMappedPort(CONTAINER_PORT)}?tls=false`
    return {
      address,
      note: noted('image', CONTAINER_IMAGE),
      stop: async () => void (await container.stop()),
    }
  } catch (error) {
    refusals.push(`no server in Docker: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

function noted(way: EngineNote['way'], what: string): EngineNote {
  return { server: 'EventStoreDB / KurrentDB', way, what }
}
