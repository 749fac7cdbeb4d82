import type { FastifyInstance } from 'fastify'
import { SHOWN_NOTHING } from '#/access/shown-kinds.ts'
import { maskedAnswer } from '#/access/masked-answer.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers in clear what was asked for with a reason. */
    unmasks?: true
    /** Answers nothing about anybody: examples that were made up. */
    made_up?: true
  }
}

/**
 * Whatever an address answers is masked as who asks may see it: facts, events and names of
 * subjects, in lists, within other things and in refusals, also of a route that is written
 * tomorrow. The one place where answers are masked; what is sent as text or as a file masks its
 * rows by itself.
 */
export function maskAnswers(app: FastifyInstance): void {
  app.addHook('preSerialization', async (request, reply, answer) => {
    const { unmasks, made_up } = request.routeOptions.config
    return (unmasks === true || made_up === true) && reply.statusCode === 200
      ? answer
      : maskedAnswer(answer, request.asker ?? SHOWN_NOTHING)
  })
}
