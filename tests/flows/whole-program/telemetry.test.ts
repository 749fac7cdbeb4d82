import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '#/support/hang.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { OtlpReceiver } from '#/support/telemetry/otlp-receiver.ts'
import { tenComplaints } from '#/support/telemetry/ten-complaints.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'

/*
 * Services in processes of their own, which share a log and a warehouse and nothing else, and
 * somebody who listens by OTLP, or does not.
 */

const RULES = { RULES_PUBLISHED: 'concentrated-complaints' }
const TRACE = 'c0ffee'.padStart(32, '0')
const SENDER = 'beef'.padStart(16, '0')

let facade: ClickHouseFacade
beforeAll(async () => {
  facade = await ClickHouseFacade.start()
})
afterAll(() => facade[Symbol.asyncDispose]())

test('one trace goes from the request through three processes to the warning and the alert', async () => {
  await using running = new AsyncDisposableStack()
  const folder = running.use(await temporaryFolder('telemetry'))
  const receiver = running.use(await OtlpReceiver.start())
  const env = {
    JIANWEI_DATA: folder.path,
    WAREHOUSE_URL: facade.warehouseUrl,
    ...RULES,
    ...receiver.environment,
  }
  const [intake, projector, sentinel] = (['intake', 'projector', 'sentinel'] as const).map((name) =>
    running.use(new ServiceProcess(name, env)),
  )
  const origin = await intake!.origin()
  const complaints = tenComplaints()
  for (const complaint of complaints.slice(0, 9)) await post(origin, complaint)
  const last = await post(origin, complaints[9]!, `00-${TRACE}-${SENDER}-01`)

  // The request is in the sender's trace, and so is what followed from it.
  const request = await receiver.span(({ traceId, kind }) => traceId === TRACE && kind === 2)
  expect(request).toMatchObject({
    service: 'jianwei-intake',
    name: 'POST /v1/events',
    parentSpanId: SENDER,
    attributes: { 'http.route': '/v1/events', 'http.response.status_code': 200 },
  })
  const inTrace = (name: string) =>
    receiver.span((span) => span.traceId === TRACE && span.name === name)
  const warning = await inTrace('WarningRaised')
  expect(warning).toMatchObject({
    service: 'jianwei-sentinel',
    parentSpanId: request.spanId,
    attributes: { 'jianwei.rule.id': 'concentrated-complaints' },
  })
  // The nine complaints before rest on traces of their own.
  expect(new Set(warning.links.map(({ traceId }) => traceId)).size).toBe(9)
  const alert = await inTrace('AlertRaised')
  expect(alert).toMatchObject({ service: 'jianwei-sentinel', parentSpanId: warning.spanId })

  // What handles many at once has a trace of its own, linked with theirs.
  const leadsThere = (service: string, name: string) =>
    receiver.span(
      (span) =>
        span.service === service &&
        span.name === name &&
        span.traceId !== TRACE &&
        span.links.some(({ traceId }) => traceId === TRACE),
    )
  expect(await leadsThere('jianwei-projector', 'project')).not.toHaveProperty('parentSpanId')
  expect(await leadsThere('jianwei-sentinel', 'evaluate')).not.toHaveProperty('parentSpanId')

  // Lines of the log have the trace, where they are written and where they are sent.
  const line = await intake!.until(() => intake!.lines.find(({ trace_id }) => trace_id === TRACE))
  expect(line).toMatchObject({ message: 'request answered', span_id: request.spanId })
  const sent = await receiver.until(() => receiver.lines.find(({ traceId }) => traceId === TRACE))
  expect(sent).toMatchObject({
    service: 'jianwei-intake',
    body: { stringValue: 'request answered' },
    attributes: { route: '/v1/events' },
  })
  // The numbers of /metrics come under the same names.
  const metrics = await receiver.until(() => receiver.metrics.get('jianwei-intake'))
  expect([...metrics]).toEqual(
    expect.arrayContaining([
      'jianwei_intake_results_total',
      'jianwei_http_request_duration_seconds',
      'process_cpu_seconds_total',
    ]),
  )

  // Nobody is named anywhere, and an event that comes again in another trace is a duplicate.
  expect(JSON.stringify(receiver.spans)).not.toContain(complaints[0]!.subject)
  const again = await post(origin, complaints[9]!, `00-${'a'.repeat(32)}-${SENDER}-01`)
  expect(again).toEqual({ ...last, status: 'duplicate' })
  const ended = await Promise.all([intake!, projector!, sentinel!].map((one) => one.end('SIGTERM')))
  expect(ended).toEqual([0, 0, 0])
})

