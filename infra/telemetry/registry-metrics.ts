import {
  AggregationTemporality,
  DataPointType,
  PeriodicExportingMetricReader,
  type CollectionResult,
  type IMetricReader,
  type MetricData,
  type MetricProducer,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics'

/** A metric as the registry of Prometheus gives it out (`getMetricsAsJSON`). */
export interface RegisteredMetric {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly values: readonly {
    readonly value: number
    readonly labels: Readonly<Record<string, string | number | undefined>>
    readonly metricName?: string
  }[]
}

export type ReadRegistry = () => Promise<readonly RegisteredMetric[]>

type Protocol = 'grpc' | 'http/json' | 'http/protobuf'

/**
 * What `/metrics` shows, pushed as well: the same numbers under the same names, collected from the
 * registry when the time comes. So nothing is counted twice, and who scrapes loses nothing.
 */
export async function registryReader(
  env: NodeJS.ProcessEnv,
  read: ReadRegistry,
): Promise<IMetricReader | undefined> {
  if (env['OTEL_METRICS_EXPORTER'] === 'none') return undefined
  const protocol = env['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL']
  const interval = Number(env['OTEL_METRIC_EXPORT_INTERVAL'] || 60_000)
  const timeout = Number(env['OTEL_METRIC_EXPORT_TIMEOUT'] || 30_000)
  return new PeriodicExportingMetricReader({
    exporter: await exporterOf(protocol as Protocol),
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(timeout, interval),
    metricProducers: [producerOf(read)],
  })
}

/** Each is loaded when it is wanted. */
async function exporterOf(protocol: Protocol = 'http/protobuf'): Promise<PushMetricExporter> {
  switch (protocol) {
    case 'grpc': {
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-grpc')
      return new OTLPMetricExporter()
    }
    case 'http/json': {
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http')
      return new OTLPMetricExporter()
    }
    case 'http/protobuf': {
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto')
      return new OTLPMetricExporter()
    }
  }
}

function producerOf(read: ReadRegistry): MetricProducer {
  const since = Date.now()
  return {
    async collect() {
      const span = { start: since, end: Date.now() }
      const metrics = (await read()).flatMap((metric) => metricData(metric, span) ?? [])
      // The reader puts the resource of the provider in its place.
      return {
        resourceMetrics: {
          resource: undefined as unknown as CollectionResult['resourceMetrics']['resource'],
          scopeMetrics: [{ scope: { name: 'jianwei' }, metrics }],
        },
        errors: [],
      }
    },
  }
}

interface Period {
  /** Milliseconds since 1970. */
  readonly start: number
  readonly end: number
}

/** Undefined for a kind that is not used: the registry's summaries. */
export function metricData(metric: RegisteredMetric, period: Period): MetricData | undefined {
  const { name, help, type, values } = metric
  const common = {
    descriptor: { name, description: help, unit: '', valueType: 1 },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  } as const
  const times = { startTime: hrTime(period.start), endTime: hrTime(period.end) }
  const numbers = () =>
    values.map(({ value, labels }) => ({ ...times, attributes: attributesOf(labels), value }))
  switch (type) {
    case 'counter':
      return {
        ...common,
        dataPointType: DataPointType.SUM,
        isMonotonic: true,
        dataPoints: numbers(),
      }
    case 'gauge':
      return { ...common, dataPointType: DataPointType.GAUGE, dataPoints: numbers() }
    case 'histogram': {
      const dataPoints = histogramsOf(metric).map(({ labels, ...value }) => ({
        ...times,
        attributes: attributesOf(labels),
        value,
      }))
      return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints }
    }
    default:
      return undefined
  }
}

type Labels = RegisteredMetric['values'][number]['labels']

interface HistogramValue {
  readonly labels: Labels
  readonly buckets: { readonly boundaries: number[]; readonly counts: number[] }
  readonly sum: number
  readonly count: number
}

/** The registry counts everything up to a bound, the other side what lies between two. */
function histogramsOf({ name, values }: RegisteredMetric): HistogramValue[] {
  const byLabels = new Map<string, { labels: Labels; upTo: [number, number][]; sum: number }>()
  for (const { value, labels, metricName } of values) {
    const { le, ...own } = labels
    const key = JSON.stringify(Object.entries(own).sort(([one], [other]) => (one < other ? -1 : 1)))
    const found = byLabels.get(key) ?? { labels: own, upTo: [], sum: 0 }
    byLabels.set(key, found)
    if (metricName === `${name}_sum`) found.sum = value
    else if (le !== undefined) found.upTo.push([le === '+Inf' ? Infinity : Number(le), value])
  }
  return [...byLabels.values()].map(({ labels, upTo, sum }) => {
    const sorted = upTo.toSorted(([one], [other]) => one - other)
    const counts = sorted.map(([, count], at) => count - (sorted[at - 1]?.[1] ?? 0))
    const boundaries = sorted.map(([bound]) => bound).filter(Number.isFinite)
    return { labels, buckets: { boundaries, counts }, sum, count: sorted.at(-1)?.[1] ?? 0 }
  })
}

function attributesOf(labels: Labels): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  )
}

function hrTime(ms: number): [number, number] {
  return [Math.floor(ms / 1000), (ms % 1000) * 1_000_000]
}
