import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import { CLOUD_EVENT, CLOUD_EVENT_BATCH, readBatch } from '#/intake/batch-mode.ts'
import {
  distinctHeaders,
  hasAttributeHeaders,
  HTTP_MESSAGE,
  httpMessage,
  readWithHeaders,
} from '#/intake/binary-mode.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import { traceOf } from '#/http/error-trace.ts'
import { languageOf, sayLanguage } from '#/http/answer-language.ts'
import { answerProblem, RequestRefused } from '#/http/problem.ts'
import type { HttpLogger } from '#/http/request-log.ts'
import { withinSpanOf } from '#/http/request-spans.ts'
import { ANSWER_SPOOL_LIMITS, spooled } from '#/intake/http/answer-spool.ts'
import { ndjsonAnswer } from '#/intake/http/ndjson-answer.ts'
import { IntakeProblem, Reason } from '#/intake/http/problem.ts'
import { refusalKey, SAME_REFUSALS_IN_FULL } from '#/intake/http/refused-lines.ts'
import { EVENTS_REQUEST_BODY, NDJSON } from '#/intake/http/request-body.ts'
import { isTaken, type Intake, type IntakeResult } from '#/intake/intake.ts'
import { EVENT_BYTES_MAX, readEventBytes } from '#/intake/line-reading.ts'
import type { IntakeInput, RefusedInput } from '#/intake/reading.ts'
import { intakeFor } from '#/intake/sender-scope.ts'
import type { Principal } from '#/access/principal.ts'
import { watchBodies, type BodyLimits } from '#/http/received-bodies.ts'

export const BATCH_BYTES_MAX = 16 * 1024 * 1024

const TakenView = z.object({
  status: z.enum(['accepted', 'corrected', 'duplicate']).meta({
    description:
      'corrected: a changed record of a register became a correction, which event_id names 更正',
  }),
  event_id: z.uuid(),
  position: z
    .int()
    .meta({ description: 'Its position in the log; for a duplicate, the position of the first' }),
  notice: Reason.optional().meta({
    description:
      'Taken, and worth a look 请核对: a correction or retraction of a fact that nobody has sent',
  }),
})
const KeptView = z.object({
  status: z.literal('quarantined'),
  quarantine_id: z.string().meta({ description: 'Where to find it under /v1/quarantine' }),
  reasons: z.array(Reason),
})
const CountedView = z.object({
  status: z
    .literal('counted')
    .meta({ description: "Refused and, over the day's quota of its source, not kept" }),
  reasons: z.array(Reason),
})
const RepeatedView = z.object({
  status: z.enum(['quarantined', 'counted']),
  quarantine_id: z.string().optional(),
  same_as: z
    .int()
    .meta({ description: 'The index in this list of the first result with the same reasons' }),
})
const ResultView = z
  .union([TakenView, KeptView, CountedView, RepeatedView])
  .meta({ id: 'IntakeResult', description: 'What became of one event' })

export interface EventIntakeOptions {
  readonly intake: Intake
  readonly now: () => Instant
  readonly logger: Pick<HttpLogger, 'debug' | 'error'>
  readonly body_limits?: Omit<BodyLimits, 'isStream'>
}

/**
 * `POST /v1/events`. One event, structured or binary, answers 200 when the log has it (`accepted`
 * or `duplicate`) and 422 when it was refused and kept. A batch and a stream answer 200 with one
 * result for each event, because their events have different ends. An answer means durable.
 */
