import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { maskedAnswer } from '#/access/masked-answer.ts'
import { SHOWN_NOTHING } from '#/access/shown-kinds.ts'
import type { Language } from '#/language/language.ts'
import { inLanguage } from '#/language/translation.ts'
import { languageOf, sayLanguage, toldIn } from '#/http/answer-language.ts'
import { PROBLEMS, type ProblemCode } from '#/http/problem-kinds.ts'
import { CHINESE_TITLES } from '#/http/problem-titles.ts'

/**
 * One thing that is wrong with the input, named by its path in it. Never carries the refused
 * value.
 */
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
    type: z.string().meta({
      description: 'Names the kind of problem',
      examples: ['urn:jianwei:problem:SUBJECT_UNKNOWN'],
    }),
    title: z.string().meta({ examples: ['No such subject'] }),
    status: z.int().meta({ examples: [404] }),
    detail: z
      .string()
      .optional()
      .meta({ examples: ['no event names tw-epa:L02A0361'] }),
    code: z.string().meta({ description: 'Stable; branch on this', examples: ['SUBJECT_UNKNOWN'] }),
    request_id: z.string().meta({ description: 'Find the request in the log by this' }),
    reasons: z
      .array(ProblemReason)
      .optional()
      .meta({ description: 'Everything that is wrong, not only the first' }),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457)' })
export type Problem = z.infer<typeof Problem>

export interface ProblemText {
  /** Where a service says it in other words than the usual title of the code. */
  readonly title?: string
  readonly detail?: string
  readonly reasons?: readonly RefusalReason[]
  /** Where the refused input was kept. */
  readonly quarantine_id?: string
  /** Further members of the problem, as the route describes them. */
  readonly more?: Readonly<Record<string, unknown>>
}

export interface ProblemBody extends Problem {
  readonly quarantine_id?: string
}

export function problem(
  code: ProblemCode,
  { title, detail, reasons, quarantine_id, more, request_id }: ProblemText & { request_id: string },
): ProblemBody {
  return {
    type: `urn:jianwei:problem:${code}`,
    title: title ?? PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    ...(detail === undefined ? {} : { detail }),
    code,
    request_id,
    ...(reasons === undefined ? {} : { reasons: [...reasons] }),
    ...(quarantine_id === undefined ? {} : { quarantine_id }),
    ...more,
  }
}

/** The problem for who reads the language; codes and paths are the same in all. */
export function problemIn(language: Language, body: ProblemBody): ProblemBody {
  if (language === 'en') return body
  const { title, detail, reasons, ...rest } = body
  // Bodies are made of codes in the table.
  const code = body.code as keyof typeof PROBLEMS
  const told = {
    ...rest,
    title: title === PROBLEMS[code].title ? CHINESE_TITLES[code] : inLanguage(title, language),
    ...(detail === undefined ? {} : { detail: inLanguage(detail, language) }),
    ...(reasons === undefined ? {} : { reasons: [...reasons] }),
  }
  return toldIn(language, told) as ProblemBody
}

export function answerProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  text: ProblemText = {},
): FastifyReply {
  const language = languageOf(request)
  sayLanguage(reply, language)
  const body = problemIn(language, problem(code, { ...text, request_id: request.id }))
  // What is sent as text masks itself.
  const shown = maskedAnswer(body, request.asker ?? SHOWN_NOTHING)
  // Text, so that the route's response schemas do not stand between an error and its answer.
  return reply.code(body.status).type('application/problem+json').send(JSON.stringify(shown))
}

/** For the API's description: the most telling problem of a status. */
export function exampleProblem(status: number): Problem {
  const codes = Object.keys(PROBLEMS).filter((code) => code !== 'ROUTE_UNKNOWN')
  // The keys of PROBLEMS are its codes.
  const code = (codes.find((name) => PROBLEMS[name as ProblemCode].status === status) ??
    'INTERNAL') as ProblemCode
  const request_id = '0b0c7a52-5f0e-4f0e-9d7b-0d6a2f3c4e11'
  if (code !== 'VALIDATION_FAILED') return problem(code, { request_id })
  return problem(code, {
    request_id,
    reasons: [{ code: 'FIELD_VALUE', path: 'query.limit', message: 'expected at most 500' }],
  })
}

/**
 * Thrown by a route that cannot answer; the error handler turns it into the problem of its code.
 */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly code: ProblemCode

  constructor(code: ProblemCode, detail: string) {
    super(detail)
    this.code = code
  }
}

/** Response schemas for the statuses a route can refuse with. */
export function problems<const Status extends number>(
  ...statuses: readonly Status[]
): Record<Status, typeof Problem> {
  // One entry for each status, which is what the type says.
  return Object.fromEntries(statuses.map((status) => [status, Problem])) as Record<
    Status,
    typeof Problem
  >
}
