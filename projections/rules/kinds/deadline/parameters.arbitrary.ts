import fc from 'fast-check'
import { selection, where } from '@jianwei/tests/support/rules/random-parts.ts'

const time = fc.oneof(
  fc.record({ within: fc.record({ hours: fc.constantFrom(1, 24, 30) }) }),
  fc.record({
    within: fc.record({
      days: fc.constantFrom(1, 2, 5),
      counted: fc.constantFrom('calendar', 'working', 'working'),
    }),
  }),
  fc.record({
    within: fc.record({
      days: fc.constantFrom(1, 2, 5),
      counted: fc.constant('working'),
      calendar: fc.constantFrom('CN', 'TW'),
    }),
  }),
  fc.record({ due: fc.constantFrom('data.due_date', 'data.due_at') }),
)

/** Random parameters as a rule's file has them. */
export const parameters = fc
  .tuple(
    fc.constantFrom(
      [['ComplaintReceived'], ['TicketAnswered']],
      [['TicketAnswered'], ['ComplaintReceived', 'PenaltyDecided']],
      [['ComplaintReceived', 'PenaltyDecided'], ['TicketAnswered']],
    ),
    fc.tuple(where, where),
    fc.constantFrom(undefined, ['data.ticket'], ['data.ticket', 'region']),
    time,
  )
  .map(([[duty, answer], [dutyWhere, answerWhere], match, due]) => ({
    duty: selection(duty, dutyWhere),
    answer: selection(answer, answerWhere),
    ...(match === undefined ? {} : { match }),
    ...due,
  }))
