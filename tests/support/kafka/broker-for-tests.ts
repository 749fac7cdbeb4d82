import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { missingForMavenBroker } from '#/support/kafka/broker-jars.ts'
import { MavenBroker } from '#/support/kafka/maven-broker.ts'
import type { TestProject } from 'vitest/node'
import { HANG_MS } from '#/support/hang.ts'

/*
 * Finds the tests a real Kafka, once for a run: KAFKA_BROKERS, else Docker, else a broker from
 * Maven Central. Where none can be had, the reasons are printed and every test is skipped by name,
 * so that the run counts them.
 */

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses separated by commas; empty where no broker can be had. */
    kafkaBrokers: string
    /** Why there is no broker of our own to kill and restart; empty where there is. */
    noMavenBroker: string
    /** Why there is no foreign producer; empty where there is. */
    noKcat: string
  }
}

const CONTAINER_IMAGE = 'confluentinc/cp-kafka:8.1.0'
const CONTAINER_PORT = 9093

interface Kafka {
  readonly brokers: string
  readonly origin: string
  stop(): Promise<void>
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const refusals: string[] = []
  const kafka =
    (await fromEnvironment(refusals)) ?? (await fromDocker(refusals)) ?? (await fromMaven(refusals))
  const noMavenBroker = (await missingForMavenBroker()) ?? ''
  const noKcat = (await commandAnswers('kcat', ['-V']))
    ? ''
    : 'kcat is not installed (Debian package kcat)'
  project.provide('kafkaBrokers', kafka?.brokers ?? '')
  project.provide('noMavenBroker', noMavenBroker)
  project.provide('noKcat', noKcat)
  if (kafka === undefined) refusals.push('SKIPPED: every test against Kafka')
  if (noMavenBroker !== '') refusals.push(`SKIPPED: tests that kill a broker (${noMavenBroker})`)
  if (noKcat !== '') refusals.push(`SKIPPED: tests with a foreign producer (${noKcat})`)
  const skipped = kafka === undefined || noMavenBroker !== '' || noKcat !== ''
  if (skipped && process.env['KAFKA_TESTS'] === 'required') {
    await kafka?.stop()
    throw new Error(refusals.join('\n'))
  }
  if (kafka !== undefined) console.log(`Kafka: ${kafka.brokers}, ${kafka.origin}`)
  for (const refusal of skipped ? refusals : []) console.warn(refusal)
  return async () => kafka?.stop()
}

async function fromEnvironment(refusals: string[]): Promise<Kafka | undefined> {
  const brokers = process.env['KAFKA_BROKERS']
  if (brokers) return { brokers, origin: 'from KAFKA_BROKERS', stop: async () => {} }
  refusals.push('KAFKA_BROKERS is not set')
  return undefined
}

async function fromDocker(refusals: string[]): Promise<Kafka | undefined> {
  if (!(await commandAnswers('docker', ['version', '--format', '{{.Server.Version}}']))) {
    refusals.push('no Docker engine answers')
    return undefined
  }
  // Loaded only here: it is large, and of no use without an engine.
  const { KafkaContainer } = await import('@testcontainers/kafka')
  const container = await new KafkaContainer(CONTAINER_IMAGE).withKraft().start()
  const brokers = `${container.getHost()}:${container.getMappedPort(CONTAINER_PORT)}`
  return {
    brokers,
    origin: `${CONTAINER_IMAGE} in Docker`,
    stop: async () => void (await container.stop()),
  }
}

async function fromMaven(refusals: string[]): Promise<Kafka | undefined> {
  const missing = await missingForMavenBroker()
  if (missing !== null) {
    refusals.push(`no broker from Maven Central: ${missing}`)
    return undefined
  }
  try {
    const broker = await MavenBroker.start()
    const origin = `Apache Kafka ${broker.version} from Maven Central`
    return { brokers: broker.address, origin, stop: async () => broker[Symbol.asyncDispose]() }
  } catch (error) {
    refusals.push(`no broker from Maven Central: ${String(error)}`)
    return undefined
  }
}

async function commandAnswers(command: string, args: readonly string[]): Promise<boolean> {
  return promisify(execFile)(command, args, { timeout: HANG_MS }).then(
    () => true,
    () => false,
  )
}
