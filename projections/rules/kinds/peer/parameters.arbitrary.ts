import fc from 'fast-check'
import { EVENT_TYPES, anySelection } from '@jianwei/tests/support/rules/random-parts.ts'

/** Random parameters as a rule's file has them. */
export const parameters = fc.record(
  {
    // Conditions beside the groups would leave few facts to count.
    of: fc.oneof({ weight: 3, arbitrary: fc.constant({ events: EVENT_TYPES }) }, anySelection),
    amount: fc.constant('data.amount'),
    // Logs last for days: most snapshots are taken daily, and some at the end of a month or a year.
    every: fc.constantFrom('day', 'day', 'day', 'day', 'week', 'month', 'quarter', 'year'),
    window_periods: fc.constantFrom(1, 2, 3, 7, 400),
    group_by: fc.constantFrom(
      [{ attribute: 'industry_code', prefix: 3 }],
      [{ attribute: 'industry_code' }, { attribute: 'region', prefix: 4 }],
      [{ attribute: 'region', prefix: 1 }],
      [{ attribute: 'subject_type' }, { attribute: 'region' }],
      [{ attribute: 'category' }],
    ),
    peers_at_least: fc.constantFrom(2, 2, 3, 5),
    at_least: fc.constantFrom(1, 1, 2),
    z_at_least: fc.constantFrom(0.5, 1, 0.6745, 2.25, 3.5),
    scale_floor: fc.constantFrom(0.0001, 0.5, 1),
  },
  {
    requiredKeys: [
      'of',
      'every',
      'window_periods',
      'group_by',
      'peers_at_least',
      'at_least',
      'z_at_least',
      'scale_floor',
    ],
  },
)
