import fc from 'fast-check'
import {
  EVENT_TYPES,
  groupFields,
  selection,
  where,
} from '@jianwei/tests/support/rules/random-parts.ts'

/** Random parameters as a rule's file has them. */
export const parameters = fc
  .record({
    roles: fc.constantFrom(
      [EVENT_TYPES, undefined],
      [['ComplaintReceived', 'TicketAnswered'], undefined],
      [['ComplaintReceived', 'TicketAnswered'], ['PenaltyDecided']],
      [['ComplaintReceived'], ['TicketAnswered', 'PenaltyDecided']],
    ),
    wheres: fc.tuple(where, where),
    keyed: fc.oneof(
      fc.record({ key: groupFields }),
      fc.record({ key: groupFields, per: fc.constant('subject') }),
      fc.constant({ per: 'subject' }),
    ),
    regular: fc.record({
      at_least: fc.constantFrom(1, 2, 2, 3, 4),
      within: fc.constantFrom('5 hours', '1 day', '7 days'),
    }),
    silent_after: fc.constantFrom('1 hour', '5 hours', '24 hours', '30 hours', '48 hours'),
  })
  .map(({ roles: [of, unless], wheres, keyed, ...more }) => ({
    of: selection(of, wheres[0]),
    ...(unless === undefined ? {} : { unless: selection(unless, wheres[1]) }),
    ...keyed,
    ...more,
  }))
