import { copyFile, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { haveDebian, pulled } from '#/support/containers/base-images.ts'
import { filesOfRepository, packed } from '#/support/containers/build-context.ts'
import { docker, dockerReading } from '#/support/containers/docker.ts'
import { fetchBrokerJars, missingForMavenBroker } from '#/support/kafka/broker-jars.ts'

/** What runs in the place of an engine of compose.yaml. */
export interface EngineImage {
  readonly image: string
  /** For people: whether it is the real one. */
  readonly what: string
  readonly kind: 'official' | 'from Maven' | 'stand-in'
}

const IMAGES = join(import.meta.dirname, 'images')
const STAND_INS = 'tests/support/containers/images/stand-ins/Dockerfile'

/** The official image where a registry is reached, else the same Kafka in an image of ours. */
export async function kafkaImage(official: string): Promise<EngineImage> {
  if ((await pulled(official)) !== null)
    return { image: official, what: official, kind: 'official' }
  const missing = await missingForMavenBroker()
  if (missing !== null) throw new Error(`${official} cannot be pulled, and ${missing}`)
  const version = official.slice(official.lastIndexOf(':') + 1)
  const image = `kafka-from-maven:${version}`
  await haveDebian()
  const context = await mkdtemp(join(tmpdir(), 'jianwei-kafka-image-'))
  try {
    await cp(await fetchBrokerJars(version), join(context, 'libs'), { recursive: true })
    for (const name of ['Dockerfile', 'run.sh'])
      await copyFile(join(IMAGES, 'kafka', name), join(context, name))
    await docker('build', '--network', 'host', '--tag', image, context)
  } finally {
    await rm(context, { recursive: true, force: true })
  }
  return { image, what: `Apache Kafka ${version} from Maven Central`, kind: 'from Maven' }
}

/** The official image where a registry is reached, else the stand-in, which says so in its name. */
export async function serverImage(
  official: string,
  name: 'kurrentdb' | 'clickhouse',
): Promise<EngineImage> {
  if ((await pulled(official)) !== null)
    return { image: official, what: official, kind: 'official' }
  const image = `standin-${name}:of-tests`
  const shared = (await filesOfRepository()).filter(
    (path) => path === 'tests/package.json' || path.startsWith('tests/support/'),
  )
  await dockerReading(packed(shared), 'build', '--tag', image, '--file', STAND_INS, '-')
  return { image, what: `a stand-in, not ${official}`, kind: 'stand-in' }
}
