import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { composeCommand, type ComposeCommand } from '#/support/containers/compose-command.ts'
import { afterThisProcess, docker, inspected, unhurriedly } from '#/support/containers/docker.ts'
import {
  COMPOSE_FILES,
  enginesOfCompose,
  overridingFile,
  type ComposedPorts,
  type Engines,
} from '#/support/containers/stood-in-engines.ts'
import { HANG_MS } from '#/support/hang.ts'

/** Made at the first start, for the services alone. */
const PASSWORD_FILE = '/secrets/warehouse/password'
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024

/** A container of one service, such as the second projector. */
export interface Replica {
  readonly id: string
  readonly service: string
  readonly name: string
}

/** Everything of compose.yaml, in containers, under a name of its own. Disposing takes it away. */
export class ComposedSystem implements AsyncDisposable {
  readonly ports: ComposedPorts
  readonly engines: Engines
  readonly #command: ComposeCommand
  readonly #folder: string
  readonly #project: string
  readonly #endWatch: () => void

  private constructor(parts: {
    readonly command: ComposeCommand
    readonly folder: string
    readonly project: string
    readonly ports: ComposedPorts
    readonly engines: Engines
  }) {
    this.ports = parts.ports
    this.engines = parts.engines
    this.#command = parts.command
    this.#folder = parts.folder
    this.#project = parts.project
    const down = [...parts.command, '--project-name', parts.project, 'down', '-v', '--timeout', '0']
    this.#endWatch = afterThisProcess(`${down.join(' ')}; rm -rf ${parts.folder}`)
  }

  /** Starts it and waits until every container is healthy. */
  static async start(): Promise<ComposedSystem> {
    const folder = await mkdtemp(join(tmpdir(), 'jianwei-composed-'))
    const [command, engines, ports] = [
      await composeCommand(),
      await enginesOfCompose(),
      await freePorts(),
    ]
    await writeFile(join(folder, 'override.yaml'), overridingFile(engines, ports))
    const project = `jianwei-test-${process.pid}`
    const system = new ComposedSystem({ command, folder, project, ports, engines })
    try {
      await system.compose('up', '--detach', '--no-build')
      await system.healthy()
    } catch (error) {
      const logs = await system.compose('logs', '--tail', '30').catch(String)
      await system[Symbol.asyncDispose]()
      throw new Error(`not healthy: ${String(error)}\n${logs}`, { cause: error })
    }
    return system
  }

  /** Settings by which a process on this machine reaches the engines. */
  async addresses(): Promise<Readonly<Record<string, string>>> {
    const { kafka, event_store, warehouse } = this.ports
    return {
      LOG_URL: `kurrentdb://127.0.0.1:${event_store}?tls=false`,
      WAREHOUSE_URL: `http://127.0.0.1:${warehouse}/jianwei?cluster=jianwei`,
      WAREHOUSE_USER: 'jianwei',
      WAREHOUSE_PASSWORD: await this.compose('exec', '-T', 'server-1', 'cat', PASSWORD_FILE),
      KAFKA_BROKERS: `127.0.0.1:${kafka}`,
    }
  }

  /** `docker compose …` on this system. */
  async compose(...args: readonly string[]): Promise<string> {
    const [command, ...first] = this.#command
    const files = [...COMPOSE_FILES, join(this.#folder, 'override.yaml')]
      .map((file) => ['--file', file])
      .flat()
    const all = [...first, '--project-name', this.#project, '--ansi', 'never', ...files, ...args]
    const { stdout } = await promisify(execFile)(command, all, {
      timeout: HANG_MS,
      maxBuffer: OUTPUT_BYTES_MAX,
    })
    return stdout.trim()
  }

  /** Until every container that goes on running is healthy. */
  async healthy(): Promise<void> {
    let last: readonly string[] = []
    await unhurriedly(
      async () => {
        const states = await inspected((await this.replicas()).map(({ id }) => id))
        const waited = states.filter(({ health }) => health !== 'healthy' && health !== '')
        last = waited.map(({ name, health }) => `${name} ${health}`)
        return waited.length === 0 ? true : undefined
      },
      () => last.join(', '),
    )
  }

  /**
   * The containers of a service, also those that are stopped, by their names: `projector` is
   * `projector-1` and `projector-2`. Of all services unless one is named.
   */
  async replicas(kind?: string): Promise<readonly Replica[]> {
    const project = ['--filter', `label=com.docker.compose.project=${this.#project}`]
    const format = '{{.ID}} {{.Label "com.docker.compose.service"}} {{.Names}}'
    const said = await docker('ps', '--all', ...project, '--format', format)
    const lines = said.split('\n').filter(Boolean)
    return lines
      .map((line) => line.split(' '))
      .map(([id = '', of = '', name = '']) => ({ id, service: of, name }))
      .filter(({ service }) => kind === undefined || service.replace(/-\d+$/, '') === kind)
      .toSorted((left, right) => left.name.localeCompare(right.name))
  }

  /** The lines of its log that are JSON, oldest first, over all of its starts. */
  async linesOf({ id }: Replica): Promise<readonly Readonly<Record<string, unknown>>[]> {
    // Services log to the error output; `docker logs` keeps the two apart as they were.
    const { stderr, stdout } = await promisify(execFile)('docker', ['logs', id], {
      timeout: HANG_MS,
      maxBuffer: OUTPUT_BYTES_MAX,
    })
    return `${stdout}\n${stderr}`
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.compose('down', '--volumes', '--timeout', '0', '--remove-orphans')
    this.#endWatch()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** All are held until all are known, so that no two are the same. */
async function freePorts(): Promise<ComposedPorts> {
  const holding = Array.from({ length: 7 }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(holding.map((server) => once(server, 'listening')))
  // A listening TCP server has an address with a port.
  const ports = holding.map((server) => (server.address() as AddressInfo).port)
  for (const server of holding) server.close()
  const port = (at: number): number => ports[at] ?? 0
  return {
    kafka: port(0),
    event_store: port(1),
    warehouse: port(2),
    servers: [port(3), port(4)],
    intakes: [port(5), port(6)],
  }
}