test('an event that says its own trace goes on in that one, and the request is linked', async () => {
  await using folder = await temporaryFolder('telemetry')
  await using receiver = await OtlpReceiver.start()
  const env = { JIANWEI_DATA: folder.path, ...receiver.environment, OTEL_SERVICE_NAME: 'town' }
  await using intake = new ServiceProcess('intake', env)
  const [complaint] = tenComplaints()
  const own = `00-${TRACE}-${SENDER}-01`
  await post(await intake.origin(), { ...complaint!, traceparent: own })
  const taken = await receiver.span(({ name }) => name === 'take ComplaintReceived')
  expect(taken).toMatchObject({
    service: 'town',
    traceId: TRACE,
    parentSpanId: SENDER,
    attributes: { 'jianwei.channel': 'http', 'jianwei.intake.status': 'accepted' },
  })
  const request = await receiver.span(({ name }) => name === 'POST /v1/events')
  expect(taken.links).toEqual([{ traceId: request.traceId, spanId: request.spanId }])
  expect(request.traceId).not.toBe(TRACE)
})

test('where nobody answers, events are taken all the same, it is said once, and the end is not held up', async () => {
  await using folder = await temporaryFolder('telemetry')
  const env = {
    JIANWEI_DATA: folder.path,
    // A port that nobody has.
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_BLRP_SCHEDULE_DELAY: '50',
    OTEL_METRIC_EXPORT_INTERVAL: '100',
  }
  await using intake = new ServiceProcess('intake', env)
  const origin = await intake.origin()
  for (const complaint of tenComplaints())
    expect(await post(origin, complaint)).toMatchObject({ status: 'accepted' })
  const told = () => intake.lines.filter(({ message }) => /telemetry/.test(String(message)))
  await intake.until(() => (told().length > 0 ? true : undefined))
  // Many more deliveries fail than are told of.
  await eventually(
    async () => ((await failures(origin)) >= 5 ? true : undefined),
    () => JSON.stringify(intake.lines),
  )
  expect(await intake.end('SIGTERM')).toBe(0)
  expect(told()).toMatchObject([{ level: 'warn', reason: expect.stringMatching(/./) }])
})

test('a setting that says nothing is refused at the start, by its name', async () => {
  await using folder = await temporaryFolder('telemetry')
  const env = {
    JIANWEI_DATA: folder.path,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
    OTEL_TRACES_SAMPLER: 'sometimes',
  }
  await using intake = new ServiceProcess('intake', env)
  await intake.ended()
  expect(await intake.end('SIGTERM')).toBe(1)
  // What a process wrote last is read when it has gone already.
  await eventually(
    () => (intake.lines.length > 0 ? true : undefined),
    () => 'it said nothing',
  )
  const [refused, address, sampler] = [
    'Configuration refused',
    'OTEL_EXPORTER_OTLP_ENDPOINT: expected http\\(s\\)://<host>',
    'OTEL_TRACES_SAMPLER: Invalid option: .+',
  ]
  const message = expect.stringMatching(new RegExp(`^${refused}\n  ${address}\n  ${sampler}$`))
  expect(intake.lines).toMatchObject([
    { level: 'error', err: { code: 'CONFIG_REFUSED', message }, message: 'the process ends' },
  ])
})

async function failures(origin: string): Promise<number> {
  const metrics = await (await fetch(`${origin}/metrics`)).text()
  return Number(/^jianwei_telemetry_failures_total (\d+)$/m.exec(metrics)?.[1] ?? 0)
}

async function post(
  origin: string,
  event: object,
  traceparent?: string,
): Promise<Record<string, unknown>> {
  const answer = await fetchAsAdministrator(`${origin}/v1/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/cloudevents+json',
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    body: JSON.stringify(event),
  })
  return (await answer.json()) as Record<string, unknown>
}
