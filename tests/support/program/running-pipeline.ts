import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { streamOf, type NewEvent, type Position } from '@jianwei/events/envelope.ts'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { BookedRule, RuleRegistry, RuleSource } from '@jianwei/services/rules/rule-book.ts'
import { RuleReader } from '@jianwei/services/rules/rule-book.ts'
import { finishRefill } from '@jianwei/services/composition/warehouse-in-order.ts'
import { alwaysActive } from '@jianwei/services/lifecycle/lease.ts'
import { supervisedLoops } from '@jianwei/services/lifecycle/loops.ts'
import { startProjector } from '@jianwei/services/projector/start-projector.ts'
import { startSentinel } from '@jianwei/services/sentinel/start-sentinel.ts'
import { openStores, type Stores } from '@jianwei/services/all-in-one/stores.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { within } from '#/support/hang.ts'
import { advanceClock } from '#/support/program/advance-clock.ts'

/** The stores of a data folder with the loops that follow the log, as one process has them. */
export interface RunningPipeline extends AsyncDisposable {
  readonly stores: Stores
  /**
   * Appends facts and amendments as intake does, and waits until everything that follows from them
   * is in the warehouse.
   */
  take(events: readonly NewEvent[]): Promise<void>
  /** Writes the clock's time into the log, as the timekeeper does, and waits for what follows. */
  tick(): Promise<void>
  /** Waits until sentinel and links have been at the end of the log with nothing left to say. */
  settle(): Promise<void>
}

/**
 * `env` says what differs from a program that was told nothing but its folder. Rules are given, or
 * those that the log has.
 */
export async function runPipeline(
  folder: string,
  rules: readonly Rule[] | 'of the log',
  clock?: Clock,
  env: NodeJS.ProcessEnv = {},
): Promise<RunningPipeline> {
  const config = readConfig({ JIANWEI_DATA: folder, ...env })
  const stores = await openStores(config, clock === undefined ? {} : { clock })
  const stopping = new AbortController()
  let failure: unknown
  let quiet = { position: 0 as Position, entries: 0 }
  let linked = { position: 0 as Position, appended: 0 }
  const common = {
    ...stores,
    loops: supervisedLoops((_, error) => (failure = error)),
    whileActive: alwaysActive,
    signal: stopping.signal,
  }
  const projector = startProjector({
    ...common,
    putInOrder: (refillFromLog) => finishRefill(stores, refillFromLog),
    onRefill: () => {},
  })
  const sentinel = startSentinel({
    ...common,
    projected: projector.projected,
    newest: projector.newest,
    rules: () => (rules === 'of the log' ? new RuleReader(stores.warehouse) : fixedRules(rules)),
    now: () => stores.clock.now(),
    logger: { debug: () => {}, warn: () => {} },
    // Orders of the night would be among the events that tests count.
    nightly_audits: false,
    onRound: ({ position, entries }) => (quiet = { position, entries }),
    onLinks: (done) => (linked = done),
    link_by_itself: config.link_by_itself,
    facts_held_bytes: config.facts_held_bytes,
  })
  const ended = Promise.all([projector.ended, sentinel.ended])
  ended.catch((error: unknown) => (failure = error))
  const settled = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      if (failure !== undefined) throw failure
      const head = await stores.log.head()
      const areQuiet = quiet.entries === 0 && quiet.position === head
      if (areQuiet && linked.appended === 0 && linked.position === head) return
      await sleep(10, undefined, { signal })
    }
  }
  const settle = (): Promise<void> =>
    within(settled, () => `sentinel and links: ${JSON.stringify({ quiet, linked })}`)
  return {
    stores,
    settle,
    async take(events) {
      await stores.log.append(
        events.map((event) => ({
          stream: streamOf('subject', event.subject_id),
          expected: 'any',
          events: [event],
        })),
      )
      await settle()
    },
    async tick() {
      await advanceClock(stores.log, stores.clock.now())
      await settle()
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await within(
        () => ended.catch(() => {}),
        () => 'projector or sentinel do not stop',
      )
      await stores[Symbol.asyncDispose]()
    },
  }
}

/** Rules that are published although the log does not say so, for tests of what rules do. */
function fixedRules(rules: readonly Rule[]): RuleSource {
  return {
    at: async () => ({ published: rules, shadows: [], ever_published: rules, unreadable: [] }),
  }
}

/** The same for the server. */
export function shelfOf(rules: readonly Rule[]): RuleRegistry {
  const versions = rules.map((rule): BookedRule => {
    const { id: rule_id, version: rule_version, content_hash, title } = rule
    const drafted_by = 'tests'
    const version = {
      state: 'published',
      content_hash,
      title,
      text: `id: ${rule_id}\n`,
      drafted_by,
    } as const
    return { rule_id, rule_version, version, steps: [], rule, problems: [] }
  })
  return { current: async () => ({ versions }) }
}

/** A data folder that is removed on disposal. */
export async function temporaryFolder(
  name: string,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), `jianwei-${name}-`))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
