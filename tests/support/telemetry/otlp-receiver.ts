import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import { eventually } from '#/support/hang.ts'

/** Whoever listens by OTLP in JSON over HTTP, as far as tests look at it. */

const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
})
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .default([])
  .transform((list) =>
    Object.fromEntries(
      list.map(({ key, value }) => [
        key,
        value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue,
      ]),
    ),
  )
const Resource = z.object({ attributes: Attributes })

const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: Attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.number().optional() }).default({}),
})
const Traces = z.object({
  resourceSpans: z.array(
    z.object({ resource: Resource, scopeSpans: z.array(z.object({ spans: z.array(Span) })) }),
  ),
})

const LogRecord = z.object({
  body: Value.optional(),
  severityText: z.string().optional(),
  traceId: z.string().optional(),
  attributes: Attributes,
})
const Logs = z.object({
  resourceLogs: z.array(
    z.object({
      resource: Resource,
      scopeLogs: z.array(z.object({ logRecords: z.array(LogRecord) })),
    }),
  ),
})

const Point = z.object({ attributes: Attributes })
const Points = z.object({ dataPoints: z.array(Point) })
const Metric = z.object({
  name: z.string(),
  sum: Points.optional(),
  gauge: Points.optional(),
  histogram: Points.optional(),
})
const Metrics = z.object({
  resourceMetrics: z.array(
    z.object({
      resource: Resource,
      scopeMetrics: z.array(z.object({ metrics: z.array(Metric) })),
    }),
  ),
})

export type ReceivedSpan = z.infer<typeof Span> & { readonly service: string }
export type ReceivedLine = z.infer<typeof LogRecord> & { readonly service: string }

export class OtlpReceiver implements AsyncDisposable {
  readonly spans: ReceivedSpan[] = []
  readonly lines: ReceivedLine[] = []
  /** Names, by service. */
  readonly metrics = new Map<string, Set<string>>()
  readonly #server: Server
  readonly #problems: unknown[] = []

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (request, response) => {
      void json(request)
        .then((sent) => this.#take(request.url ?? '', sent))
        .catch((error: unknown) => this.#problems.push(error))
        .finally(() => response.setHeader('content-type', 'application/json').end('{}'))
    })
  }

  static async start(): Promise<OtlpReceiver> {
    const server = createServer()
    const receiver = new OtlpReceiver(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return receiver
  }

  /** What makes a process send here, soon. */
  get environment(): Readonly<Record<string, string>> {
    const { port } = this.#server.address() as AddressInfo
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_BLRP_SCHEDULE_DELAY: '100',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    }
  }

  /** The first span of which this holds, once it is there. */
  span(wanted: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> {
    return this.until(() => this.spans.find(wanted))
  }

  until<Found>(look: () => Found | undefined): Promise<Found> {
    return eventually(
      () => {
        if (this.#problems.length > 0) throw this.#problems[0]
        return look()
      },
      () =>
        JSON.stringify(this.spans.map(({ service, name, traceId }) => [service, name, traceId])),
    )
  }

  #take(path: string, body: unknown): void {
    const nameOf = ({ attributes }: z.infer<typeof Resource>) => String(attributes['service.name'])
    if (path === '/v1/traces') {
      for (const { resource, scopeSpans } of Traces.parse(body).resourceSpans)
        for (const span of scopeSpans.flatMap(({ spans }) => spans))
          this.spans.push({ ...span, service: nameOf(resource) })
    } else if (path === '/v1/logs') {
      for (const { resource, scopeLogs } of Logs.parse(body).resourceLogs)
        for (const line of scopeLogs.flatMap(({ logRecords }) => logRecords))
          this.lines.push({ ...line, service: nameOf(resource) })
    } else if (path === '/v1/metrics') {
      for (const { resource, scopeMetrics } of Metrics.parse(body).resourceMetrics) {
        const names = this.metrics.get(nameOf(resource)) ?? new Set()
        this.metrics.set(nameOf(resource), names)
        for (const { name } of scopeMetrics.flatMap(({ metrics }) => metrics)) names.add(name)
      }
    } else throw new TypeError(`nothing is sent to ${path}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
