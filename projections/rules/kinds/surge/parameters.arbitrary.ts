import fc from 'fast-check'
import { groupFields, mostFacts } from '@jianwei/tests/support/rules/random-parts.ts'

/** Random parameters as a rule's file has them. */
export const parameters = fc
  .record({
    of: mostFacts,
    group_by: groupFields,
    spans: fc.constantFrom(
      ['1 hour', '5 hours'],
      ['1 hour', '30 hours'],
      ['5 hours', '5 hours'],
      ['5 hours', '24 hours'],
      ['24 hours', '48 hours'],
      ['24 hours', '7 days'],
      ['48 hours', '7 days'],
    ),
    at_least: fc.constantFrom(1, 1, 2, 2, 3),
    chance_at_most: fc.constantFrom(0.1, 0.1, 0.1, 0.05, 0.01),
  })
  .map(({ spans: [window, baseline], ...more }) => ({ window, baseline, ...more }))
