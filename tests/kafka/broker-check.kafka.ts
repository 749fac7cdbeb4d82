import { randomUUID } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { holdsUp, type EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import { jsonLinesLogger } from '@jianwei/infra/runtime/logger.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { busCheck } from '@jianwei/services/composition/engine-checks.ts'
import { testBus } from '#/support/kafka/test-bus.ts'

const brokers = inject('kafkaBrokers')
const logger = jsonLinesLogger({ level: 'error', clock: systemClock(), write: () => {} })

async function found(
  settings: Readonly<Record<string, string>>,
): Promise<readonly EngineFinding[]> {
  const { bus } = readConfig({ KAFKA_BROKERS: brokers, ...settings })
  if (bus === null) throw new TypeError('there are brokers')
  return busCheck(bus, logger)()
}

describe.skipIf(brokers === '')('what is asked of a broker before work begins', () => {
  test('everything is granted, and nothing is made by asking', async () => {
    const prefix = `check${randomUUID()}.`
    const findings = await found({ KAFKA_PREFIX: prefix })
    expect(findings.filter(holdsUp)).toEqual([])
    expect(findings.at(-1)).toMatchObject({ asked: 'the right to publish, each message once' })
    // Still all of them are absent.
    expect(await found({ KAFKA_PREFIX: prefix })).toEqual(findings)
    await using bus = testBus(brokers, prefix)
    await bus.createTopics([{ topic: 'regulation.complaint', partitions: 1, replicas: 1 }])
    const again = await found({ KAFKA_PREFIX: prefix })
    expect(again.map(({ asked }) => asked)).toContain('the right to read topics')
    expect(again.filter(holdsUp)).toEqual([])
  })

  test('more replicas than brokers are told before a topic is made', async () => {
    const settings = { KAFKA_PREFIX: `check${randomUUID()}.`, KAFKA_TOPIC_REPLICAS: '9' }
    expect((await found(settings)).filter(holdsUp)).toMatchObject([
      {
        came: 'the broker says INVALID_REPLICATION_FACTOR',
        mend: expect.stringContaining('KAFKA_TOPIC_REPLICAS'),
      },
    ])
  })

  test('a broker that is away, and one without TLS, are told apart', async () => {
    expect(await found({ KAFKA_BROKERS: '127.0.0.1:1' })).toMatchObject([
      { came: 'nothing listens there', verdict: 'away' },
    ])
    expect(await found({ KAFKA_TLS: 'true' })).toMatchObject([{ verdict: expect.anything() }])
  })
})
