import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The version that CI runs; 3.9.1 is tried by hand. */
export const KAFKA_VERSION_DEFAULT = '4.3.0'

const POM = join(import.meta.dirname, 'pom.xml')
const FETCH_TIMEOUT_MS = 300_000
const VERSION = /^\d+\.\d+\.\d+$/

/** Outside the repository, so that every checkout shares them. */
export function jarCacheFolder(): string {
  return join(homedir(), '.cache', 'jianwei', 'kafka')
}

/**
 * The folder with the jars of an Apache Kafka broker, fetched from Maven Central (45 MB) when the
 * cache does not hold them.
 */
export async function fetchBrokerJars(
  version: string,
  cacheFolder: string = jarCacheFolder(),
): Promise<string> {
  if (!VERSION.test(version))
    throw new TypeError(`a Kafka version such as ${KAFKA_VERSION_DEFAULT} was expected`)
  const folder = join(cacheFolder, version)
  if (existsSync(folder)) return folder
  await mkdir(cacheFolder, { recursive: true })
  // A folder appears under its name when it is complete, so that an interrupted fetch is never
  // taken for a whole one.
  const unfinished = join(cacheFolder, `${version}.${process.pid}.tmp`)
  const goal = ['-q', '-B', '-f', POM, `-Dkafka.version=${version}`, 'dependency:copy-dependencies']
  try {
    await promisify(execFile)('mvn', [...goal, `-DoutputDirectory=${unfinished}`], {
      timeout: FETCH_TIMEOUT_MS,
    })
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return folder
}

/**
 * What is missing to run a broker from Maven Central, for people; null when Java and Maven answer.
 */
export async function missingForMavenBroker(): Promise<string | null> {
  const missing: string[] = []
  for (const command of ['java', 'mvn']) {
    await promisify(execFile)(command, ['-version'], { timeout: 30_000 }).catch(() =>
      missing.push(command),
    )
  }
  return missing.length === 0 ? null : `not installed: ${missing.join(', ')}`
}
