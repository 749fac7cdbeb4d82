import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { kafkaImage, serverImage, type EngineImage } from '#/support/containers/engine-images.ts'
import { HANG_MS } from '#/support/hang.ts'

/** The deployment that is tested. */
const COMPOSE_FILE = join(import.meta.dirname, '../../../infra/deploy/compose.yaml')
/** For other engines in the place of the official ones. */
const PLAIN_FILE = join(dirname(COMPOSE_FILE), 'compose.plain.yaml')

/** The files of the deployment, without what is laid over them here. */
export const COMPOSE_FILES = [COMPOSE_FILE, PLAIN_FILE] as const

/** Where this machine reaches what runs in the containers. */
export interface ComposedPorts {
  readonly kafka: number
  readonly event_store: number
  readonly warehouse: number
  readonly servers: readonly [number, number]
  readonly intakes: readonly [number, number]
}

export interface Engines {
  readonly kafka: EngineImage
  readonly kurrentdb: EngineImage
  readonly clickhouse: EngineImage
}

/** The images that compose.yaml names, which are the official ones. */
export function enginesNamed(): Readonly<Record<keyof Engines, { readonly image: string }>> {
  const document = parse(readFileSync(COMPOSE_FILE, 'utf8'), {
    merge: true,
    maxAliasCount: -1,
  }) as {
    services: Record<keyof Engines, { readonly image: string }>
  }
  return document.services
}

/** The official images that can be pulled, and what runs in the place of the others. */
export async function enginesOfCompose(): Promise<Engines> {
  const services = enginesNamed()
  const kafka = await kafkaImage(services.kafka.image)
  const kurrentdb = await serverImage(services.kurrentdb.image, 'kurrentdb')
  const clickhouse = await serverImage(services.clickhouse.image, 'clickhouse')
  return { kafka, kurrentdb, clickhouse }
}

/**
 * What is laid over the files: ports that no other run has, and the images that stand in for those
 * that cannot be pulled. All the rest is as operators have it.
 */
export function overridingFile(engines: Engines, ports: ComposedPorts): string {
  const advertised = [
    'CLIENTS://kafka:9092',
    `HOST://127.0.0.1:${ports.kafka}`,
    'BROKER://127.0.0.1:9094',
  ]
  return `
services:
  kafka:
${engineLines(engines.kafka, ['bash', '-c', '</dev/tcp/127.0.0.1/9092'])}
    environment:
      KAFKA_ADVERTISED_LISTENERS: ${advertised.join(',')}
    ports: !override ['127.0.0.1:${ports.kafka}:19092']
  kurrentdb:
${engineLines(engines.kurrentdb, ['bash', '-c', '</dev/tcp/127.0.0.1/2113'])}
${standInLines(engines.kurrentdb, 'event-store.ts')}
    ports: ['127.0.0.1:${ports.event_store}:2113']
  clickhouse:
${engineLines(engines.clickhouse, ['bash', 'infra/deploy/check-health.sh', PING])}
${standInLines(engines.clickhouse, 'warehouse.ts')}
${warehouseLines(engines.clickhouse)}
    ports: ['127.0.0.1:${ports.warehouse}:8123']
    # Where the engine runs without the right to raise it, the container would not start.
    ulimits: !reset {}
  # The rules of the example, which the load is made for.
  sentinel-1: { environment: { RULES_PUBLISHED: example } }
  sentinel-2: { environment: { RULES_PUBLISHED: example } }
  intake-1: { ports: !override ['127.0.0.1:${ports.intakes[0]}:8081'] }
  intake-2: { ports: !override ['127.0.0.1:${ports.intakes[1]}:8081'] }
  server-1: { ports: !override ['127.0.0.1:${ports.servers[0]}:8080'] }
  server-2: { ports: !override ['127.0.0.1:${ports.servers[1]}:8080'] }
`
}

const STAND_INS = 'tests/support/containers/stand-ins'
const PING = 'http://127.0.0.1:8123/ping'
/** A slow machine fails no test: an engine counts as unhealthy only when it hangs. */
const PATIENCE = ['healthcheck:', `  start_period: ${HANG_MS / 1_000}s`]

function engineLines({ image, kind }: EngineImage, health: readonly string[]): string {
  if (kind === 'official') return indented(PATIENCE)
  const check = JSON.stringify(['CMD', ...health])
  return indented([`image: ${image}`, ...PATIENCE, `  test: !override ${check}`])
}

function standInLines({ kind }: EngineImage, program: string): string {
  if (kind !== 'stand-in') return ''
  return indented([
    'entrypoint: !reset null',
    `command: [node, ${STAND_INS}/${program}]`,
    "user: '1000:1000'",
  ])
}

/** The stand-in takes the password that the services have, and says that it is a cluster's node. */
function warehouseLines({ kind }: EngineImage): string {
  if (kind !== 'stand-in') return ''
  return indented([
    'environment:',
    '  CLICKHOUSE_USER: jianwei',
    '  CLICKHOUSE_PASSWORD_FILE: /secrets/warehouse/password',
    '  STAND_IN_CLUSTER: jianwei',
    'volumes: !override',
    '  - clickhouse:/var/lib/clickhouse',
    '  - secrets-warehouse:/secrets/warehouse:ro',
  ])
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n')
}
