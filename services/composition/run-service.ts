import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Tracing } from '@jianwei/events/ports/tracing.ts'
import { jsonLinesLogger, type Logger, type LogLevel } from '@jianwei/infra/runtime/logger.ts'
import { lineOutput } from '@jianwei/infra/runtime/line-output.ts'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { describedSettings, variablesOf } from '#/composition/described-settings.ts'
import { openTelemetry, type OpenTelemetry } from '#/composition/open-telemetry.ts'
import { wayOut } from '#/composition/way-out.ts'
import { unknownSettings } from '#/settings/unknown-settings.ts'
import { RETRY_DELAY_MS, supervisedLoops, type Loops } from '#/lifecycle/loops.ts'

/** What every process of its own is given. */
export interface ServiceContext<Config> {
  readonly config: Config
  readonly clock: TrustedClock
  readonly logger: Logger
  readonly metrics: Registry
  readonly tracing: Tracing
  /** This process, different from all others. */
  readonly owner: string
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal
  readonly loops: Loops
}

/**
 * The life of a process: read the configuration, run, stop when asked. A failure that retrying does
 * not mend ends the process with exit code 1, so that whatever operates it starts it again.
 */
export async function runService<Config extends { readonly log_level: LogLevel }>(
  name: string,
  readConfig: (env: NodeJS.ProcessEnv) => Config,
  run: (context: ServiceContext<Config>) => Promise<void>,
): Promise<void> {
  const clock = new TrustedClock()
  const write = lineOutput(process.stderr)
  let stopping = false
  let logger = jsonLinesLogger({ level: 'info', clock, write }, { service: name })
  await using opened = new AsyncDisposableStack()
  try {
    const config = readConfig(process.env)
    // Closed last: how the process ends is told too.
    const telemetry = opened.use(await openTelemetry(name, process.env))
    const { logging } = telemetry
    logger = jsonLinesLogger(
      { level: config.log_level, clock, write, ...logging },
      { service: name },
    )
    telemetry.tellBy(logger)
    for (const one of unknownSettings(process.env, variablesOf(describedSettings))) {
      logger.warn({ variable: one.name, meant: one.meant }, 'unknown setting')
    }
    using shutdown = listenForShutdown(process, (received) => {
      stopping = true
      logger.info({ signal: received }, 'stopping')
    })
    const { signal } = shutdown
    await run(contextOf(name, config, { clock, logger, signal, telemetry }))
    logger.info({}, 'stopped')
  } catch (error) {
    // What was asked to stop while it started has nothing to complain about.
    if (stopping && error instanceof Error && error.name === 'AbortError') return
    logger.error({ err: error, what_to_do: wayOut(error) }, 'the process ends')
    process.exitCode = 1
  }
}

function contextOf<Config>(
  name: string,
  config: Config,
  {
    clock,
    logger,
    signal,
    telemetry,
  }: Pick<ServiceContext<Config>, 'clock' | 'logger' | 'signal'> & {
    readonly telemetry: OpenTelemetry
  },
): ServiceContext<Config> {
  const metrics = new Registry()
  collectDefaultMetrics({ register: metrics })
  telemetry.measure(metrics)
  return {
    config,
    clock,
    logger,
    metrics,
    tracing: telemetry.tracing,
    owner: `${name}@${hostname()}:${process.pid}:${clock.now()}`,
    signal,
    loops: supervisedLoops((loop, error) => logger.error({ loop, err: error }, 'loop failed')),
  }
}

/**
 * Does it again, with pauses, while what it needs is away: a server that starts later than this
 * process, for example.
 */
export async function retryUntilAvailable<Result>(
  { logger, signal }: Pick<ServiceContext<unknown>, 'logger' | 'signal'>,
  open: () => Promise<Result>,
): Promise<Result> {
  for (let pauseMs = RETRY_DELAY_MS; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      return await open()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof DomainError) || !error.retryable) throw error
      logger.warn({ err: error, pause_ms: pauseMs }, 'not reachable yet')
      await sleep(pauseMs, undefined, { signal })
    }
  }
}
