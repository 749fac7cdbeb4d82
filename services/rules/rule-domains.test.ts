import { expect, test } from 'vitest'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { domainsOf } from '#/rules/rule-domains.ts'

const rule = (version: number, owner: string) =>
  ruleWith({
    id: 'a',
    version,
    owner,
    kind: 'count',
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
  })

test('each version of a rule has the domain that its own text names', async () => {
  const rules = [rule(1, 'market'), rule(2, 'fire')]
  const domainOf = domainsOf(async () => rules)
  expect(await domainOf('a', 1)).toBe('market')
  expect(await domainOf('a', 2)).toBe('fire')
})

test('a version that nobody asked about yet may change its text', async () => {
  let rules = [rule(1, 'market'), rule(2, 'draft')]
  const domainOf = domainsOf(async () => rules)
  expect(await domainOf('a', 1)).toBe('market')
  expect(await domainOf('a', 3)).toBeNull()
  rules = [rule(1, 'market'), rule(2, 'fire'), rule(3, 'health')]
  expect(await domainOf('a', 2)).toBe('fire')
  expect(await domainOf('a', 3)).toBe('health')
})
