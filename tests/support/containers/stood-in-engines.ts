import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { HANG_MS } from '#/support/hang.ts'
import { kafkaImage, serverImage, type EngineImage } from '#/support/containers/engine-images.ts'

/** The deployment that is tested. */
export const COMPOSE_FILE = join(import.meta.dirname, '../../../infra/deploy/compose.yaml')

/** Where this machine reaches what runs in the containers. */
export interface ComposedPorts {
  readonly kafka: number
  readonly event_store: number
  readonly warehouse: number
  readonly server: number
  /** Of the first intake; the second's is the next. */
  readonly intake: number
}

export interface Engines {
  readonly kafka: EngineImage
  readonly kurrentdb: EngineImage
  readonly clickhouse: EngineImage
}

/** The images that compose.yaml names, which are the official ones. */
export function enginesNamed(): Readonly<Record<keyof Engines, { readonly image: string }>> {
  const document = parse(readFileSync(COMPOSE_FILE, 'utf8'), { merge: true }) as {
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
 * What is laid over compose.yaml: ports that no other run has, and the images that stand in for
 * those that cannot be pulled. All the rest is as operators have it.
 */
export function overridingFile(engines: Engines, ports: ComposedPorts): string {
  return `
services:
  kafka:
${indented(engineLines(engines.kafka, ['bash', '-c', '</dev/tcp/127.0.0.1/9092']))}
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092,HOST://127.0.0.1:${ports.kafka}
    ports: !override ['127.0.0.1:${ports.kafka}:19092']
  kurrentdb:
${indented(engineLines(engines.kurrentdb, ['node', `${STAND_INS}/is-listening.ts`, '2113']))}
${indented(standInCommand(engines.kurrentdb, 'event-store.ts'))}
    ports: !override ['127.0.0.1:${ports.event_store}:2113']
  clickhouse:
${indented(engineLines(engines.clickhouse, ['node', 'infra/deploy/check-health.ts', PING]))}
${indented(standInCommand(engines.clickhouse, 'warehouse.ts'))}
    ports: !override ['127.0.0.1:${ports.warehouse}:8123']
    # Where the engine runs without the right to raise it, the container would not start.
    ulimits: !reset {}
  intake:
    ports: !override ['127.0.0.1:${ports.intake}-${ports.intake + 1}:8081']
  server:
    ports: !override ['127.0.0.1:${ports.server}:8080']
`
}

const STAND_INS = 'tests/support/containers/stand-ins'
const PING = 'http://127.0.0.1:8123/ping'

/** A slow machine fails no test: an engine counts as unhealthy only when it hangs. */
const PATIENCE = ['healthcheck:', `  start_period: ${HANG_MS / 1_000}s`]

function engineLines({ image, kind }: EngineImage, health: readonly string[]): readonly string[] {
  if (kind === 'official') return PATIENCE
  const check = JSON.stringify(['CMD', ...health])
  return [`image: ${image}`, ...PATIENCE, `  test: !override ${check}`]
}

function standInCommand({ kind }: EngineImage, program: string): readonly string[] {
  if (kind !== 'stand-in') return []
  return [`command: [node, ${STAND_INS}/${program}]`, 'init: true']
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n')
}
