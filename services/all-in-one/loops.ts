import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { HeadHistory } from '#/all-in-one/head-history.ts'
import { ProjectedPositionBoard } from '#/projector/projected-position.ts'
import { runProjector } from '#/projector/projector.ts'
import { runSentinel, type SentinelRound } from '#/sentinel/sentinel.ts'
import { unjudgedFacts, type UnjudgedFacts } from '#/sentinel/rule-outcomes.ts'
import { keepTime } from '#/sentinel/timekeeper.ts'
import type { ConsumerProgress, Progress } from '#/server/progress.ts'
import { supervise, type LoopState } from '#/supervise.ts'

/** Events in one insert. An insert costs the views a fixed price, so large ones pay under load (tests/bench/warehouse-insert.ts). */
export const PROJECTOR_BATCH_EVENTS_MAX = 40_000
const PROJECTOR_INSERT_INTERVAL_MS = 100
const SENTINEL_ROUND_INTERVAL_MS = 250
const CLOCK_TICK_MS = 600_000
const HEAD_LOOK_MS = 1_000
const OUTCOMES_INTERVAL_MS = 60_000
const RETRY_DELAY_MS = 250
const RETRIES_MAX = 8

export interface LoopParts {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly checkpoints: CheckpointStore
  readonly rules: readonly Rule[]
  readonly now: () => Instant
  readonly signal: AbortSignal
  readonly onError: (loop: string, error: unknown) => void
  readonly onRound: (round: SentinelRound) => void
}

export interface Loops extends Progress {
  /** Settles when all loops have ended; rejects with the first failure that retrying does not mend. */
  readonly ended: Promise<void>
  /** What rules could not judge, as of the last look: at most a minute old while events flow. */
  unjudged(): readonly UnjudgedFacts[]
}

/** Starts everything that follows the log. They stop when the signal aborts. */
export function startLoops(parts: LoopParts): Loops {
  const { log, warehouse, checkpoints, rules, now, signal } = parts
  const board = new ProjectedPositionBoard()
  const heads = new HeadHistory()
  const states: Record<ConsumerProgress['name'], LoopState> = { projector: 'starting', sentinel: 'starting' }
  let evaluated = 0
  let unjudged: readonly UnjudgedFacts[] = []
  const supervised = (name: ConsumerProgress['name'], run: () => Promise<void>): Promise<void> =>
    supervise(run, {
      name,
      signal,
      retry_delay_ms: RETRY_DELAY_MS,
      retries_max: RETRIES_MAX,
      onChange: ({ state }) => void (states[name] = state),
      onError: (error) => parts.onError(name, error),
    })
  const projector = supervised('projector', () =>
    runProjector({
      log,
      warehouse,
      checkpoints,
      projections: allProjections,
      batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
      insert_interval_ms: PROJECTOR_INSERT_INTERVAL_MS,
      announce: (projected) => board.announce(projected),
      signal,
    }),
  )
  const sentinel = supervised('sentinel', () =>
    runSentinel({
      log,
      warehouse,
      checkpoints,
      rules,
      projected: board,
      round_interval_ms: SENTINEL_ROUND_INTERVAL_MS,
      signal,
      onRound: (round) => {
        evaluated = round.position
        parts.onRound(round)
      },
    }),
  )
  const time = keepTime({ log, now, tick_ms: CLOCK_TICK_MS, signal })
  const outcomes = repeat(OUTCOMES_INTERVAL_MS, signal, async () => {
    unjudged = await unjudgedFacts(warehouse, rules)
  })
  const looking = repeat(HEAD_LOOK_MS, signal, async () => {
    heads.see({ at_ms: Date.now(), head: await log.head() })
  })
  return {
    ended: Promise.all([projector, sentinel, time, outcomes, looking]).then(() => undefined),
    unjudged: () => unjudged,
    async consumers() {
      const head = await log.head()
      heads.see({ at_ms: Date.now(), head })
      const progress = (name: ConsumerProgress['name'], position: number): ConsumerProgress => ({
        name,
        position,
        head,
        lag_events: Math.max(0, head - position),
        lag_seconds: heads.secondsBehind(position, Date.now()),
        state: states[name],
      })
      return [progress('projector', board.current().position), progress('sentinel', evaluated)]
    },
  }
}

async function repeat(intervalMs: number, signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await look()
    await sleep(intervalMs, undefined, { signal }).catch(() => {})
  }
}
