import { pulled } from '#/support/containers/base-images.ts'
import { KAFKA_VERSION_DEFAULT, missingForMavenBroker } from '#/support/kafka/broker-jars.ts'
import type { EngineNote } from '#/support/runner/engine-notes.ts'
import type { ContainerBroker } from '#/support/kafka/container-broker.ts'
import { MavenBroker } from '#/support/kafka/maven-broker.ts'

/** The same Kafka as the other, in the official image. */
const OFFICIAL_IMAGE = `apache/kafka:${KAFKA_VERSION_DEFAULT}`

/** A real Apache Kafka of a test's own, which may be killed. Disposing ends it. */
export type BrokerOfTests = Pick<
  ContainerBroker,
  'address' | 'kill' | 'restart' | typeof Symbol.asyncDispose
> & {
  readonly note: EngineNote
}

/** Why `startBroker` would fail, for people; null where it can be tried. */
export async function missingForBroker(): Promise<string | null> {
  const missing = await missingForMavenBroker()
  if (missing === null || (await pulled(OFFICIAL_IMAGE)) !== null) return null
  return `${missing}; ${OFFICIAL_IMAGE} cannot be pulled`
}

/** From Maven Central where Java and Maven are, else in Docker. Throws with both reasons. */
export async function startBroker(): Promise<BrokerOfTests> {
  const missing = await missingForMavenBroker()
  if (missing === null) {
    const broker = await MavenBroker.start()
    return Object.assign(broker, { note: noted('maven', broker.version) })
  }
  try {
    // Loaded only here: it is large, and of no use without an engine.
    const { ContainerBroker: InContainer } = await import('#/support/kafka/container-broker.ts')
    const broker = await InContainer.start(OFFICIAL_IMAGE)
    return Object.assign(broker, { note: noted('image', OFFICIAL_IMAGE) })
  } catch (error) {
    throw new Error(`${missing}; no broker in Docker: ${String(error)}`, { cause: error })
  }
}

function noted(way: EngineNote['way'], what: string): EngineNote {
  return { server: 'Apache Kafka', way, what }
}
