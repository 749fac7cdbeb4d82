import fc from 'fast-check'
import { anySelection, window } from '@jianwei/tests/support/rules/random-parts.ts'

/** Random parameters as a rule's file has them. */
export const parameters = fc.record(
  {
    of: anySelection,
    at_least: fc.constantFrom(1, 2, 2, 3, 3, 4),
    window,
    distinct: fc.constantFrom('data.word', 'data.amount', 'region', 'data.deep.code'),
  },
  { requiredKeys: ['of', 'at_least', 'window'] },
)
