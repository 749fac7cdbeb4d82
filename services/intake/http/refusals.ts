import type { FastifyError } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from '@fastify/type-provider-zod'
import { DomainError } from '@jianwei/events/errors.ts'
import { CursorUnreadable } from '@jianwei/projections/cursor.ts'
import type { Refusal } from '#/http/error-answers.ts'
import { BodiesBusy, BodyTooSlow } from '#/http/received-bodies.ts'
import type { ProblemCode } from '#/http/problem-kinds.ts'
import { RequestRefused } from '#/http/problem.ts'
import { FileDamaged, FileRefused } from '#/intake/files/file-errors.ts'
import { MappingRefused } from '#/intake/mapping/read-mapping.ts'

/** The media types of `POST /v1/events`, as a refusal lists them. */
const ACCEPTED_TYPES = [
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'application/x-ndjson',
  'application/json with ce- headers',
]

const LOG_AWAY: Refusal = {
  code: 'LOG_UNAVAILABLE',
  title: 'The event log cannot take events now',
}

/** What any error of intake's routes means to who sends. A log that is away passes. */
export function intakeRefusal(error: FastifyError | Error): Refusal {
  if (error instanceof RequestRefused)
    return { code: error.code, detail: error.message, ...headersOf(error.code) }
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
  if (error instanceof MappingRefused) {
    const reasons = error.problems.map((one) => ({ code: 'MAPPING_PROBLEM', ...one }))
    return { code: 'MAPPING_REFUSED', reasons }
  }
  if (error instanceof FileRefused || error instanceof FileDamaged)
    return { code: 'FILE_REFUSED', detail: error.message }
  if (error instanceof DomainError && isOwn(error.code))
    return { code: error.code, detail: error.message }
  if (error instanceof DomainError) return error.retryable ? LOG_AWAY : { code: 'INTERNAL' }
  const { code, statusCode = 500 } = error as Partial<FastifyError>
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return {
      code: 'BODY_TOO_LARGE',
      detail: 'send more events as application/x-ndjson, which has no limit',
    }
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const detail = `accepted: ${ACCEPTED_TYPES.join(', ')}`
    return { code: 'MEDIA_TYPE_UNSUPPORTED', detail, ...headersOf('MEDIA_TYPE_UNSUPPORTED') }
  }
  return { code: statusCode >= 400 && statusCode < 500 ? 'REQUEST_UNREADABLE' : 'INTERNAL' }
}

/** Refusals of files, mappings and imports that say by their own code what they are. */
const OWN = [
  'MAPPING_STALE',
  'UPLOAD_TOO_LARGE',
  'UPLOADS_UNAVAILABLE',
  'IMPORTS_BUSY',
  'TEXTS_BUSY',
] as const

function isOwn(code: string): code is (typeof OWN)[number] {
  return (OWN as readonly string[]).includes(code)
}

function headersOf(code: ProblemCode): Pick<Refusal, 'headers'> {
  if (code !== 'MEDIA_TYPE_UNSUPPORTED') return {}
  return { headers: { 'accept-post': ACCEPTED_TYPES.slice(0, 3).join(', ') } }
}
