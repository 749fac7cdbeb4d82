import { z } from 'zod'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'

/** Every refusal this API can give, with its status and title. The code is the promise; title and detail are for people. */
const PROBLEMS = {
  VALIDATION_FAILED: { status: 400, title: 'The request does not have the expected shape' },
  CURSOR_UNREADABLE: { status: 400, title: 'The cursor was not made by this list' },
  BODY_UNREADABLE: { status: 400, title: 'The body cannot be read' },
  REQUEST_UNREADABLE: { status: 400, title: 'The request cannot be read' },
  ROUTE_UNKNOWN: { status: 404, title: 'There is nothing at this address' },
  ALERT_UNKNOWN: { status: 404, title: 'No such alert' },
  WARNING_UNKNOWN: { status: 404, title: 'No such warning' },
  SUBJECT_UNKNOWN: { status: 404, title: 'No such subject' },
  SUBJECT_IS_GROUP: { status: 404, title: 'The subject is a group of facts' },
  RULE_UNKNOWN: { status: 404, title: 'No such rule' },
  RULE_VERSION_UNKNOWN: { status: 404, title: 'No such version of the rule' },
  BACKTEST_UNKNOWN: { status: 404, title: 'No such backtest' },
  EVENT_UNKNOWN: { status: 404, title: 'No such event' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not know the method' },
  REQUEST_TIMED_OUT: { status: 408, title: 'The request did not come to its end in time' },
  RULE_STEP_REFUSED: { status: 409, title: 'The step does not follow from where the rule version is' },
  RULE_CONTENT_LOCKED: { status: 409, title: 'The content of an evaluated rule version cannot change' },
  RULE_RETIRED: { status: 409, title: 'The rule version was retired' },
  RULE_NOT_EVALUATED: { status: 409, title: 'A draft has no warnings' },
  BACKTEST_NOT_DONE: { status: 409, title: 'The backtest has no result' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  ADDRESS_TOO_LONG: { status: 414, title: 'The address is too long' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'This media type is not accepted here' },
  EXPECTATION_UNKNOWN: { status: 417, title: 'Only 100-continue can be expected' },
  HOST_UNKNOWN: { status: 421, title: 'This server does not answer for that host name' },
  OUTCOME_REFUSED: { status: 422, title: 'The outcome cannot be read' },
  PERIOD_REFUSED: { status: 422, title: 'The period cannot be read or is empty' },
  RULE_REFUSED: { status: 422, title: 'The text is not a rule that loads' },
  RULE_TESTS_FAILED: { status: 422, title: 'The rule fails its own tests' },
  EXPLANATION_TOO_LARGE: { status: 422, title: 'There is too much to explain it' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  REQUEST_ABORTED: { status: 499, title: 'The client went away before the answer' },
  INTERNAL: { status: 500, title: 'The server failed' },
  BACKTEST_TOO_LARGE: { status: 422, title: 'The backtest would hold more than it may' },
  BACKTESTS_BUSY: { status: 503, title: 'Too many backtests wait' },
  BODIES_BUSY: { status: 503, title: 'Too many bodies are being received' },
  CONNECTIONS_BUSY: { status: 503, title: 'Too many connections are open' },
  TEXTS_BUSY: { status: 503, title: 'Too many texts wait to be read' },
  ANSWER_TIMED_OUT: { status: 503, title: 'The answer took too long and was given up' },
  STREAM_CONFLICT: { status: 503, title: 'Somebody else changed the same thing at the same time' },
  LOG_UNAVAILABLE: { status: 503, title: 'The event log cannot take it yet' },
  WAREHOUSE_UNAVAILABLE: { status: 503, title: 'The warehouse cannot answer yet' },
} as const

export type ProblemCode = keyof typeof PROBLEMS

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code)
}

/** One thing that is wrong with the input, named by its place in it. Never carries the refused value. */
const ProblemReason = z
  .object({
    code: z.string().meta({ description: 'Stable; branch on this', examples: ['FIELD_VALUE'] }),
    path: z.string().meta({ description: 'Where in the request', examples: ['query.limit'] }),
    message: z.string().meta({ examples: ['expected at most 500'] }),
  })
  .meta({ id: 'ProblemReason' })

/** RFC 9457, with `code`, `request_id` and `reasons` as extension members. */
export const Problem = z
  .object({
    type: z
      .string()
      .meta({ description: 'Names the kind of problem', examples: ['urn:jianwei:problem:SUBJECT_UNKNOWN'] }),
    title: z.string().meta({ examples: ['No such subject'] }),
    status: z.int().meta({ examples: [404] }),
    detail: z
      .string()
      .optional()
      .meta({ examples: ['no event names tw-epa:L02A0361'] }),
    code: z.string().meta({ description: 'Stable; branch on this', examples: ['SUBJECT_UNKNOWN'] }),
    request_id: z.string().meta({ description: 'Find the request in the log by this' }),
    reasons: z.array(ProblemReason).optional().meta({ description: 'Everything that is wrong, not only the first' }),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457)' })
export type Problem = z.infer<typeof Problem>

export interface ProblemText {
  readonly request_id: string
  readonly detail?: string
  readonly reasons?: readonly RefusalReason[]
}

export function problem(code: ProblemCode, text: ProblemText): Problem {
  return {
    type: `urn:jianwei:problem:${code}`,
    title: PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    ...(text.detail === undefined ? {} : { detail: text.detail }),
    code,
    request_id: text.request_id,
    ...(text.reasons === undefined ? {} : { reasons: [...text.reasons] }),
  }
}

/** For the API's description: the most telling problem of a status. */
export function exampleProblem(status: number): Problem {
  const codes = Object.keys(PROBLEMS).filter((code) => code !== 'ROUTE_UNKNOWN')
  // The keys of PROBLEMS are its codes.
  const code = (codes.find((name) => PROBLEMS[name as ProblemCode].status === status) ?? 'INTERNAL') as ProblemCode
  const request_id = '0b0c7a52-5f0e-4f0e-9d7b-0d6a2f3c4e11'
  if (code !== 'VALIDATION_FAILED') return problem(code, { request_id })
  return problem(code, {
    request_id,
    reasons: [{ code: 'FIELD_VALUE', path: 'query.limit', message: 'expected at most 500' }],
  })
}

/** Thrown by a route that cannot answer; the error handler turns it into the problem of its code. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly code: ProblemCode

  constructor(code: ProblemCode, detail: string) {
    super(detail)
    this.code = code
  }
}

/** Response schemas for the statuses a route can refuse with. */
export function problems<const Status extends number>(...statuses: readonly Status[]): Record<Status, typeof Problem> {
  // One entry for each status, which is what the type says.
  return Object.fromEntries(statuses.map((status) => [status, Problem])) as Record<Status, typeof Problem>
}
