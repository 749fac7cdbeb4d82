import { expect, test } from 'vitest'
import { chosenRules, facetCounts } from '#/rules/library.ts'
import type { RuleRead } from '#/rules/rule-queries.ts'

const rules = [
  rule('b', 1, 'drafted', 'transport'),
  rule('a', 1, 'drafted', 'transport'),
  rule('a', 2, 'published', 'transport'),
  rule('c', 1, 'published', 'culture'),
]

test('published rules come first, and newer versions before older ones', () => {
  const names = chosenRules(rules, {}, '').map((one) => `${one.rule_id}@${one.rule_version}`)
  expect(names).toEqual(['a@2', 'c@1', 'a@1', 'b@1'])
})

test('all words of a text are looked for, in laws too', () => {
  const found = (text: string) => chosenRules(rules, {}, text).map(({ rule_id }) => rule_id)
  expect(found('第九条 A')).toEqual(['a', 'a'])
  expect(found('第十条')).toEqual([])
})

test('a facet counts what the other facets leave', () => {
  expect(facetCounts(rules, { domain: 'transport', state: 'published' }, 'state')).toEqual([
    ['drafted', 2],
    ['published', 1],
  ])
  expect(facetCounts(rules, { domain: 'education', state: 'shadow' }, 'state')).toEqual([
    ['shadow', 0],
  ])
})

function rule(
  rule_id: string,
  rule_version: number,
  state: RuleRead['state'],
  owner: string,
): RuleRead {
  const none = { standing: 0, raised: 0, withdrawn: 0 }
  return {
    rule_id,
    rule_version,
    state,
    owner,
    title: { zh: `规则${rule_id}`, en: rule_id },
    legal_basis: [{ law: '某法', article: '第九条', valid_from: null, valid_to: null, source: '' }],
    since_position: 1,
    life: [],
    content_hash: '',
    yaml: '',
    outcomes: { ...none, without_alert: 0, open_alerts: 0 },
    shadow: none,
    failures: [],
    suppressed: [],
    feed_outcomes: [],
  }
}
