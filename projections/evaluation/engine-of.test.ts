import { expect, test } from 'vitest'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { engineOf } from '#/evaluation/engine-of.ts'

const surge = (where: object) =>
  ruleWith({
    id: 'surge',
    kind: 'surge',
    parameters: {
      of: { events: ['ComplaintReceived'], ...where },
      group_by: ['region'],
      window: '7 days',
      baseline: '28 days',
      at_least: 3,
      chance_at_most: 0.001,
    },
  })

test('a rule about groups is evaluated in the process unless it asks what their subjects are', () => {
  expect(engineOf(surge({}))).toBe('process')
  const ofSubjects = { where: { field: 'subject.industry_code', starts_with: 'H' } }
  expect(engineOf(surge(ofSubjects))).toBe('sql')
})
