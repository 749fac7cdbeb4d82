import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { decayed, decayedSql } from '@jianwei/projections/rules/kinds/score/decay.ts'
import { FACT_MICRO_MAX } from '@jianwei/projections/rules/kinds/score/parameters.ts'
import { WINDOW_SECONDS_MAX } from '@jianwei/projections/rules/language/window.ts'
import { integer, joined, sql } from '@jianwei/projections/sql.ts'
import { HANG_MS } from '#/support/hang.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'

/** DECAY_SEED and DECAY_RUNS repeat a run or make it longer. */
const RUNS = Number(process.env['DECAY_RUNS'] ?? 40)
const SEED =
  process.env['DECAY_SEED'] === undefined ? {} : { seed: Number(process.env['DECAY_SEED']) }
const DAY = 86_400

const folder = await openWarehouse()
const { warehouse } = folder
afterAll(() => folder[Symbol.asyncDispose]())

interface Faded {
  readonly micro: number
  readonly age: number
}

async function fadedBySql(points: readonly Faded[], halfLife: number): Promise<readonly string[]> {
  const rows = points.map(({ micro, age }) => sql`(${integer(micro)}, ${integer(age)})`)
  const left = decayedSql(sql`toInt64(one.1)`, sql`toInt64(one.2)`, halfLife)
  const statement = sql`SELECT toString(${left}) AS left FROM (SELECT arrayJoin(
    [${joined(rows)}]::Array(Tuple(Int64, Int64))) AS one)`
  const answers = await warehouse.query<{ left: string }>(statement, {
    purpose: 'test:decay',
    lane: 'rules',
  })
  return answers.map(({ left }) => left)
}

test.each<[Faded, number]>([
  // Where the functions of two mathematics libraries give neighbouring doubles.
  [{ micro: 656_095_000, age: 29_851_200 }, 90 * DAY],
  [{ micro: 611_344_000, age: 15_408_000 }, 365 * DAY],
])('%o fades alike in both engines, of a half-life of %i seconds', async (faded, halfLife) => {
  const left = decayed(faded.micro, faded.age, halfLife)
  expect(await fadedBySql([faded], halfLife)).toEqual([String(left)])
})

test(
  'whatever points fade alike in both engines, at any age and of any half-life',
  async () => {
    const hours = fc.integer({ min: 1, max: Math.floor(WINDOW_SECONDS_MAX / 3_600) })
    const halfLives = fc.oneof(fc.constantFrom(1, 24, 168, 2_160, 8_760), hours)
    const faded = fc.record({
      micro: fc.integer({ min: -FACT_MICRO_MAX, max: FACT_MICRO_MAX }),
      age: fc.oneof(
        fc.integer({ min: 0, max: WINDOW_SECONDS_MAX }),
        fc.integer({ min: 0, max: 100 }).map((days) => days * DAY),
        // Of what lies outside of a window.
        fc.integer({ min: -DAY, max: -1 }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(
        halfLives,
        fc.array(faded, { minLength: 500, maxLength: 500 }),
        async (halfLifeHours, points) => {
          const halfLife = halfLifeHours * 3_600
          const expected = points.map(({ micro, age }) => String(decayed(micro, age, halfLife)))
          expect(await fadedBySql(points, halfLife)).toEqual(expected)
        },
      ),
      { numRuns: RUNS, ...SEED, endOnFailure: true },
    )
  },
  HANG_MS,
)
