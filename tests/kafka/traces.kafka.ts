import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { ALERTS_TOPIC } from '@jianwei/events/topics.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { readAll, testBus } from '#/support/kafka/test-bus.ts'
import { topicsMade } from '#/support/kafka/topics-made.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { OtlpReceiver } from '#/support/telemetry/otlp-receiver.ts'
import { tenComplaints } from '#/support/telemetry/ten-complaints.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'

const brokers = inject('kafkaBrokers')
const TRACE = 'decade'.padStart(32, '0')
const SENDER = 'beef'.padStart(16, '0')
const STRUCTURED = ['content-type', Buffer.from('application/cloudevents+json')] as const
const SERVICES = ['intake', 'projector', 'sentinel', 'publisher'] as const

test.skipIf(brokers === '')(
  'one trace goes from a message by its header to the alert, and on with the message about it',
  async () => {
    await using running = new AsyncDisposableStack()
    const folder = running.use(await temporaryFolder('traces'))
    const facade = running.use(await ClickHouseFacade.start())
    const receiver = running.use(await OtlpReceiver.start())
    const env = {
      JIANWEI_DATA: folder.path,
      WAREHOUSE_URL: facade.warehouseUrl,
      RULES_PUBLISHED: 'concentrated-complaints',
      KAFKA_BROKERS: brokers,
      KAFKA_PREFIX: `t${randomUUID().slice(0, 8)}.`,
      ...receiver.environment,
    }
    for (const name of SERVICES) running.use(new ServiceProcess(name, env))
    const bus = running.use(testBus(brokers, env.KAFKA_PREFIX))
    const settings = readConfig(env).bus ?? expect.unreachable()
    await topicsMade(bus, settings)
    const traceparent = Buffer.from(`00-${TRACE}-${SENDER}-01`)
    await bus.publish(
      tenComplaints().map((complaint, at) => ({
        topic: 'regulation.complaint',
        key: Buffer.from(complaint.subject),
        value: Buffer.from(JSON.stringify(complaint)),
        headers: at === 9 ? [STRUCTURED, ['traceparent', traceparent]] : [STRUCTURED],
      })),
    )

    const inTrace = (name: string) =>
      receiver.span((span) => span.traceId === TRACE && span.name === name)
    const taken = await inTrace('take ComplaintReceived')
    expect(taken).toMatchObject({
      service: 'jianwei-intake',
      parentSpanId: SENDER,
      attributes: { 'jianwei.channel': 'kafka', 'jianwei.intake.status': 'accepted' },
    })
    const warning = await inTrace('WarningRaised')
    expect(warning).toMatchObject({ service: 'jianwei-sentinel', parentSpanId: taken.spanId })
    const alert = await inTrace('AlertRaised')
    expect(alert).toMatchObject({ service: 'jianwei-sentinel', parentSpanId: warning.spanId })

    const [told] = await readAll(bus, [ALERTS_TOPIC], 1)
    const header = told?.headers.find(([name]) => name === 'traceparent')?.[1]
    const sent = await receiver.span(
      ({ traceId, service }) => traceId === TRACE && service === 'jianwei-publisher',
    )
    expect(Buffer.from(header ?? []).toString()).toMatch(new RegExp(`^00-${TRACE}-\\w{16}-01$`))
    expect(sent.traceId).toBe(TRACE)
  },
)
