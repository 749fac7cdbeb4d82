import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { evaluate } from '@jianwei/projections/rules/evaluator/evaluate.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { isSnapshotRule, ruleName, type FactRule } from '@jianwei/projections/rules/rule.ts'
import { ledgersOf } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { WARNINGS_LEDGER, type Boundary } from '@jianwei/services/evaluation/ledger.ts'
import { HANG_MS } from '#/support/hang.ts'
import { keyOf, same } from '#/support/rules/agreement.ts'
import { LiveRounds } from '#/support/rules/live-rounds.ts'
import { anyLog, type RandomLog } from '#/support/rules/random-log.ts'
import { chosenKinds, rulesOfAllKinds } from '#/support/rules/random-rules.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'

/**
 * Whatever the rounds of the sentinel remember, the ledger has after each of them what an
 * evaluation of all facts finds that remembers nothing. Each run is one log, of about 20 rounds.
 * LIVE_SEED and LIVE_RUNS repeat a run or make it longer, LIVE_SUBJECTS and LIVE_OF_A_KIND make it
 * broader, RULES_KINDS keeps it to some kinds.
 */
const RUNS = Number(process.env['LIVE_RUNS'] ?? 2)
const SEED =
  process.env['LIVE_SEED'] === undefined ? {} : { seed: Number(process.env['LIVE_SEED']) }
const SUBJECTS = Number(process.env['LIVE_SUBJECTS'] ?? 4)
const RULES_OF_A_KIND = Number(process.env['LIVE_OF_A_KIND'] ?? 3)
const RULES = chosenKinds().length * RULES_OF_A_KIND

/** So little is held that some is always lacking, or all that there is. */
const anyMemory = fc.record({
  held_bytes: fc.constantFrom(2_000, 20_000, 10_000_000),
  subject_facts: fc.constantFrom(3, 5, 1_000),
  due_subjects: fc.constantFrom(20, 1_000),
})

const anyRound = fc.record({
  events_max: fc.oneof(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 5 })),
  news: fc.oneof(
    { weight: 6, arbitrary: fc.constant('handed over' as const) },
    { weight: 2, arbitrary: fc.constant('read' as const) },
    { weight: 1, arbitrary: fc.constant('by position' as const) },
  ),
  /** Rules that are published if they are not, and retired if they are. */
  turned: fc.oneof(
    { weight: 7, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.nat(RULES - 1), { minLength: 1, maxLength: 6 }) },
  ),
  ends: fc.oneof(
    { weight: 10, arbitrary: fc.constant('saved' as const) },
    { weight: 1, arbitrary: fc.constant('restarted' as const) },
    { weight: 1, arbitrary: fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }) },
  ),
})

const folder = await openWarehouse()
const { warehouse } = folder
afterAll(() => folder[Symbol.asyncDispose]())

test(
  'after each round the ledger has what an evaluation without memory finds, in any random log',
  async () => {
    let [found, entries] = [0, 0]
    const runs = fc.record({
      // Where there is one source, no other decides against what it says.
      log: fc.oneof(anyLog(SUBJECTS, ['random']), anyLog(SUBJECTS)),
      rules: rulesOfAllKinds(RULES_OF_A_KIND),
      memory: anyMemory,
      retired: fc.uniqueArray(fc.nat(RULES - 1), { maxLength: Math.floor(RULES / 4) }),
      rounds: fc.infiniteStream(anyRound),
    })
    await fc.assert(
      fc.asyncProperty(runs, async ({ log, rules, memory, retired, rounds }) => {
        await dropAll(warehouse)
        await migrate(warehouse, allTableFiles)
        const live = new LiveRounds(warehouse, log, memory)
        const out = new Set(retired)
        for (let from = 0; from < log.events.length;) {
          const { events_max, news, turned, ends } = rounds.next().value
          const events = log.events.slice(from, from + events_max)
          from += events.length
          for (const index of turned) if (!out.delete(index)) out.add(index)
          const published = rules.filter(
            (rule, index): rule is FactRule => !isSnapshotRule(rule) && !out.has(index),
          )
          const cut = Array.isArray(ends) && from < log.events.length ? ends : null
          const at = await live.round({ rules: published, events, news, cut })
          if (cut !== null) continue
          if (ends === 'restarted') live.restart()
          found += await compare(published, log, at)
        }
        entries += live.entries
      }),
      { numRuns: RUNS, ...SEED, endOnFailure: true },
    )
    // Where nothing is found, nothing is compared; and what stands was seen to change.
    expect(found).toBeGreaterThan(0)
    expect(entries).toBeGreaterThan(0)
  },
  HANG_MS * RUNS * RULES_OF_A_KIND,
)

/** Gives how many warnings stand. */
async function compare(
  rules: readonly FactRule[],
  { versions }: RandomLog,
  { boundary, stated }: { readonly boundary: Boundary; readonly stated: Stated },
): Promise<number> {
  const { position, clock } = boundary
  const view = { known: { by: 'platform', until: { by: 'platform', position } }, clock } as const
  const ledgers = await ledgersOf(warehouse, WARNINGS_LEDGER, rules, 'of the ledger')
  let standing = 0
  for (const rule of rules) {
    const expected = evaluate(rule, versions, view, stated).map(keyOf)
    const entries = ledgers.get(ruleName(rule)) ?? []
    const stands = entries.filter((one) => one.standing).map(keyOf)
    same(rule, versions, stands, expected, `live at ${position}, of ${ruleName(rule)}`)
    standing += stands.length
  }
  return standing
}
