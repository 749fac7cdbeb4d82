import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { parseOutcome } from '@jianwei/projections/backtest/parse-outcome.ts'
import { isInProcess } from '@jianwei/projections/backtest/history-in-process.ts'
import type { BacktestResult, Measures } from '@jianwei/projections/backtest/result.ts'
import { HANG_MS } from '#/support/hang.ts'
import { backtestOf } from '#/support/backtest/backtest-of.ts'
import { backtestOracle, type OracleMeasures } from '#/support/backtest/backtest-oracle.ts'
import { anyLog } from '#/support/rules/random-log.ts'
import { anyFilter, EVENT_TYPES, RANDOM_FIELDS } from '#/support/rules/random-parts.ts'
import { rulesOfAllKinds } from '#/support/rules/random-rules.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/**
 * The counts of a backtest are those of a replay that looks at every warning, outcome and week by
 * itself, whatever the rule, the outcome, late facts, corrections and retractions. BACKTEST_RUNS
 * and BACKTEST_SEED make a run longer or repeat it.
 */
const RUNS = Number(process.env['BACKTEST_RUNS'] ?? 1)
const SEED =
  process.env['BACKTEST_SEED'] === undefined ? {} : { seed: Number(process.env['BACKTEST_SEED']) }
const SUBJECTS = 20
const RULES_IN_A_RUN = 2

const opened = await openWarehouse()
const { warehouse } = opened
afterAll(() => opened[Symbol.asyncDispose]())

const type = fc.constantFrom(...EVENT_TYPES)
const outcome = fc
  .oneof(
    fc.record({
      events: fc.tuple(type),
      within: fc.constantFrom('5 hours', '48 hours', '7 days', '9 days'),
      reported_within: fc.constantFrom('1 hour', '2 days'),
      seen_within: fc.constantFrom('12 hours', '3 days', '10 days', '180 days'),
    }),
    fc.record({ next: fc.record({ of: fc.record({ events: fc.tuple(type) }), is: anyFilter }) }),
    fc.record({
      next: fc.record({
        of: fc.record({ events: fc.constant(['ComplaintReceived']) }),
        has: fc.record({
          events: fc.constant(['ComplaintReceived', 'TicketAnswered']),
          where: anyFilter,
        }),
        match: fc.constant(['data.ticket']),
      }),
    }),
  )
  .map((input) => {
    const parsed = parseOutcome(input, RANDOM_FIELDS)
    if (!parsed.ok)
      throw new TypeError(`a random outcome does not load: ${JSON.stringify(parsed.problems)}`)
    return parsed.outcome
  })

function counts({
  warnings,
  undecided,
  undecided_already_true,
  outside_population,
  precision,
  recall,
  lead_time,
}: Measures) {
  return {
    warnings,
    undecided,
    undecided_already_true,
    outside_population,
    precision: { hits: precision?.hits ?? 0, size: precision?.size ?? 0 },
    recall: { hits: recall?.hits ?? 0, size: recall?.size ?? 0 },
    median_days: lead_time.find(({ quantile }) => quantile === 0.5)?.days ?? null,
  }
}

function expected({ leads, ...measures }: OracleMeasures, bucket: number) {
  const median = leads[Math.ceil(leads.length / 2) - 1]
  const days =
    median === undefined
      ? null
      : Math.round(((Math.floor(median / bucket) * bucket) / 86_400) * 1e6) / 1e6
  return { ...measures, median_days: days }
}

/** Of most subjects the process holds all facts, of some it does not. */
const FEW_HELD = { versions_max: 5 }

/** What a result says, whatever found it and whatever it is compared with. */
function said(result: BacktestResult): BacktestResult {
  const { inputs, rule } = result
  return {
    ...result,
    inputs_hash: '',
    inputs: { ...inputs, against: null, engine: null },
    rule: { ...rule, engine: 'sql' },
    against: null,
  }
}

test(
  'counts agree with a replay, by statements and in the process, in both orders of knowing',
  async () => {
    const rules = rulesOfAllKinds(1).chain((all) =>
      fc.subarray([...all], { minLength: RULES_IN_A_RUN, maxLength: RULES_IN_A_RUN }),
    )
    let warned = 0
    let foreseen = 0
    let outside = 0
    let processed = 0
    const runs = fc.record({ log: anyLog(SUBJECTS, ['random']), rules, one: outcome })
    await fc.assert(
      fc.asyncProperty(runs, async ({ log, rules: chosen, one }) => {
        await dropAll(warehouse)
        await migrate(warehouse, allTableFiles)
        await project(warehouse, log.events)
        for (const rule of chosen) {
          for (const by of ['source', 'platform'] as const) {
            const oracle = backtestOracle(rule, one, log, by)
            const asked = { outcome: one, by }
            const bySql = await backtestOf(warehouse, rule, { ...asked, engine: 'sql' })
            const inProcess = { ...asked, against: rule, engine: 'process' } as const
            const found = await backtestOf(warehouse, rule, inProcess)
            const some = await backtestOf(warehouse, rule, inProcess, undefined, FEW_HELD)
            expect(said(found), JSON.stringify({ by, rule })).toEqual(said(bySql))
            expect(said(some), JSON.stringify({ by, rule })).toEqual(said(bySql))
            expect(found.against?.volume).toEqual(bySql.volume)
            expect(bySql.rule.engine).toBe('sql')
            if (isInProcess(rule)) processed += 1
            expect(found.rule.engine).toBe(isInProcess(rule) ? 'process' : 'sql')
            const { volume, outcome: report } = bySql
            const story = JSON.stringify({
              by,
              kind: rule.kind,
              parameters: rule.parameters,
              outcome: one,
            })
            const bucket = one.form === 'within' ? 3_600 : 86_400
            expect(report && counts(report.ledger), story).toEqual(expected(oracle.ledger, bucket))
            expect(report && counts(report.hindsight), story).toEqual(
              expected(oracle.hindsight, bucket),
            )
            expect(report?.base_rate?.hits ?? 0, story).toBe(oracle.base.hits)
            expect(report?.base_rate?.size ?? 0, story).toBe(oracle.base.size)
            expect(volume.withdrawn_later, story).toBe(oracle.withdrawn)
            warned += oracle.ledger.warnings
            foreseen += oracle.ledger.recall.hits
            outside += oracle.ledger.outside_population.warnings
          }
        }
      }),
      { numRuns: RUNS, ...SEED, endOnFailure: true },
    )
    expect(processed).toBeGreaterThan(0)
    console.log(
      `${RUNS} runs: ${warned} warnings, ${foreseen} outcomes foreseen, ` +
        `${outside} warnings outside the population`,
    )
  },
  HANG_MS * RUNS,
)
