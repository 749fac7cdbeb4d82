import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { BacktestJobs } from '#/backtest/backtest-jobs.ts'
import type { ObservedProgress } from '#/composition/consumer-progress.ts'
import { KeptOutcomes } from '#/evaluation/kept-outcomes.ts'
import { traceOf } from '#/http/error-trace.ts'
import type { Loops } from '#/lifecycle/loops.ts'
import { repeat } from '#/lifecycle/repeat.ts'
import { startRunning, type Running } from '#/lifecycle/running.ts'
import { together } from '#/lifecycle/together.ts'
import { rulesInForce } from '#/rules/rule-book.ts'
import { buildServer, type ServerOptions } from '#/server/app.ts'
import { domainsIn } from '#/rules/rule-domains.ts'
import { keepDigests, type DigestParts } from '#/server/digests/view-digests.ts'
import { guardedWarehouse } from '#/server/guarded-warehouse.ts'
import { AlertFeed } from '#/server/live/alert-feed.ts'

const HEAD_LOOK_MS = 1_000
const OUTCOMES_INTERVAL_MS = 60_000

export interface ServerParts extends Omit<ServerOptions, 'backtests' | 'feed' | 'rule_failures'> {
  readonly progress: ObservedProgress
  readonly checkpoints: CheckpointStore
  /** Threads that look at history for a backtest. */
  readonly backtest_threads: number
  /** Who an account is now; undefined where it is closed, or there is none. */
  readonly principal_of: DigestParts['principal_of']
  readonly loops: Loops
  readonly signal: AbortSignal
}

export interface RunningServer extends Running {
  /** Not listening yet; it is closed by who lets it listen, before the server is disposed of. */
  readonly app: FastifyInstance
}

/**
 * The API, and what it needs to answer: backtests, how far the consumers are behind, and what rules
 * could not judge, as of the last look at most a minute ago.
 */
export function startServer(parts: ServerParts): RunningServer {
  const { warehouse, log, progress, rules, logger, loops } = parts
  const outcomes = new KeptOutcomes({
    warehouse,
    onFailed: (names, error) =>
      logger.error({ rules: names, error: traceOf(error) }, 'outcomes of rules cannot be told'),
    onToldAgain: (names) => logger.info({ rules: names }, 'outcomes of rules are told again'),
  })
  const lookAtOutcomes = async (until: AbortSignal): Promise<void> => {
    const { published, shadows } = rulesInForce(await rules.current())
    await outcomes.look([...published, ...shadows], until)
  }
  const backtests = new BacktestJobs({
    warehouse,
    log,
    checkpoints: parts.checkpoints,
    owner: randomUUID(),
    is_alone: parts.consumers_run !== 'elsewhere',
    head: async () =>
      (await progress.consumers()).find(({ name }) => name === 'projector')?.position ?? 0,
    newId: randomUUID,
    now: parts.now,
    threads: parts.backtest_threads,
    onError: (error) => logger.error({ error: traceOf(error) }, 'backtest failed'),
  })
  const feed = new AlertFeed(log, { domainOf: domainsIn(rules) })
  const app = buildServer({
    ...parts,
    feed,
    rule_failures: outcomes,
    backtests,
  })
  const digests = { ...parts, warehouse: guardedWarehouse(warehouse, rules) }
  const running = startRunning(parts.signal, (signal) =>
    together(signal, [
      (until) => loops.run('head', () => repeat(HEAD_LOOK_MS, until, () => progress.look()), until),
      (until) => loops.run('backtests', () => backtests.run(until), until),
      (until) => loops.run('alert feed', () => feed.run(until), until),
      (until) => loops.run('view digests', () => keepDigests(digests, until), until),
      (until) =>
        loops.run(
          'outcomes',
          () => repeat(OUTCOMES_INTERVAL_MS, until, () => lookAtOutcomes(until)),
          until,
        ),
    ]),
  )
  return {
    ...running,
    app,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]()
      await backtests[Symbol.asyncDispose]()
    },
  }
}
