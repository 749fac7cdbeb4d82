import type { Tracing } from '@jianwei/events/ports/tracing.ts'
import type { LoggedLine } from '#/runtime/logger.ts'
import type { TelemetryTeller } from '#/telemetry/failure-teller.ts'
import type { ReadRegistry } from '#/telemetry/registry-metrics.ts'

export interface TelemetryOptions {
  readonly env: NodeJS.ProcessEnv
  /** Which process it is, where no variable names it. */
  readonly service: string
  readonly version: string
  readonly tell: TelemetryTeller
}

/** Disposal sends what is left, for a moment. */
export interface RunningTelemetry extends AsyncDisposable {
  readonly tracing: Tracing
  /** Takes each line of the log; undefined where nobody listens. */
  readonly line: ((line: LoggedLine) => void) | undefined
  /** How many deliveries failed since the start. */
  failures(): number
  /** Where the numbers of `/metrics` come from. */
  readMetrics(read: ReadRegistry): void
}