export const eventIntakeRoutes: FastifyPluginAsyncZod<EventIntakeOptions> = async (
  app,
  { intake: all, now, logger, body_limits },
) => {
  watchBodies(app, { ...body_limits, isStream: (request) => essence(request) === NDJSON })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    [CLOUD_EVENT, 'application/json'],
    { parseAs: 'buffer', bodyLimit: EVENT_BYTES_MAX },
    whole,
  )
  app.addContentTypeParser(
    CLOUD_EVENT_BATCH,
    { parseAs: 'buffer', bodyLimit: BATCH_BYTES_MAX },
    whole,
  )
  app.addContentTypeParser(NDJSON, (_request, stream, done) => done(null, stream))
  app.addHook('onRequest', async (request) => checkHeaders(request))
  app.post(
    '/v1/events',
    {
      schema: {
        tags: ['intake'],
        summary: 'Send events 上报事件: CloudEvents 1.0, one, many, or a stream',
        description: DESCRIPTION,
        ...BODIES,
        response: {
          200: z.union([TakenView, z.array(ResultView)]),
          408: IntakeProblem,
          413: IntakeProblem,
          415: IntakeProblem,
          422: IntakeProblem,
          503: IntakeProblem,
        },
      },
    },
    async (request, reply) => {
      const type = essence(request)
      const intake = withinRequest(request, intakeOf(request.principal, all))
      if (type === NDJSON) return sendStream(request, reply, { intake, now, logger })
      // The parsers of the other types give the whole body; without a body there is none.
      const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0)
      if (type === CLOUD_EVENT_BATCH)
        return sendBatch(request, reply, intake, body, futureBound(now()))
      const [[result] = []] = await intake.take([oneInput(type, request, body, futureBound(now()))])
      return sendOne(request, reply, result)
    },
  )
}

/** A stream is taken piece by piece, long after its request was handled. */
function withinRequest(request: FastifyRequest, intake: Intake): Intake {
  return { take: (inputs) => withinSpanOf(request, () => intake.take(inputs)) }
}

/** Throws RequestRefused for a key that only asks. */
function intakeOf({ actor, sends }: Principal, intake: Intake): Intake {
  if (sends === undefined) return intake
  if (sends === null)
    throw new RequestRefused('ROLE_MISSING', 'this key asks and sends nothing; use one that sends')
  return intakeFor(intake, { account: actor, way: 'this key', sends })
}

/**
 * Fastify's schemas know no extensions of the document; `openapi.ts` of the server makes them the
 * operation's body and answer.
 */
const BODIES = {
  'x-request-body': EVENTS_REQUEST_BODY,
  'x-further-answers': {
    [NDJSON]: {
      schema: {
        type: 'string',
        description: 'To a stream: one result a line, and the summary as the last',
      },
    },
  },
}

const DESCRIPTION = `One event per request as \`application/cloudevents+json\`, or in binary mode
(\`ce-\` headers, body \`application/json\`), not in both: \`ce-\` headers beside
\`application/cloudevents+json\` may only repeat what the body says; many as
\`application/cloudevents-batch+json\`; any number as \`application/x-ndjson\`, one CloudEvent a
line, also with \`Content-Encoding: gzip\`. The stream's answer is \`application/x-ndjson\` as
well: one result a line with the \`line\` it is about, sent as soon as it is durable, and a last
line \`{"summary": {"accepted", "duplicate", "corrected", "quarantined", "complete"}}\`, whose
numbers (with \`counted\`, see below) are together the lines that were sent. It may be read while
the stream is sent or after it. Refused input is kept in quarantine; beyond the day's quota of its
source or channel it is \`counted\` (also in the summary) and not kept. After
${SAME_REFUSALS_IN_FULL} lines that are refused for the same reasons, further ones are answered
together: \`{"lines": {"first", "last", "count"}, "status", "reasons"}\`, and in a batch with
\`same_as\`, the position of the first result with them.`

function whole(
  _request: FastifyRequest,
  body: Buffer,
  done: (error: null, body: Buffer) => void,
): void {
  done(null, body)
}

function checkHeaders(request: FastifyRequest): void {
  const type = essence(request)
  const encoding = request.headers['content-encoding']
  if (
    encoding !== undefined &&
    encoding !== 'identity' &&
    !(encoding === 'gzip' && type === NDJSON)
  ) {
    const detail = `accepted: gzip, and only for ${NDJSON}`
    throw new RequestRefused('CONTENT_ENCODING_UNSUPPORTED', detail)
  }
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new RequestRefused('MEDIA_TYPE_UNSUPPORTED', 'events are JSON in UTF-8')
  }
  if (type === 'application/json' && !hasAttributeHeaders(request.headers)) {
    throw new RequestRefused(
      'MEDIA_TYPE_UNSUPPORTED',
      `application/json needs ce- headers; else send ${CLOUD_EVENT}`,
    )
  }
  if ((type === NDJSON || type === CLOUD_EVENT_BATCH) && hasAttributeHeaders(request.headers)) {
    const detail =
      'ce- headers are the attributes of one event: leave them out, because each event of ' +
      'the body has its own'
    throw new RequestRefused('MEDIA_TYPE_UNSUPPORTED', detail)
  }
}

