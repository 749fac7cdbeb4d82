import { startNodeSdk } from '@opentelemetry/sdk-node'
import { apiLogs, apiTracing, listenToSdk } from '#/telemetry/otel-api.ts'
import { linkedSampler } from '#/telemetry/linked-sampler.ts'
import { registryReader, type ReadRegistry } from '#/telemetry/registry-metrics.ts'
import { FailureTeller, warningTeller } from '#/telemetry/failure-teller.ts'
import type { RunningTelemetry, TelemetryOptions } from '#/telemetry/telemetry.ts'

/** What has not left by then is dropped: a stop does not wait for whoever listens. */
const CLOSING_MS_MAX = 2_000

/** The SDK, set up by the standard variables. Loaded only where one of them asks for it. */
export async function runSdk(options: TelemetryOptions): Promise<RunningTelemetry> {
  const { env, service, version, tell } = options
  const failures = new FailureTeller(tell, () => performance.now())
  let registry: ReadRegistry = async () => []
  const reader = await registryReader(env, () => registry())
  const sdk = startNodeSdk({
    // Until ours listens; what the variables may be was looked at before.
    logLevel: 'none',
    sampler: linkedSampler(env),
    metricReaders: reader === undefined ? [] : [reader],
    resourceAttributes: {
      ...(isNamed(env) ? {} : { 'service.name': service }),
      'service.version': version,
    },
  })
  listenToSdk({
    failed: (message) => failures.failed(message),
    warned: warningTeller(tell),
  })
  return {
    tracing: apiTracing(),
    line: apiLogs(),
    failures: () => failures.count,
    readMetrics(read) {
      registry = read
    },
    async [Symbol.asyncDispose]() {
      const waited = Promise.withResolvers<void>()
      const timer = setTimeout(waited.resolve, CLOSING_MS_MAX)
      await Promise.race([sdk.shutdown().catch(() => {}), waited.promise])
      clearTimeout(timer)
    },
  }
}

function isNamed(env: NodeJS.ProcessEnv): boolean {
  const attributes = env['OTEL_RESOURCE_ATTRIBUTES'] ?? ''
  return Boolean(env['OTEL_SERVICE_NAME']) || /(?:^|,)\s*service\.name=/.test(attributes)
}
