import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { answerBefore, noteAnswer } from '#/desk/answered-requests.ts'
import { requestIdentity, type RequestIdentity } from '#/desk/request-identity.ts'

export const KEY_CHARACTERS_MAX = 200

/** What a route that changes something may be sent besides. */
export const keyHeaders = {
  'idempotency-key': z
    .string()
    .min(1)
    .max(KEY_CHARACTERS_MAX)
    .optional()
    .meta({
      description:
        'Of your choice, one for each thing you want done: the same request under the same key ' +
        'is carried out once and gets the same answer, also after a restart',
    }),
}

export interface KeyedParts {
  readonly log: EventLog
  readonly now: () => Instant
}

/**
 * Carries out a request once, however often it is sent under its key; without a key, each time.
 * `body` is what tells it from another at the same address: by default what was sent. `work` gives
 * the answer of a success; what it throws is not kept, so that it can be tried again. Throws
 * IdempotencyKeyReused.
 */
export async function answerOnce<Answer extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  { log, now }: KeyedParts,
  work: (identity: RequestIdentity) => Promise<Answer>,
  body: string = canonicalJson(request.body ?? null),
): Promise<Answer> {
  const { actor } = request.principal
  const named = `${request.method} ${request.url}`
  const { 'idempotency-key': key } = request.headers
  if (typeof key !== 'string') return work(requestIdentity(actor, randomUUID(), named))
  const identity = requestIdentity(actor, key, `${named}\n${body}`)
  const before = await answerBefore(log, identity)
  if (before !== undefined) {
    reply.code(before.status).header('idempotency-replayed', 'true')
    // What was noted is an answer of this route.
    return JSON.parse(before.answer) as Answer
  }
  const answer = await work(identity)
  const { statusCode: status } = reply
  const noted = { actor, request: named, status, answer: JSON.stringify(answer), at: now() }
  await noteAnswer(log, identity, noted)
  return answer
}
