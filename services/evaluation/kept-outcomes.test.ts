import { beforeEach, describe, expect, test } from 'vitest'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { QueryAborted, WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import {
  emptyWarehouse,
  serverWithoutData,
} from '@jianwei/tests/support/server/server-without-data.ts'
import { shelfOf } from '@jianwei/tests/support/program/running-pipeline.ts'
import { KeptOutcomes } from '#/evaluation/kept-outcomes.ts'

const counting = (id: string) =>
  ruleWith({
    id,
    kind: 'count',
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
  })
const RULES = ['a', 'b', 'c'].map(counting)
const REFUSED = new WarehouseError('memory limit', 241, { retryable: false })
const AWAY = new WarehouseError('away', 210, { retryable: true })

/** What statements throw whose purpose ends so. */
let failing: Map<string, Error>
/** Facts that each rule cannot judge. */
let facts: number
let told: string[]
let inForce: readonly Rule[]
let kept: KeptOutcomes

beforeEach(() => {
  failing = new Map()
  facts = 2
  told = []
  inForce = RULES
  kept = new KeptOutcomes({
    warehouse: {
      ...emptyWarehouse,
      query: async <Row>(_: unknown, { purpose }: { readonly purpose: string }) => {
        for (const [ending, error] of failing) if (purpose.endsWith(ending)) throw error
        if (!purpose.includes(':outcomes:')) return []
        const row = { outcome: 'error', code: 'ODD', facts: String(facts), sample: ['x'] }
        return [row] as unknown as readonly Row[]
      },
    },
    onFailed: (rules) => told.push(`failed ${rules.join(' ')}`),
    onToldAgain: (rules) => told.push(`again ${rules.join(' ')}`),
  })
})

const look = (signal = new AbortController().signal) => kept.look(inForce, signal)

/** By rule, the code of each failure that is shown, and its words. */
const shown = () => kept.current(RULES).map(({ rule_id, code }) => `${rule_id} ${code}`)
const notLookedAt = () => kept.not_looked_at(RULES).map(({ rule_id }) => rule_id)
const words = (rule: Rule) => kept.current([rule]).map(({ message }) => message)

describe('what is known of the outcomes of rules', () => {
  test('nothing before the first look, and it says so', async () => {
    expect([shown(), notLookedAt()]).toEqual([[], ['a', 'b', 'c']])
    await look()
    expect([shown(), notLookedAt()]).toEqual([RULES.map(({ id }) => `${id} ODD`), []])
    expect(kept.not_looked_at([counting('new')])).toMatchObject([
      { rule_id: 'new', code: 'OUTCOMES_NOT_LOOKED_AT' },
    ])
  })

  test.each([
    ['for good', REFUSED],
    ['for now', AWAY],
    ['by a fault', new TypeError('no')],
  ])('one rule that fails %s keeps the others from nothing', async (_, failure) => {
    failing.set(':outcomes:b', failure)
    await look()
    expect(shown()).toEqual(['a ODD', 'b OUTCOMES_NOT_TOLD', 'c ODD'])
    expect(told).toEqual(['failed b@1'])
  })

  test('a failure is told once, and told to be over', async () => {
    failing.set(':outcomes:b', REFUSED)
    await look()
    await look()
    failing.set(':outcomes:b', AWAY)
    await look()
    failing.clear()
    await look()
    await look()
    expect(told).toEqual(['failed b@1', 'failed b@1', 'again b@1'])
    expect(shown()).toEqual(['a ODD', 'b ODD', 'c ODD'])
  })

  test('what an earlier look told of the rule stays, and is named as older', async () => {
    await look()
    failing.set(':outcomes:b', REFUSED)
    facts = 9
    await look()
    expect(shown()).toEqual(['a ODD', 'b ODD', 'b OUTCOMES_NOT_TOLD', 'c ODD'])
    expect(words(RULES[0]!)).toEqual(['9 facts could not be judged, among them x'])
    expect(words(RULES[1]!)).toEqual([
      '2 facts could not be judged, among them x',
      'the last look at what it could not judge failed (WAREHOUSE_ERROR 241); ' +
        'what stands beside is of an earlier one',
    ])
  })

  test('what all rules need and does not come is told once for all of them', async () => {
    failing.set('newest-minute', REFUSED)
    await look()
    await look()
    expect(told).toEqual(['failed a@1 b@1 c@1'])
    expect(shown()).toEqual(RULES.map(({ id }) => `${id} OUTCOMES_NOT_TOLD`))
  })

  test('a rule in force no more is forgotten', async () => {
    await look()
    inForce = RULES.slice(1)
    await look()
    expect([shown(), notLookedAt()]).toEqual([['b ODD', 'c ODD'], ['a']])
  })

  test.each([
    ['an aborted statement', new QueryAborted('test')],
    ['damage', new WarehouseError('gone', 107, { retryable: false })],
  ])('%s ends the look', async (_, ending) => {
    failing.set(':outcomes:b', ending)
    await expect(look()).rejects.toBe(ending)
    expect(told).toEqual([])
  })

  test('a stop asks no further rule', async () => {
    await look(AbortSignal.abort())
    expect(notLookedAt()).toEqual(['a', 'b', 'c'])
  })

  test('the list of rules shows what failed, and nothing of what came a moment ago', async () => {
    failing.set(':outcomes:b', REFUSED)
    await kept.look(RULES.slice(0, 2), new AbortController().signal)
    await using app = serverWithoutData({ rules: shelfOf(RULES), rule_failures: kept })
    const { items } = (await app.inject('/v1/rules')).json()
    const shown = items.flatMap(({ failures }: { failures: readonly object[] }) => failures)
    expect(shown).toMatchObject([{ code: 'ODD' }, { code: 'OUTCOMES_NOT_TOLD' }])
  })
})
