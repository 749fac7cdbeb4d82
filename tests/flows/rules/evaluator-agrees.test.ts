import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from '@jianwei/projections/rules/evaluator/evaluate.ts'
import { knowledgePointIn, type Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { isSnapshotRule } from '@jianwei/projections/rules/rule.ts'
import { HANG_MS } from '#/support/hang.ts'
import { evaluatedKey, same } from '#/support/rules/agreement.ts'
import { anyLog } from '#/support/rules/random-log.ts'
import { rulesOfAllKinds } from '#/support/rules/random-rules.ts'
import { referenceWarnings } from '#/support/rules/reference/reference.ts'

/** EVALUATOR_SEED and EVALUATOR_RUNS repeat a run or make it longer. */
const RUNS = Number(process.env['EVALUATOR_RUNS'] ?? 40)
const SEED =
  process.env['EVALUATOR_SEED'] === undefined ? {} : { seed: Number(process.env['EVALUATOR_SEED']) }
const SUBJECTS = 6

test(
  'the evaluator finds what the reference finds, at any point of either order of knowing',
  () => {
    let found = 0
    const runs = fc.record({
      log: anyLog(SUBJECTS),
      rules: rulesOfAllKinds(2),
      moments: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 2 }),
    })
    fc.assert(
      fc.property(runs, ({ log: { events, versions, ...stated }, rules, moments }) => {
        for (const moment of [...moments, 1]) {
          const event = events[Math.floor(moment * (events.length - 1))]
          if (event === undefined) throw new TypeError('a log is never empty')
          for (const by of ['platform', 'source'] as const) {
            // Both are of one order.
            const known = { by, until: knowledgePointIn(by, event) } as Known
            const view = {
              known,
              clock: by === 'platform' ? event.recorded_at : event.reported_at,
            }
            for (const rule of rules) {
              if (isSnapshotRule(rule)) continue
              const expected = referenceWarnings(rule, versions, view, stated).map(evaluatedKey)
              const actual = evaluate(rule, versions, view, stated).map(evaluatedKey)
              found += actual.length
              same(rule, versions, actual, expected, `by ${by} until ${event.position}`)
            }
          }
        }
      }),
      { numRuns: RUNS, ...SEED, endOnFailure: true },
    )
    // Where nothing is found, nothing is compared.
    expect(found).toBeGreaterThan(RUNS)
  },
  HANG_MS * 3,
)
