import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { fetchBrokerJars, KAFKA_VERSION_DEFAULT } from '#/support/kafka/broker-jars.ts'
import { kraftProperties, type KraftSettings } from '#/support/kafka/kraft-properties.ts'

/*
 * A real Apache Kafka broker in KRaft mode without Docker: jars from Maven Central, run by the
 * host's Java 17. It keeps its data in a folder of its own, so it can be killed and started again
 * with everything that it had acknowledged.
 */

/** Some 5 s on a machine of its own. */
/** Only a hang ends the wait: a slow machine takes minutes. */
const READY_TIMEOUT_MS = 900_000
const STOP_TIMEOUT_MS = 15_000
const POLL_MS = 100
const LOG_TAIL_CHARACTERS = 2_000

export interface BrokerOptions {
  readonly version?: string
  /**
   * A new folder under the system's temporary one unless given; only that is removed at the end.
   */
  readonly folder?: string
  /** Its configuration, in place of the plain one. */
  readonly properties?: (place: BrokerPlace) => string
}

/** Where a broker is on this machine. */
export interface BrokerPlace extends KraftSettings {
  /** For further listeners. */
  readonly spare_ports: readonly [number, number]
}

interface Installation {
  readonly version: string
  readonly jars: string
  readonly folder: string
  readonly broker_port: number
  readonly remove_folder: boolean
}

/** Answers on loopback from the moment it exists. Disposing stops it. */
export class MavenBroker implements AsyncDisposable {
  readonly #installation: Installation
  #process: ChildProcess | undefined

  private constructor(installation: Installation) {
    this.#installation = installation
  }

  static async start(options: BrokerOptions = {}): Promise<MavenBroker> {
    const version = options.version ?? process.env['KAFKA_VERSION'] ?? KAFKA_VERSION_DEFAULT
    const jars = await fetchBrokerJars(version)
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'jianwei-kafka-')))
    const [broker_port, controller_port, ...spare_ports] = await freePorts()
    const data_folder = join(folder, 'kraft-logs')
    const place = { broker_port, controller_port, spare_ports, data_folder }
    await format(jars, folder, (options.properties ?? kraftProperties)(place))
    const broker = new MavenBroker({
      version,
      jars,
      folder,
      broker_port,
      remove_folder: options.folder === undefined,
    })
    await broker.restart()
    return broker
  }

  get version(): string {
    return this.#installation.version
  }

  /** For `KAFKA_BROKERS`. */
  get address(): string {
    return `127.0.0.1:${this.#installation.broker_port}`
  }

  /** Ends the process at once, as a power cut would. Its data stays. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Starts it again on the same port with the same data. */
  async restart(): Promise<void> {
    const { jars, folder, broker_port } = this.#installation
    await using log = await open(join(folder, 'broker.log'), 'a')
    const heap = ['-Xms512m', '-Xmx512m', '-XX:+UseG1GC', '-Djava.awt.headless=true']
    const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'
    this.#process = spawn(
      'java',
      [...heap, quiet, '-cp', join(jars, '*'), 'kafka.Kafka', join(folder, 'kraft.properties')],
      { stdio: ['ignore', log.fd, log.fd] },
    )
    endWithThisProcess(this.#process)
    await this.#ready(broker_port)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('SIGTERM')
    if (this.#installation.remove_folder)
      await rm(this.#installation.folder, { recursive: true, force: true })
  }

  async #ready(port: number): Promise<void> {
    const deadline = performance.now() + READY_TIMEOUT_MS
    while (!(await answers(port))) {
      if (this.#process?.exitCode != null)
        throw new Error(`the Kafka broker ended:\n${await this.#logTail()}`)
      if (performance.now() > deadline)
        throw new Error(`the Kafka broker does not answer:\n${await this.#logTail()}`)
      await sleep(POLL_MS)
    }
  }

  async #logTail(): Promise<string> {
    const text = await readFile(join(this.#installation.folder, 'broker.log'), 'utf8')
    return text.slice(-LOG_TAIL_CHARACTERS)
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    const patience = AbortSignal.timeout(STOP_TIMEOUT_MS)
    patience.addEventListener('abort', () => child.kill('SIGKILL'), { once: true })
    await ended
  }
}

async function format(jars: string, folder: string, content: string): Promise<void> {
  const properties = join(folder, 'kraft.properties')
  await writeFile(properties, content)
  // The form in which Kafka writes its UUIDs; one that begins with a hyphen would be read as an
  // option.
  const cluster = `k${randomBytes(16).toString('base64url').slice(1)}`
  const tool = ['-cp', join(jars, '*'), 'kafka.tools.StorageTool', 'format']
  await promisify(execFile)('java', [
    ...tool,
    '-t',
    cluster,
    '-c',
    properties,
    '--ignore-formatted',
  ])
}

/**
 * A broker must not outlive the process that asked for it, also when that one is killed: a pipe to
 * a watching shell then closes.
 */
function endWithThisProcess(broker: ChildProcess): void {
  const watch = 'cat >/dev/null; kill -9 "$0"'
  // Its own process group, so that what is sent to ours (Ctrl-C) does not end it first.
  const watcher = spawn('sh', ['-c', watch, String(broker.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  broker.once('exit', () => watcher.kill('SIGKILL'))
}

/** All at once, so that they differ. */
async function freePorts(): Promise<[number, number, number, number]> {
  const servers = Array.from({ length: 4 }, () => createServer())
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      // A listening TCP server has an address with a port.
      return (server.address() as AddressInfo).port
    }),
  )
  for (const server of servers) server.close()
  // As many ports as servers.
  return ports as [number, number, number, number]
}

/** The broker opens its port when it is ready for requests. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
