import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { refusalReasons } from '@jianwei/events/refusal-reasons.ts'
import { CursorUnreadable } from '@jianwei/projections/cursor.ts'
import { traceOf } from '#/http/error-trace.ts'
import { refuseUnknownMethods } from '#/http/below-framework.ts'
import { BodyTooSlow } from '#/http/received-bodies.ts'
import {
  isProblemCode,
  PASSING,
  PROBLEMS,
  RETRY_AFTER_S,
  type ProblemCode,
} from '#/http/problem-kinds.ts'
import { answerProblem, RequestRefused, type ProblemText } from '#/http/problem.ts'
import type { HttpLogger } from '#/http/request-log.ts'

/**
 * What Fastify itself refuses, by its code. The rest of its 4xx codes answer REQUEST_UNREADABLE.
 */
const FASTIFY_REFUSALS: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_UNREADABLE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_UNREADABLE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_UNREADABLE',
  FST_ERR_MAX_PARAM_LENGTH: 'ADDRESS_TOO_LONG',
  FST_ERR_HANDLER_TIMEOUT: 'ANSWER_TIMED_OUT',
}

/** What an error means to whoever asked. */
export interface Refusal extends ProblemText {
  readonly code: ProblemCode
  readonly headers?: Readonly<Record<string, string>>
}

/** Undefined for an error that is none of the service's own. */
export type OwnRefusal = (error: FastifyError) => Refusal | undefined

/**
 * Every error of every route becomes an RFC 9457 problem. What is a bug is logged with its stack
 * and answered without it.
 */
export function answerErrors(
  app: FastifyInstance,
  logger: Pick<HttpLogger, 'debug' | 'error'>,
  ownRefusal: OwnRefusal = () => undefined,
): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { code, headers = {}, ...text } = ownRefusal(error) ?? refusalOf(error, request)
    const asked = { request_id: request.id, route: request.routeOptions.url }
    if (code === 'INTERNAL') logger.error({ ...asked, error: traceOf(error) }, 'request failed')
    const reasons = [...new Set(text.reasons?.map((reason) => reason.code))]
    logger.debug({ ...asked, code, reasons }, 'request refused')
    reply.headers(headers)
    if (PROBLEMS[code].status === 401) reply.header('www-authenticate', 'Bearer')
    if (PASSING.includes(code)) reply.header('retry-after', RETRY_AFTER_S)
    return answerProblem(request, reply, code, text)
  })
}

/** Whether it answers what nothing else does; then it has begun to. */
export type AnswerUnknown = (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>

/** Before the body is read, and after the headers that every answer carries. */
export function refuseUnknownRoutes(
  app: FastifyInstance,
  answers: AnswerUnknown = async () => false,
): void {
  refuseUnknownMethods(app, async (request, reply, allowed) => {
    if (allowed.length === 0) {
      if (!(await answers(request, reply))) answerProblem(request, reply, 'ROUTE_UNKNOWN')
      return
    }
    reply.header('allow', allowed.join(', '))
    const detail = `known here: ${allowed.join(', ')}`
    answerProblem(request, reply, 'METHOD_NOT_ALLOWED', { detail })
  })
}

function refusalOf(error: FastifyError, request: FastifyRequest): Refusal {
  if (hasZodFastifySchemaValidationErrors(error)) {
    return { code: 'VALIDATION_FAILED', reasons: reasonsOf(error.validationContext, request) }
  }
  if (error instanceof RequestRefused) return { code: error.code, detail: error.message }
  if (error instanceof BodyTooSlow) return { code: 'REQUEST_TIMED_OUT', detail: error.message }
  if (error instanceof CursorUnreadable) return { code: error.code, detail: error.message }
  if (error instanceof DomainError && isProblemCode(error.code))
    return { code: error.code, detail: error.message }
  const refused = FASTIFY_REFUSALS[error.code]
  if (refused !== undefined) return { code: refused }
  const status = error.statusCode ?? 500
  return { code: status >= 400 && status < 500 ? 'REQUEST_UNREADABLE' : 'INTERNAL' }
}

/** Fastify checks the parts of a request in this order and stops at the first that fails. */
const PARTS = ['params', 'body', 'querystring', 'headers'] as const
type RequestPart = (typeof PARTS)[number]

/** The failed part's reasons and those of the parts that Fastify did not get to. */
function reasonsOf(failed: string | undefined, request: FastifyRequest): readonly RefusalReason[] {
  const unchecked = PARTS.slice(PARTS.findIndex((part) => part === failed))
  return unchecked.flatMap((part) => {
    const schema = request.routeOptions.schema?.[part]
    if (!(schema instanceof z.ZodType)) return []
    const input = inputOf(request, part)
    const { error } = schema.safeParse(input)
    return error === undefined
      ? []
      : refusalReasons(error.issues, input, part === 'querystring' ? 'query' : part)
  })
}

function inputOf(request: FastifyRequest, part: RequestPart): unknown {
  return part === 'querystring' ? request.query : request[part]
}
