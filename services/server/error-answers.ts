import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { refusalReasons } from '@jianwei/events/refusal-reasons.ts'
import { BacktestRefused } from '@jianwei/projections/backtest/backtest-refused.ts'
import { CursorUnreadable } from '@jianwei/projections/cursor.ts'
import { QueryAborted, WarehouseError, WarehouseLocked } from '@jianwei/projections/warehouse-error.ts'
import { BodyTooSlow } from '#/patient-body.ts'
import { traceOf } from '#/error-trace.ts'
import { RuleRefused, RuleTestsFailed } from '#/rule-steps.ts'
import { isProblemCode, problem, RequestRefused, type ProblemCode } from '#/server/problem.ts'
import { refuseUnknownMethods } from '#/server/known-methods.ts'
import type { ServerLogger } from '#/server/request-log.ts'

const RETRY_AFTER_S = 2
/** ClickHouse's numbers for a table and a database that do not exist: the migrations have not run yet. */
const NOT_MIGRATED = [60, 81]

/** Problems that pass: the same request may succeed later. */
const PASSING: readonly ProblemCode[] = [
  'WAREHOUSE_UNAVAILABLE',
  'ANSWER_TIMED_OUT',
  'BACKTESTS_BUSY',
  'STREAM_CONFLICT',
  'LOG_UNAVAILABLE',
  'TEXTS_BUSY',
  'CONNECTIONS_BUSY',
  'BODIES_BUSY',
]

/** What Fastify itself refuses, by its code. The rest of its 4xx codes answer REQUEST_UNREADABLE. */
const FASTIFY_REFUSALS: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_UNREADABLE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_UNREADABLE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_UNREADABLE',
  FST_ERR_MAX_PARAM_LENGTH: 'ADDRESS_TOO_LONG',
  FST_ERR_HANDLER_TIMEOUT: 'ANSWER_TIMED_OUT',
}

/** Every error of every route becomes an RFC 9457 problem. What is a bug is logged with its stack and answered without it. */
export function answerErrors(app: FastifyInstance, logger: ServerLogger): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error, request)
    if (refusal.code === 'INTERNAL') {
      logger.error({ request_id: request.id, route: request.routeOptions.url, error: traceOf(error) }, 'request failed')
    }
    const { code, reasons = [] } = refusal
    const codes = [...new Set(reasons.map((reason) => reason.code))]
    logger.debug({ request_id: request.id, route: request.routeOptions.url, code, reasons: codes }, 'request refused')
    if (PASSING.includes(refusal.code)) reply.header('retry-after', RETRY_AFTER_S)
    return answer(request, reply, refusal.code, refusal)
  })
}

/** Before the body is read, and after the headers that every answer carries. */
export function refuseUnknownRoutes(app: FastifyInstance): void {
  refuseUnknownMethods(app, (request, reply, allowed) => {
    if (allowed.length === 0) return answer(request, reply, 'ROUTE_UNKNOWN', {})
    reply.header('allow', allowed.join(', '))
    return answer(request, reply, 'METHOD_NOT_ALLOWED', { detail: `known here: ${allowed.join(', ')}` })
  })
}

interface Refusal {
  readonly code: ProblemCode
  readonly detail?: string
  readonly reasons?: readonly RefusalReason[]
}

function refusalOf(error: FastifyError, request: FastifyRequest): Refusal {
  if (hasZodFastifySchemaValidationErrors(error)) {
    return { code: 'VALIDATION_FAILED', reasons: reasonsOf(error.validationContext, request) }
  }
  if (error instanceof RequestRefused) return { code: error.code, detail: error.message }
  if (error instanceof BacktestRefused) return { code: error.code, detail: error.message, reasons: error.reasons }
  if (error instanceof BodyTooSlow) return { code: 'REQUEST_TIMED_OUT', detail: error.message }
  if (error instanceof CursorUnreadable) return { code: error.code, detail: error.message }
  if (error instanceof QueryAborted) return { code: 'REQUEST_ABORTED' }
  if (error instanceof WarehouseLocked) return { code: 'WAREHOUSE_UNAVAILABLE' }
  if (error instanceof WarehouseError) return { code: isWorthRetrying(error) ? 'WAREHOUSE_UNAVAILABLE' : 'INTERNAL' }
  if (error instanceof RuleRefused || error instanceof RuleTestsFailed) {
    const { code } = error
    return { code, reasons: error.problems.map(({ path, message }) => ({ code, path: textPath(path), message })) }
  }
  if (error instanceof DomainError && isProblemCode(error.code)) return { code: error.code, detail: error.message }
  const refused = FASTIFY_REFUSALS[error.code]
  if (refused !== undefined) return { code: refused }
  const status = error.statusCode ?? 500
  return { code: status >= 400 && status < 500 ? 'REQUEST_UNREADABLE' : 'INTERNAL' }
}

/** A place in the YAML that the body carries. */
function textPath(path: string): string {
  return path === '' ? 'body.text' : `body.text:${path}`
}

function isWorthRetrying(error: WarehouseError): boolean {
  return error.retryable || NOT_MIGRATED.includes(error.engineCode)
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
    return error === undefined ? [] : refusalReasons(error.issues, input, part === 'querystring' ? 'query' : part)
  })
}

function inputOf(request: FastifyRequest, part: RequestPart): unknown {
  return part === 'querystring' ? request.query : request[part]
}

function answer(request: FastifyRequest, reply: FastifyReply, code: ProblemCode, text: Omit<Refusal, 'code'>) {
  const body = problem(code, { request_id: request.id, ...text })
  // Text, so that the route's response schemas do not stand between an error and its answer.
  return reply.code(body.status).type('application/problem+json').send(JSON.stringify(body))
}
