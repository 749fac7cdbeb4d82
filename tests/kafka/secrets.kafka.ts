import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { makeEngineSecrets } from '@jianwei/services/composition/engine-secrets/engine-secrets.ts'
import { composed, filledIn } from '#/support/deploy/compose-files.ts'
import type { Environment } from '#/support/deploy/deployed-services.ts'
import { HANG_MS } from '#/support/hang.ts'
import { missingForMavenBroker } from '#/support/kafka/broker-jars.ts'
import { MavenBroker, type BrokerPlace } from '#/support/kafka/maven-broker.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

const MAKE_TOPICS = fileURLToPath(new URL('../support/kafka/make-topics.ts', import.meta.url))
/** What a person may have laid into `kept` before the first start. */
const PASSWORD = 'Käse & "Brot" \\ <1:@/%{}$; 密码'

// Its files are on this machine, so it is one without a container.
const missing = await missingForMavenBroker()
if (missing !== null && process.env['KAFKA_TESTS'] === 'required') throw new Error(missing)
if (missing !== null) console.warn(`SKIPPED: the broker of compose.yaml (${missing})`)

describe.skipIf(missing !== null)('a broker with the configuration of compose.yaml', () => {
  test('takes our client over TLS with any password, and nobody without it', async () => {
    await using folder = await temporaryFolder('kafka-secrets')
    const secrets = join(folder.path, 'secrets')
    mkdirSync(join(secrets, 'kept'), { recursive: true })
    writeFileSync(join(secrets, 'kept/bus-password'), `${PASSWORD}\n`)
    makeEngineSecrets({
      folder: secrets,
      hosts: {
        kafka: ['kafka', '127.0.0.1', 'localhost'],
        kurrentdb: ['kurrentdb'],
        clickhouse: ['clickhouse'],
      },
      owners: {},
      now: new Date(),
    })
    await using broker = await MavenBroker.start({
      properties: (place) => propertiesOfCompose(place, join(secrets, 'kafka')),
    })

    const given = filledIn(composed().services['intake-1']?.environment)
    const environment = {
      ...given,
      KAFKA_BROKERS: broker.address,
      KAFKA_SASL_PASSWORD_FILE: join(secrets, 'bus/password'),
      NODE_EXTRA_CA_CERTS: join(secrets, 'bus/ca.crt'),
      LOG_PASSWORD_FILE: join(secrets, 'log/password'),
    }
    expect(makeTopics(environment)).toMatchObject({ status: 0, stdout: 'made\n' })

    const wrong = join(folder.path, 'wrong')
    writeFileSync(wrong, `${PASSWORD}.`)
    const refused = [
      { ...environment, KAFKA_SASL_PASSWORD_FILE: wrong },
      { ...environment, NODE_EXTRA_CA_CERTS: '' },
      { ...environment, KAFKA_SASL_MECHANISM: '' },
      { ...environment, KAFKA_TLS: 'false' },
    ]
    for (const one of refused) {
      const { status, stdout, stderr } = makeTopics(one)
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
      expect(stderr).not.toContain(PASSWORD)
    }
  })
})

/** What compose.yaml gives the image, as the image gives it to the broker, at home here. */
function propertiesOfCompose(place: BrokerPlace, secrets: string): string {
  const { broker_port, controller_port, spare_ports, data_folder } = place
  const { environment } = composed().services['kafka'] ?? expect.unreachable()
  const text = Object.entries(filledIn(environment))
    .filter(([name]) => name.startsWith('KAFKA_') && name !== 'KAFKA_HEAP_OPTS')
    .map(([name, value]) => `${name.slice(6).toLowerCase().replaceAll('_', '.')}=${value}\n`)
    .join('')
  const ports = [
    ['9092', broker_port],
    ['9093', controller_port],
    ['9094', spare_ports[0]],
    ['19092', spare_ports[1]],
  ] as const
  return ports
    .reduce((one, [port, free]) => one.replaceAll(new RegExp(`:${port}\\b`, 'g'), `:${free}`), text)
    .replaceAll('/mnt/shared/config', secrets)
    .replaceAll('://kafka:', '://127.0.0.1:')
    .replaceAll('://:', '://127.0.0.1:')
    .replace('/var/lib/kafka/data', data_folder)
    .concat(readFileSync(join(secrets, 'server.properties'), 'utf8'))
}

function makeTopics(environment: Environment) {
  return spawnSync(process.execPath, [MAKE_TOPICS], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...environment },
    timeout: HANG_MS,
  })
}
