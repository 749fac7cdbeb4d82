import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers'
import { afterThisProcess, docker } from '#/support/containers/docker.ts'
import { eventually, HANG_MS } from '#/support/hang.ts'

const LOOK_MS = 100
const INSIDE_PORT = 19_092

/**
 * A real Apache Kafka in a container, from the official image or from one that is told by the same
 * variables. It keeps its data while it is killed and started again. Answers on loopback from the
 * moment it exists; disposing removes it.
 */
export class ContainerBroker implements AsyncDisposable {
  readonly image: string
  /** For `KAFKA_BROKERS`. */
  readonly address: string
  readonly #container: StartedTestContainer
  readonly #endWatch: () => void

  private constructor(image: string, address: string, container: StartedTestContainer) {
    this.image = image
    this.address = address
    this.#container = container
    this.#endWatch = afterThisProcess(`docker rm --force --volumes ${container.getId()}`)
  }

  /** Throws where the engine cannot run or pull the image. */
  static async start(image: string): Promise<ContainerBroker> {
    const port = await freePort()
    const address = `127.0.0.1:${port}`
    const container = await new GenericContainer(image)
      .withEnvironment(settings(address))
      .withExposedPorts({ container: INSIDE_PORT, host: port })
      .withWaitStrategy(Wait.forListeningPorts())
      .withStartupTimeout(HANG_MS)
      .start()
    const broker = new ContainerBroker(image, address, container)
    await broker.#answers()
    return broker
  }

  /** Ends the process at once, as a power cut would. Its data stays. */
  async kill(): Promise<void> {
    await docker('kill', this.#container.getId())
  }

  /** Starts it again on the same port with the same data. */
  async restart(): Promise<void> {
    await docker('start', this.#container.getId())
    await this.#answers()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker('rm', '--force', '--volumes', this.#container.getId())
    this.#endWatch()
  }

  /** What publishes the port takes connections before the broker does, and ends them at once. */
  async #answers(): Promise<void> {
    await eventually(
      async () => ((await staysOpen(this.address)) ? true : undefined),
      () => `${this.image} does not answer`,
    )
  }
}

/** One broker that is its own controller, as compose.yaml has it. */
function settings(address: string): Record<string, string> {
  const one = '1'
  return {
    KAFKA_NODE_ID: one,
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_LISTENERS: `PLAINTEXT://:9092,CONTROLLER://:9093,HOST://:${INSIDE_PORT}`,
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://localhost:9092,HOST://${address}`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,HOST:PLAINTEXT',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_INTER_BROKER_LISTENER_NAME: 'PLAINTEXT',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: one,
    KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '3',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: one,
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: one,
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_LOG_DIRS: '/var/lib/kafka/data',
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function staysOpen(address: string): Promise<boolean> {
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1')
  const ended = Promise.race([once(socket, 'end'), once(socket, 'error'), once(socket, 'close')])
  const open = await Promise.race([
    ended.then(
      () => false,
      () => false,
    ),
    sleep(LOOK_MS).then(() => true),
  ])
  socket.destroy()
  return open
}
