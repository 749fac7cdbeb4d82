import fc from 'fast-check'
import { anySelection, window } from '@jianwei/tests/support/rules/random-parts.ts'

/** Random parameters as a rule's file has them. */
export const parameters = fc.record({
  conditions: fc.array(fc.record({ of: anySelection, at_least: fc.constantFrom(1, 1, 2) }), {
    minLength: 2,
    maxLength: 3,
  }),
  window,
})
