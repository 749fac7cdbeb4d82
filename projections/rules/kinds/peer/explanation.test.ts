import { SHIPPED_CALENDARS } from '@jianwei/events/calendar/calendars.ts'
import { describe, expect, test } from 'vitest'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { explainPeer } from '#/rules/kinds/peer/explanation.ts'
import { standsOut } from '#/rules/kinds/peer/robust-z.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { parseRule } from '#/rules/parse-rule.ts'
import type { PeerRule } from '#/rules/kinds/peer/parameters.ts'

const bilingual = { en: 'Of the tests.', zh: '测试。' }
const SNAPSHOT = Date.UTC(2026, 3, 1) / 1_000

function peerRule(parameters: object): PeerRule {
  const parsed = parseRule({
    id: 'above-peers',
    version: 1,
    title: bilingual,
    text: bilingual,
    level: 'yellow',
    legal_basis: [],
    class: 'template',
    jurisdiction: 'tests',
    owner: 'tests',
    review_by: '2027-12-31',
    false_positives: bilingual,
    playbook: bilingual,
    utc_offset: '+00:00',
    kind: 'peer',
    parameters: {
      of: { events: ['PenaltyDecided'] },
      every: 'month',
      window_periods: 1,
      group_by: [{ attribute: 'region' }],
      peers_at_least: 3,
      at_least: 2,
      z_at_least: 3,
      scale_floor: 1,
      ...parameters,
    },
    tests: [],
  })
  if (!parsed.ok || parsed.rule.kind !== 'peer') throw new TypeError(JSON.stringify(parsed))
  return parsed.rule
}

function penalty(id: string, day: number, fine_cents: number): KnownFact {
  const second = SNAPSHOT - 31 * 86_400 + (day - 1) * 86_400
  const occurred_at = instantFromMs(second * 1_000)
  const content = {
    type: 'PenaltyDecided',
    occurred_at,
    region: null,
    department: null,
    data: { fine_cents },
  }
  const common = {
    subject_id: 'test:a',
    source: 'tests',
    subject_value: () => undefined,
    rank_for: () => 0,
  }
  return { ...common, fact_id: eventIdOf('tests', id), content, second }
}

const calendars = SHIPPED_CALENDARS
const facts = [
  penalty('old', -20, 900),
  ...[1, 2, 3, 4, 5].map((day) => penalty(`p${day}`, day, day * 100)),
]
const warning = {
  facts,
  anchor: '2026-04-01T00:00:00.000Z',
  second: SNAPSHOT,
  clock: SNAPSHOT,
  calendars,
}

describe('a warning among peers is explained', () => {
  test('by the number, its distance in spreads and the size of the group', () => {
    // The median is 1 and so is the median deviation: 4 ÷ 1.4826 = 2.6979….
    const { comparisons, evidence } = explainPeer(peerRule({ z_at_least: 2.5 }), {
      ...warning,
      others: [0, 0, 1, 1],
    })
    expect(comparisons.map(({ value, threshold }) => [value, threshold])).toEqual([
      [5, 2],
      [2.6979, 2.5],
      [5, 3],
    ])
    expect(evidence).toHaveLength(5)
  })

  test.each([
    { parameters: {}, others: [0, 0, 0, 1], gone: 3 },
    {
      parameters: { amount: 'data.fine_cents', at_least: 100, scale_floor: 100 },
      others: [0, 0, 100, 100],
      gone: 3,
    },
    { parameters: { at_least: 5 }, others: [0, 0, 0, 0], gone: 1 },
  ])(
    'with the fewest facts whose absence hides it: $gone with $parameters',
    ({ parameters, others, gone }) => {
      const rule = peerRule(parameters)
      const [less] = explainPeer(rule, { ...warning, others }).smallest_changes
      if (less?.change !== 'facts_less') throw new TypeError('facts come first')
      expect(less.fact_ids).toHaveLength(gone)
      const without = (ids: readonly string[]) => ({
        ...warning,
        others,
        facts: facts.filter((one) => !ids.includes(one.fact_id)),
      })
      expect(() => explainPeer(rule, without(less.fact_ids))).toThrow('does not stand out')
      expect(() => explainPeer(rule, without(less.fact_ids.slice(1)))).not.toThrow()
    },
  )

  test('with the smallest z that would have kept quiet', () => {
    const others = [0, 1, 1, 2, 3]
    const rule = peerRule({ z_at_least: 1, scale_floor: 0.1 })
    const [, threshold] = explainPeer(rule, { ...warning, others }).smallest_changes
    if (threshold?.change !== 'threshold') throw new TypeError('the threshold comes second')
    const asked = (z: number) => ({ ...rule.parameters, z_at_least_e4: Math.round(z * 10_000) })
    const to = Number(threshold.to)
    expect(standsOut(asked(to), 5, [...others, 5])).toBe(false)
    expect(standsOut(asked(to - 0.0001), 5, [...others, 5])).toBe(true)
  })
})
