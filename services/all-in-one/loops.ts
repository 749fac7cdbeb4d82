import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { consumerProgress } from '#/composition/consumer-progress.ts'
import { PROJECTOR_BATCH_EVENTS_MAX, PROJECTOR_INSERT_INTERVAL_MS } from '#/projector/batching.ts'
import { ProjectedPositionBoard } from '#/projector/projected-position.ts'
import { loadProjectorRecord } from '#/projector/progress-record.ts'
import { holdsWhatWasProjected, keepProjected, refill, type RebuildOptions } from '#/projector/rebuild.ts'
import { CLOCK_TICK_MS, SENTINEL_ROUND_INTERVAL_MS } from '#/sentinel/pacing.ts'
import { runSentinel, type SentinelRound } from '#/sentinel/sentinel.ts'
import { ruleOutcomes, type RuleOutcome } from '#/sentinel/rule-outcomes.ts'
import { keepTime } from '#/sentinel/timekeeper.ts'
import { rulesInForce, type RuleShelf, type RuleSource } from '#/rule-book.ts'
import type { ConsumerProgress, Progress } from '#/server/progress.ts'
import { repeat } from '#/repeat.ts'
import { supervise, type LoopState } from '#/supervise.ts'

const HEAD_LOOK_MS = 1_000
const OUTCOMES_INTERVAL_MS = 60_000
const RETRY_DELAY_MS = 250

export interface LoopParts {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly checkpoints: CheckpointStore
  /** What the sentinel evaluates. */
  readonly rules: RuleSource
  /** What is looked through now and then for facts that rules cannot judge. */
  readonly shelf: RuleShelf
  readonly now: () => Instant
  readonly signal: AbortSignal
  readonly onError: (loop: string, error: unknown) => void
  readonly onRound: (round: SentinelRound) => void
  /** Drops every table of the warehouse and makes them anew, empty. */
  readonly recreateWarehouse: () => Promise<void>
  /** Told when the warehouse is filled again while the loops run. */
  readonly onRefill?: () => void
  /** Loops beside those that follow the log for the warehouse and the rules, by name; each runs until the signal aborts. */
  readonly further?: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>>
}

export interface Loops extends Progress {
  /** Settles when all loops have ended; rejects with the first failure that retrying does not mend. */
  readonly ended: Promise<void>
  /** What rules could not judge or suppressed, as of the last look: at most a minute old while events flow. */
  outcomes(): readonly RuleOutcome[]
}

/** Starts everything that follows the log. They stop when the signal aborts. */
export function startLoops(parts: LoopParts): Loops {
  const { log, warehouse, checkpoints, rules, shelf, now, signal, further = {} } = parts
  const board = new ProjectedPositionBoard()
  const states: Record<ConsumerProgress['name'], LoopState> = { projector: 'starting', sentinel: 'starting' }
  let evaluated = 0
  let outcomes: readonly RuleOutcome[] = []
  const supervised = (
    name: string,
    run: () => Promise<void>,
    onState: (state: LoopState) => void = () => {},
  ): Promise<void> =>
    supervise(run, {
      name,
      signal,
      retry_delay_ms: RETRY_DELAY_MS,
      onChange: ({ state }) => onState(state),
      onError: (error) => parts.onError(name, error),
    })
  const project = async (): Promise<void> => {
    const options: RebuildOptions = {
      log,
      warehouse,
      checkpoints,
      projections: allProjections,
      batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
      insert_interval_ms: PROJECTOR_INSERT_INTERVAL_MS,
      announce: (projected) => board.announce(projected),
      signal,
      recreate: parts.recreateWarehouse,
      onRefill: parts.onRefill ?? (() => {}),
    }
    // A correction of times of recording, or the filling after it, may have been cut short.
    const { version } = await loadProjectorRecord(checkpoints)
    if (version === 'absent' && !(await holdsWhatWasProjected(warehouse, checkpoints))) await refill(options)
    await keepProjected(options)
  }
  const evaluate = (): Promise<void> =>
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
    })
  const progress = consumerProgress(log, () => [
    { name: 'projector', position: board.current().position, state: states.projector },
    { name: 'sentinel', position: evaluated, state: states.sentinel },
  ])
  const running = [
    supervised('projector', project, (state) => (states.projector = state)),
    supervised('sentinel', evaluate, (state) => (states.sentinel = state)),
    ...Object.entries(further).map(([name, run]) => supervised(name, () => run(signal))),
    supervised('timekeeper', () => keepTime({ log, now, tick_ms: CLOCK_TICK_MS, signal })),
    supervised('outcomes', () =>
      repeat(OUTCOMES_INTERVAL_MS, signal, async () => {
        const { published, shadows } = rulesInForce(await shelf.current())
        outcomes = await ruleOutcomes(warehouse, [...published, ...shadows])
      }),
    ),
    supervised('head', () => repeat(HEAD_LOOK_MS, signal, () => progress.look())),
  ]
  return {
    ended: Promise.all(running).then(() => undefined),
    outcomes: () => outcomes,
    consumers: () => progress.consumers(),
  }
}
