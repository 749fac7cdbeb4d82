import fc from 'fast-check'
import { EVENT_TYPES, anySelection, window } from '@jianwei/tests/support/rules/random-parts.ts'

/** Random parameters as a rule's file has them. */
export const parameters = fc.record({
  // Conditions beside the amount would leave few facts to add up.
  of: fc.oneof({ weight: 2, arbitrary: fc.constant({ events: EVENT_TYPES }) }, anySelection),
  amount: fc.constant('data.amount'),
  at_least: fc.constantFrom(1, 2, 2, 3, 4),
  window,
})
