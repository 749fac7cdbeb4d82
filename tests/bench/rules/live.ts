import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { evaluate } from '@jianwei/services/sentinel/evaluation.ts'
import { timed, type Timings } from './measure.ts'

export interface LiveOptions {
  /** The last position of the log. */
  readonly last: Position
  readonly subjects: number
  readonly batches: number
  readonly clock: Instant
}

const TOUCHED_SUBJECTS = 500
const asks = { purpose: 'bench:live', lane: 'rules' } as const

/** The sentinel's own evaluation of batches that touch 500 subjects, chosen by the engine with equal chances. */
export async function measureLive(
  warehouse: Warehouse,
  rules: readonly Rule[],
  options: LiveOptions,
): Promise<Timings> {
  const timings: number[] = []
  for (let batch = 0; batch < options.batches; batch += 1) {
    const table = `bench_touched_${batch}`
    await warehouse.execute(
      `CREATE TABLE ${table} ENGINE = Memory AS SELECT DISTINCT cityHash64(concat('bench:', toString(sipHash64(number, 'batch ${batch}') % ${options.subjects}))) AS subject_key
       FROM numbers(${TOUCHED_SUBJECTS})`,
      asks,
    )
    const touched = {
      subjects: TOUCHED_SUBJECTS,
      slices: [{ of: 'subjects_in' as const, table }],
      async [Symbol.asyncDispose]() {},
    }
    const boundary = { position: options.last, clock: options.clock }
    const { ms } = await timed(async () => {
      for await (const steps of evaluate(warehouse, rules, touched, boundary)) void steps
    })
    timings.push(ms)
    await warehouse.execute(`DROP TABLE ${table}`, asks)
  }
  return timings
}
