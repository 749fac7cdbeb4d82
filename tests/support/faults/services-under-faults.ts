import { rememberFolder } from '#/support/program/as-administrator.ts'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import { startBroker, type BrokerOfTests } from '#/support/kafka/broker-of-tests.ts'
import { readConfig, type Config } from '@jianwei/services/all-in-one/config.ts'
import { testBus } from '#/support/kafka/test-bus.ts'
import { topicsMade } from '#/support/kafka/topics-made.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { WarehouseBehindGate } from './behind-gate.ts'
import { OperatedService } from './operated-service.ts'
import { SmallDisk } from './small-disk.ts'
import { SteeringFile } from './steering.ts'

export interface ServicesUnderFaults extends AsyncDisposable {
  readonly broker: BrokerOfTests
  readonly warehouse: WarehouseBehindGate
  readonly steering: SteeringFile
  /** Null where none can be mounted; the log is then in an ordinary folder. */
  readonly disk: SmallDisk | null
  readonly log_path: string
  readonly operated: readonly OperatedService[]
  /** A producer's, and that of who looks at the end. */
  readonly bus: KafkaBus
  /** Of the intake that takes over HTTP. */
  readonly http: string
  readonly config: Config
}

export interface ServicesOptions {
  /** Null: no disk of its own. */
  readonly disk_megabytes: number | null
}

/**
 * Everything as in production on one machine: a real broker, a warehouse server, two intakes, two
 * projectors (one stands by), a sentinel, a publisher and an API server, each a process that is
 * started again when it ends. Disposing ends all of them.
 */
export async function startServices({
  disk_megabytes,
}: ServicesOptions): Promise<ServicesUnderFaults> {
  await using running = new AsyncDisposableStack()
  const folder = running.use(await temporaryFolder('faults'))
  const disk = disk_megabytes === null ? null : running.use(await SmallDisk.mount(disk_megabytes))
  const steering = await SteeringFile.create(join(folder.path, 'steering.json'))
  const [broker, warehouse] = await Promise.all([
    startBroker(),
    WarehouseBehindGate.start(join(folder.path, 'warehouse'), steering.env),
  ])
  running.use(broker)
  running.use(warehouse)
  const log_path = join(disk?.path ?? folder.path, 'log.db')
  const settings = {
    JIANWEI_DATA: folder.path,
    LOG_URL: `sqlite:${log_path}`,
    WAREHOUSE_URL: warehouse.url,
    KAFKA_BROKERS: broker.address,
    KAFKA_TOPIC_PARTITIONS: '3',
  }
  const config = readConfig(settings)
  const bus = running.use(testBus(broker.address))
  if (config.bus === null) throw new TypeError('there are brokers')
  await topicsMade(bus, config.bus)
  const env = { ...settings, ...steering.env }
  const port = await freePort()
  const operated = [
    running.use(new OperatedService('intake', { ...env, PORT: String(port) })),
    ...(['intake', 'projector', 'projector', 'sentinel', 'publisher', 'server'] as const).map(
      (name) => running.use(new OperatedService(name, env)),
    ),
  ]
  const closing = running.move()
  // Whoever reports over HTTP needs the token that lies there.
  rememberFolder(`http://127.0.0.1:${port}`, folder.path)
  return {
    broker,
    warehouse,
    steering,
    disk,
    log_path,
    operated,
    bus,
    http: `http://127.0.0.1:${port}`,
    config,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** Stays the same over restarts, so that senders need not look for it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
