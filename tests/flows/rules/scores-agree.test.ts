import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { msOfInstant } from '@jianwei/events/instant.ts'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { referenceScore } from '#/support/rules/reference/kinds/score.ts'
import { scoreAtSql, type ScoreRow } from '@jianwei/projections/rules/kinds/score/score-at-sql.ts'
import { knowledgePointIn, type Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { factsAsKnown } from '#/support/rules/reference/reference.ts'
import type { ScoreRule } from '@jianwei/projections/rules/kinds/score/parameters.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { HANG_MS } from '#/support/hang.ts'
import { anyLog } from '#/support/rules/random-log.ts'
import { anyRule } from '#/support/rules/random-rules.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/** SCORES_SEED and SCORES_RUNS repeat a run or make it longer. */
const RUNS = Number(process.env['SCORES_RUNS'] ?? 3)
const SEED =
  process.env['SCORES_SEED'] === undefined ? {} : { seed: Number(process.env['SCORES_SEED']) }
const RULES = 4

const folder = await openWarehouse()
const { warehouse } = folder
afterAll(() => folder[Symbol.asyncDispose]())

test(
  'the score of every subject at any moment, as known at any point, is that of the reference',
  async () => {
    let scored = 0
    const runs = fc.record({
      log: anyLog(20),
      rules: fc.array(anyRule('score'), { minLength: RULES, maxLength: RULES }),
      moment: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    await fc.assert(
      fc.asyncProperty(runs, async ({ log: { events, versions, authorities }, rules, moment }) => {
        await dropAll(warehouse)
        await migrate(warehouse, allTableFiles)
        await project(warehouse, events)
        const event = events[Math.floor(moment * (events.length - 1))]
        if (event === undefined) throw new TypeError('a log is never empty')
        for (const by of ['platform', 'source'] as const) {
          const until = knowledgePointIn(by, event)
          // Both are of one order.
          const known = { by, until, authorities } as Known
          // A second at which a fact lies, and one at which none does.
          const seconds = [event.occurred_at, event.recorded_at].map((at) =>
            Math.floor(msOfInstant(at) / 1_000),
          )
          for (const at of seconds) {
            for (const rule of rules) {
              if (!isScore(rule)) throw new TypeError('every rule is a score')
              const sql = scoreAtSql(rule, { scope: { of: 'everything' }, known }, at)
              const rows = await warehouse.query<ScoreRow>(sql, {
                purpose: 'test:scores',
                lane: 'rules',
              })
              scored += rows.length
              const facts = Map.groupBy(factsAsKnown(versions, known), (fact) => fact.subject_id)
              for (const row of rows) {
                const { score, band, parts } = referenceScore(
                  rule,
                  facts.get(row.subject_id) ?? [],
                  at,
                )
                expect(row).toEqual({
                  ...row,
                  score: String(score),
                  band,
                  parts: parts.map(String),
                })
              }
              const nothing = referenceScore(rule, [], at)
              const without = [...facts].filter(
                ([subject]) => !rows.some((row) => row.subject_id === subject),
              )
              for (const [, ofSubject] of without) {
                expect(referenceScore(rule, ofSubject, at)).toMatchObject({
                  score: nothing.score,
                  band: nothing.band,
                })
              }
            }
          }
        }
      }),
      { numRuns: RUNS, ...SEED, endOnFailure: true },
    )
    expect(scored).toBeGreaterThan(0)
  },
  HANG_MS * RUNS,
)

function isScore(rule: Rule): rule is ScoreRule {
  return rule.kind === 'score'
}
