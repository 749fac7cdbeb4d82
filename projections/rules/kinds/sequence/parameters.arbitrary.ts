import fc from 'fast-check'
import { stepSelection, window } from '@jianwei/tests/support/rules/random-parts.ts'

const anyStep = fc.record({ of: stepSelection, within: window })

/** Random parameters as a rule's file has them. */
export const parameters = fc.record(
  {
    first: stepSelection,
    followed_by: fc.oneof(
      { weight: 9, arbitrary: fc.array(anyStep, { minLength: 1, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.array(anyStep, { minLength: 3, maxLength: 3 }) },
    ),
    match: fc.constantFrom(['data.ticket'], ['region', 'data.ticket']),
  },
  { requiredKeys: ['first', 'followed_by'] },
)
