import { afterAll, describe, expect, test } from 'vitest'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import type { SourceFeed } from '@jianwei/events/source/feeds.ts'
import { ledgerSql, warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import type { OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  feedsAsKnown,
  type FeedStatement,
} from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { LedgerRow } from '@jianwei/projections/rules/statements/warning-sql.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * What sources ever stated stands in a rule's statement, which the engine takes however much it is.
 */

const folder = await openWarehouse()
const { warehouse } = folder
afterAll(() => folder[Symbol.asyncDispose]())

const ANSWERS = ['DecisionPublished', 'ReviewDecided', 'CaseClosed', 'CreditRepaired']
const deadline = (answers: readonly string[]): Rule =>
  ruleWith({
    kind: 'deadline',
    parameters: {
      duty: { events: ['PenaltyDecided'] },
      answer: { events: answers },
      match: ['data.decision_number'],
      within: { days: 5, counted: 'calendar' },
    },
  })
const START = Date.parse('2020-01-01T00:00:00.000Z')
const day = (number: number): Instant => instantFromMs(START + number * 86_400_000)

/** An entry of a region of its own, from a second of its own. */
const entry = (number: number, types: readonly string[], from = number): SourceFeed => ({
  event_types: [...types],
  regions: [`test:r${number}` as RegionId],
  from: day(from),
})
const statement = (
  source: string,
  position: number,
  feeds: readonly SourceFeed[],
): FeedStatement => ({ source, position, feeds, never_feeds: [] })
const numbers = (length: number): readonly number[] => Array.from({ length }, (_, index) => index)

/** One duty in each of many regions, long after every entry began. */
await project(
  warehouse,
  recordedLog(
    numbers(2_000).map((number) => ({
      id: `p${number}`,
      type: 'PenaltyDecided',
      occurred_at: day(2_000),
      subject_id: `test:s${number}`,
      region: `test:r${number}`,
      data: { penalty_types: ['02'], decision_number: `${number}` },
    })),
  ),
)

const cases: readonly [string, number, readonly string[], readonly FeedStatement[]][] = [
  [
    '1,000 entries',
    1000,
    ANSWERS.slice(0, 1),
    [
      statement(
        'a',
        5,
        numbers(1_000).map((number) => entry(number, ANSWERS.slice(0, 1))),
      ),
    ],
  ],
  [
    '200 entries of four types',
    200,
    ANSWERS,
    [
      statement(
        'a',
        5,
        numbers(200).map((number) => entry(number, ANSWERS)),
      ),
    ],
  ],
  [
    '20 entries, each edited 20 times',
    20,
    ANSWERS.slice(0, 1),
    numbers(20).map((edit) =>
      statement(
        'a',
        5 + edit,
        numbers(20).map((number) => entry(number, ANSWERS.slice(0, 1), edit)),
      ),
    ),
  ],
  [
    '500 sources that each stated something else once',
    500,
    ANSWERS.slice(0, 1),
    numbers(500).flatMap((number) => [
      statement(`s${number}`, 5 + number, [entry(number, ANSWERS.slice(0, 1))]),
      statement(`s${number}`, 1_005 + number, [entry(number, ANSWERS.slice(0, 1), number + 1)]),
    ]),
  ],
]

describe.each<OrderOfKnowing>(['platform', 'source'])('by %s', (by) => {
  test.each(cases)('rules are judged with %s', async (_, fed, answers, statements) => {
    const rule = deadline(answers)
    const view = {
      scope: { of: 'everything' },
      known: { by },
      statements,
      authorities: [],
      notices: [],
    } as const
    const ledger = await warehouse.query<LedgerRow>(ledgerSql(rule, view), { purpose: 'test' })
    expect(ledger.filter((row) => row.withdrawn_position === null)).toHaveLength(fed)
    const warnings = warningsSql(rule, { ...view, clock: day(3_000) })
    expect(await warehouse.query(warnings, { purpose: 'test' })).toHaveLength(fed)
  })

  test('an entry that later statements repeat is one', () => {
    const kept = entry(1, ['CaseClosed'])
    const statements = numbers(9).map((edit) =>
      statement('a', 5 + edit, [kept, { ...entry(2, ['CaseClosed']), until: day(500 + edit) }]),
    )
    const feeds = feedsAsKnown({ statements }, { by: 'platform' })
    expect(feeds.filter(({ regions }) => regions?.[0] === 'test:r1')).toMatchObject([
      { known_from: { by: 'platform', position: 5 }, known_until: null },
    ])
    expect(feeds).toHaveLength(10)
  })
})
