import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'

/** What intake's routes can refuse, with status and title. The code is the promise; title and detail are for people. */
const PROBLEMS = {
  VALIDATION_FAILED: { status: 400, title: 'The request does not have the expected shape' },
  CURSOR_UNREADABLE: { status: 400, title: 'The cursor was not made by this list' },
  REQUEST_UNREADABLE: { status: 400, title: 'The request cannot be read' },
  STREAM_DAMAGED: { status: 400, title: 'The compressed stream is damaged or cut short' },
  BODY_TOO_SLOW: { status: 408, title: 'The body came too slowly' },
  QUARANTINE_UNKNOWN: { status: 404, title: 'No such input in quarantine' },
  ALREADY_TAKEN: { status: 409, title: 'This input was taken by an earlier re-drive' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'This media type is not accepted here' },
  CONTENT_ENCODING_UNSUPPORTED: { status: 415, title: 'This content encoding is not accepted here' },
  STREAM_EXPANDS: { status: 413, title: 'The compressed stream holds too little for its size' },
  STREAM_BLANK: { status: 422, title: 'The stream consists of blank lines' },
  STREAM_REFUSED: { status: 422, title: 'Too many lines of the stream were refused' },
  INPUT_COUNTED: { status: 422, title: "The input was refused; over the day's quota, it was counted and not kept" },
  INPUT_QUARANTINED: { status: 422, title: 'The input was refused and kept in quarantine' },
  INTERNAL: { status: 500, title: 'The server failed' },
  BODIES_BUSY: { status: 503, title: 'Too many bodies are being received' },
  LOG_UNAVAILABLE: { status: 503, title: 'The event log cannot take events now' },
} as const

export type IntakeProblemCode = keyof typeof PROBLEMS

export const Reason = z
  .object({
    code: z.string().meta({ description: 'Stable; branch on this', examples: ['TIME_UNREADABLE'] }),
    path: z.string().meta({ description: 'The field in the input', examples: ['data.fine_cents'] }),
    message: z.string(),
  })
  .meta({ id: 'RefusalReason', description: 'Why input was refused 拒收原因; never carries the refused value' })

/** RFC 9457; `quarantine_id` where the input was kept. */
export const IntakeProblem = z
  .object({
    type: z.string().meta({ examples: ['urn:jianwei:problem:INPUT_QUARANTINED'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string().meta({ description: 'Stable; branch on this', examples: ['INPUT_QUARANTINED'] }),
    request_id: z.string(),
    reasons: z.array(Reason).optional(),
    quarantine_id: z.string().optional(),
  })
  .meta({ id: 'IntakeProblem', description: 'Why intake refused a request (RFC 9457)' })
export type IntakeProblem = z.infer<typeof IntakeProblem>

export interface ProblemText {
  readonly detail?: string
  readonly reasons?: readonly RefusalReason[]
  readonly quarantine_id?: string
}

export function intakeProblem(code: IntakeProblemCode, requestId: string, text: ProblemText = {}): IntakeProblem {
  const { detail, reasons, quarantine_id } = text
  return {
    type: `urn:jianwei:problem:${code}`,
    ...PROBLEMS[code],
    ...(detail === undefined ? {} : { detail }),
    code,
    request_id: requestId,
    ...(reasons === undefined ? {} : { reasons: [...reasons] }),
    ...(quarantine_id === undefined ? {} : { quarantine_id }),
  }
}

/** Thrown by a route that cannot go on; the error handler answers with its problem. */
export class IntakeRefused extends Error {
  override readonly name = 'IntakeRefused'
  readonly code: IntakeProblemCode

  constructor(code: IntakeProblemCode, detail: string) {
    super(detail)
    this.code = code
  }
}

export function answerProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: IntakeProblemCode,
  text: ProblemText = {},
): FastifyReply {
  const body = intakeProblem(code, request.id, text)
  // Text, so that the route's response schemas do not stand between an error and its answer.
  return reply.code(body.status).type('application/problem+json').send(JSON.stringify(body))
}
