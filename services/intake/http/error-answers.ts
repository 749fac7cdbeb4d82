import type { FastifyError, FastifyInstance } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from '@fastify/type-provider-zod'
import { DomainError } from '@jianwei/events/errors.ts'
import { CursorUnreadable } from '@jianwei/projections/cursor.ts'
import { traceOf } from '#/error-trace.ts'
import { answerProblem, IntakeRefused, type IntakeProblemCode, type ProblemText } from '#/intake/http/problem.ts'
import { BodyTooSlow } from '#/patient-body.ts'
import { BodiesBusy } from '#/received-bodies.ts'

const RETRY_AFTER_S = 2

export interface IntakeLogger {
  error(fields: object, message: string): void
}

/** The media types of `POST /v1/events`, as a refusal lists them. */
export const ACCEPTED_TYPES = [
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'application/x-ndjson',
  'application/json with ce- headers',
]

/** Every error of intake's routes becomes an RFC 9457 problem. What is a bug is logged with its stack and answered without it. */
export function answerIntakeErrors(app: FastifyInstance, logger: IntakeLogger): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { code, ...text } = problemOf(error)
    if (code === 'INTERNAL') logger.error({ request_id: request.id, error: traceOf(error) }, 'intake request failed')
    if (code === 'LOG_UNAVAILABLE' || code === 'BODIES_BUSY') reply.header('retry-after', RETRY_AFTER_S)
    if (code === 'MEDIA_TYPE_UNSUPPORTED') reply.header('accept-post', ACCEPTED_TYPES.slice(0, 3).join(', '))
    return answerProblem(request, reply, code, text)
  })
}

export function problemOf(error: FastifyError | Error): { readonly code: IntakeProblemCode } & ProblemText {
  if (error instanceof IntakeRefused) return { code: error.code, detail: error.message }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const reasons = error.validation.map(({ instancePath, message }) => ({
      code: 'FIELD_VALUE',
      path: instancePath.replace(/^\//, '').replaceAll('/', '.'),
      message: message ?? '',
    }))
    return { code: 'VALIDATION_FAILED', reasons }
  }
  if (error instanceof BodiesBusy) return { code: 'BODIES_BUSY', detail: error.message }
  if (error instanceof BodyTooSlow) return { code: 'BODY_TOO_SLOW', detail: error.message }
  if (error instanceof CursorUnreadable) return { code: 'CURSOR_UNREADABLE', detail: error.message }
  if (error instanceof DomainError) return error.retryable ? { code: 'LOG_UNAVAILABLE' } : { code: 'INTERNAL' }
  const { code, statusCode = 500 } = error as Partial<FastifyError>
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return { code: 'BODY_TOO_LARGE', detail: 'send more events as application/x-ndjson, which has no limit' }
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return { code: 'MEDIA_TYPE_UNSUPPORTED', detail: `accepted: ${ACCEPTED_TYPES.join(', ')}` }
  }
  return { code: statusCode >= 400 && statusCode < 500 ? 'REQUEST_UNREADABLE' : 'INTERNAL' }
}
