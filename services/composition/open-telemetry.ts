import type { Registry } from 'prom-client'
import { Counter } from 'prom-client'
import type { Tracing } from '@jianwei/events/ports/tracing.ts'
import type { LoggerOptions } from '@jianwei/infra/runtime/logger.ts'
import type { ReadRegistry } from '@jianwei/infra/telemetry/registry-metrics.ts'
import { startTelemetry } from '@jianwei/infra/telemetry/start-telemetry.ts'
import { readVariables } from '#/settings/settings.ts'
import { telemetryVariables } from '#/settings/telemetry-settings.ts'
import packageJson from '../package.json' with { type: 'json' }

/** Traces, metrics and log lines of this process for whoever listens; nobody where none is set. */
export interface OpenTelemetry extends AsyncDisposable {
  readonly tracing: Tracing
  /** What the logger needs so that its lines go there too, with the ids of their traces. */
  readonly logging: Pick<LoggerOptions, 'trace' | 'also'>
  /** What the process says of it itself, once it can speak. */
  tellBy(logger: TelemetryLogger): void
  /** Takes the numbers from there, and counts what could not be delivered there. */
  measure(metrics: Registry): void
}

interface TelemetryLogger {
  warn(fields: object, message: string): void
}

/** Throws ConfigRefused for variables that say nothing. */
export async function openTelemetry(
  service: string,
  env: NodeJS.ProcessEnv,
): Promise<OpenTelemetry> {
  readVariables(telemetryVariables, env)
  let logger: TelemetryLogger = { warn: () => {} }
  const running = await startTelemetry({
    env,
    service: `jianwei-${service}`,
    version: packageJson.version,
    tell: {
      failed: (fields) =>
        logger.warn(fields, 'telemetry cannot be delivered and is dropped; said once'),
      warned: (fields) => logger.warn(fields, 'telemetry'),
    },
  })
  const { tracing, line } = running
  return {
    tracing,
    logging: tracing.is_on ? { trace: () => tracing.current(), also: line } : {},
    tellBy(given) {
      logger = given
    },
    measure(metrics) {
      if (!tracing.is_on) return
      countFailures(metrics, () => running.failures())
      // Its types take the kinds of metrics for numbers; they are words.
      running.readMetrics(metrics.getMetricsAsJSON.bind(metrics) as unknown as ReadRegistry)
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}

function countFailures(registry: Registry, failures: () => number): void {
  const counter = new Counter({
    name: 'jianwei_telemetry_failures_total',
    help: 'Deliveries of traces, metrics and log lines by OTLP that failed and were dropped',
    registers: [],
    collect() {
      this.reset()
      this.inc(failures())
    },
  })
  registry.registerMetric(counter)
}
