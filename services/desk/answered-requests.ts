import { recordEvent, streamOf } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { ANSWER_CHARACTERS_MAX, type RequestAnswered } from '@jianwei/events/request/events.ts'
import { IdempotencyKeyReused, type RequestIdentity } from '#/desk/request-identity.ts'

/*
 * What was answered to requests with a key, in the log: so the same request gets the same answer
 * also after a restart, and from another process. Between what the request changed and the note of
 * its answer the process may die: then the request is carried out again, and finds what it changed
 * by the correlation of the events.
 */

const SOURCE = 'jianwei:requests'

export interface KeptAnswer {
  readonly status: number
  /** As JSON. */
  readonly answer: string
}

/**
 * What was answered before; undefined where nothing was. Throws IdempotencyKeyReused where it was
 * an answer to something else.
 */
export async function answerBefore(
  log: EventLog,
  { id, hash }: RequestIdentity,
): Promise<KeptAnswer | undefined> {
  for await (const { data } of log.read(streamOf('request', id))) {
    // The stream holds nothing else, and the catalogue parsed it.
    const { request_hash, status, answer } = data as unknown as RequestAnswered
    if (request_hash !== hash) throw new IdempotencyKeyReused()
    return { status, answer }
  }
  return undefined
}

export interface Answered extends KeptAnswer {
  readonly actor: string
  readonly request: string
  readonly at: Instant
}

/**
 * Notes the answer. Where somebody was faster, or the answer is too long to keep, nothing is noted:
 * the request can be carried out again.
 */
export async function noteAnswer(
  log: EventLog,
  { id, hash }: RequestIdentity,
  { actor, request, status, answer, at }: Answered,
): Promise<void> {
  if (answer.length > ANSWER_CHARACTERS_MAX) return
  const event = recordEvent({
    type: 'RequestAnswered',
    schema_version: 1,
    source: SOURCE,
    id,
    subject_id: platformSubject('jianwei', 'requests'),
    region: null,
    occurred_at: at,
    causation_id: null,
    data: { actor, request, request_hash: hash, status, answer } satisfies RequestAnswered,
  })
  await log.append([{ stream: streamOf('request', id), expected: 'absent', events: [event] }])
}