function essence(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function oneInput(
  type: string,
  request: FastifyRequest,
  body: Buffer,
  notAfter: Instant,
): IntakeInput {
  const origin = { channel: 'http', line: null } as const
  if (type === CLOUD_EVENT && !hasAttributeHeaders(request.headers)) {
    return {
      reading: readEventBytes(body, notAfter),
      origin,
      content_type: CLOUD_EVENT,
      bytes: body,
    }
  }
  const headers = distinctHeaders(request.raw.rawHeaders)
  const reading = readWithHeaders(headers, body, notAfter)
  return { reading, origin, content_type: HTTP_MESSAGE, bytes: httpMessage(headers, body) }
}

function sendOne(
  request: FastifyRequest,
  reply: FastifyReply,
  result: IntakeResult | undefined,
): FastifyReply {
  if (result === undefined) throw new TypeError('one event has one result')
  if (isTaken(result)) return reply.send(result)
  const { reasons } = result
  if (result.status === 'counted')
    return answerProblem(request, reply, 'INPUT_COUNTED', { reasons })
  return answerProblem(request, reply, 'INPUT_QUARANTINED', {
    quarantine_id: result.quarantine_id,
    reasons,
  })
}

function sendStream(
  request: FastifyRequest,
  reply: FastifyReply,
  options: EventIntakeOptions,
): FastifyReply {
  const stream = {
    // The parser of this type passes the stream on.
    body: request.body as AsyncIterable<Uint8Array>,
    gzip: request.headers['content-encoding'] === 'gzip',
    request_id: request.id,
    language: languageOf(request),
  }
  const onFailure = (error: unknown): void => {
    options.logger.error({ request_id: request.id, error: traceOf(error) }, 'intake stream failed')
  }
  reply.type(NDJSON)
  sayLanguage(reply, stream.language)
  const answer = ndjsonAnswer(stream, { ...options, onFailure })
  return reply.send(Readable.from(spooled(answer, ANSWER_SPOOL_LIMITS), { objectMode: false }))
}

async function sendBatch(
  request: FastifyRequest,
  reply: FastifyReply,
  intake: Intake,
  body: Buffer,
  notAfter: Instant,
): Promise<FastifyReply> {
  const batch = await readBatch(body, notAfter)
  if (isRefused(batch)) {
    const origin = { channel: 'http', line: null } as const
    const whole = { reading: batch, origin, content_type: CLOUD_EVENT_BATCH, bytes: body }
    const [[result] = []] = await intake.take([whole])
    return sendOne(request, reply, result)
  }
  const results = batch.length === 0 ? [] : await intake.take(batch)
  return reply.send(withoutRepetition(results.flat()))
}

/**
 * After the first of a kind, refusals for the same reasons name the position of the first instead.
 */
function withoutRepetition(results: readonly IntakeResult[]): z.infer<typeof ResultView>[] {
  const seen = new Map<string, { readonly first: number; count: number }>()
  return results.map((result, at) => {
    if (isTaken(result)) return result
    const key = refusalKey(result)
    const before = seen.get(key) ?? { first: at, count: 0 }
    seen.set(key, before)
    before.count += 1
    if (before.count <= SAME_REFUSALS_IN_FULL) return { ...result, reasons: [...result.reasons] }
    const { reasons: _, ...rest } = result
    return { ...rest, same_as: before.first }
  })
}

function isRefused(batch: readonly IntakeInput[] | RefusedInput): batch is RefusedInput {
  return !Array.isArray(batch)
}
