import { NO_TRACING } from '@jianwei/events/ports/tracing.ts'
import type { RunningTelemetry, TelemetryOptions } from '#/telemetry/telemetry.ts'

/**
 * Traces, metrics and log lines for whoever listens by OTLP, by the standard variables of
 * OpenTelemetry. Where none of them asks for it nothing of the SDK is loaded.
 */

const NO_TELEMETRY: RunningTelemetry = {
  tracing: NO_TRACING,
  line: undefined,
  failures: () => 0,
  readMetrics: () => {},
  [Symbol.asyncDispose]: async () => {},
}

/** Each of them says where something is to go. */
const ASKS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
  'OTEL_TRACES_EXPORTER',
  'OTEL_METRICS_EXPORTER',
  'OTEL_LOGS_EXPORTER',
] as const

export function asksForTelemetry(env: NodeJS.ProcessEnv): boolean {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false
  return ASKS.some((name) => !['', 'none'].includes(env[name] ?? ''))
}

export async function startTelemetry(options: TelemetryOptions): Promise<RunningTelemetry> {
  if (!asksForTelemetry(options.env)) return NO_TELEMETRY
  const { runSdk } = await import('#/telemetry/otel-sdk.ts')
  return runSdk(options)
}
