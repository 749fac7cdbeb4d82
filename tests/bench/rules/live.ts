import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { isSnapshotRule, reachOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import { evaluate, evaluateGroups } from '@jianwei/services/evaluation/evaluate.ts'
import { DueSubjects } from '@jianwei/services/evaluation/due-subjects.ts'
import { WARNINGS_LEDGER } from '@jianwei/services/evaluation/ledger.ts'
import { ruleNames } from '@jianwei/services/evaluation/touched-subjects.ts'
import { timed, type Timings } from './measure.ts'
import { sql } from '@jianwei/projections/sql.ts'

export interface LiveOptions {
  /** The last position of the log. */
  readonly last: Position
  readonly subjects: number
  readonly batches: number
  readonly clock: Instant
}

export interface LiveTimings {
  /** Rules about subjects, by batch. */
  readonly of_subjects: Timings
  /** Rules about groups, by batch. */
  readonly of_groups: Timings
}

const TOUCHED_SUBJECTS = 500
const asks = { purpose: 'bench:live', lane: 'rules' } as const

/**
 * The sentinel's own evaluation of batches that touch 500 subjects, chosen by the engine with equal
 * chances; for rules about groups, of the last 500 positions. Rules that wait for a snapshot are
 * not evaluated at a batch. The ledger is empty, so all that stands is found to be missing from it.
 */
export async function measureLive(
  warehouse: Warehouse,
  rules: readonly Rule[],
  options: LiveOptions,
): Promise<LiveTimings> {
  const ofFacts = rules.filter((rule) => !isSnapshotRule(rule))
  const ofSubjects = ofFacts.filter((rule) => reachOf(rule) === 'subject')
  const ofGroups = ofFacts.filter((rule) => reachOf(rule) === 'group')
  const into = { ledger: WARNINGS_LEDGER, dues: new DueSubjects() }
  const timings = { of_subjects: [] as number[], of_groups: [] as number[] }
  for (let batch = 0; batch < options.batches; batch += 1) {
    const table = sql`bench_touched_${batch}`
    await warehouse.execute(
      sql`
CREATE TABLE ${table} ENGINE = Memory AS
SELECT DISTINCT cityHash64(concat('bench:',
  toString(sipHash64(number, ${`batch ${batch}`}) % ${options.subjects}))) AS subject_key
FROM numbers(${TOUCHED_SUBJECTS})`,
      asks,
    )
    const touched = { slices: [{ of: 'subjects_in', table }] } as const
    const position = (options.last - batch * TOUCHED_SUBJECTS) as Position
    const boundary = { position, clock: options.clock }
    timings.of_subjects.push(
      (
        await timed(() =>
          all(evaluate(warehouse, ofSubjects, touched, boundary, NOTHING_STATED, into)),
        )
      ).ms,
    )
    const evaluated = (position - TOUCHED_SUBJECTS) as Position
    const since = { evaluated, clock: options.clock, rules: ruleNames(ofGroups) }
    timings.of_groups.push(
      (await timed(() => all(evaluateGroups(warehouse, ofGroups, since, boundary, NOTHING_STATED))))
        .ms,
    )
    await warehouse.execute(sql`DROP TABLE ${table}`, asks)
  }
  return timings
}

async function all(steps: AsyncIterable<unknown>): Promise<void> {
  for await (const step of steps) void step
}
