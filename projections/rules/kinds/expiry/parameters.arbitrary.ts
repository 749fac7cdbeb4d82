import fc from 'fast-check'
import { EVENT_TYPES, selection, where } from '@jianwei/tests/support/rules/random-parts.ts'

/** Random parameters as a rule's file has them. */
export const parameters = fc
  .record({
    roles: fc.constantFrom(
      [['ComplaintReceived'], ['TicketAnswered'], ['PenaltyDecided']],
      [['ComplaintReceived', 'PenaltyDecided'], undefined, ['TicketAnswered']],
      [['ComplaintReceived', 'TicketAnswered'], ['PenaltyDecided'], undefined],
      [[...EVENT_TYPES], undefined, undefined],
    ),
    wheres: fc.tuple(where, where, where),
    valid_to: fc.constantFrom('data.due_date', 'data.due_at'),
    notice_days: fc.constantFrom(undefined, 0, 1, 2, 7),
    match: fc.constantFrom(undefined, ['data.ticket'], ['data.ticket', 'region']),
  })
  .map(({ roles: [of, ended_by, inactive_by], wheres, ...more }) => ({
    of: selection(of, wheres[0]),
    ...(ended_by === undefined ? {} : { ended_by: selection(ended_by, wheres[1]) }),
    ...(inactive_by === undefined ? {} : { inactive_by: selection(inactive_by, wheres[2]) }),
    ...more,
  }))
