import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import { SubjectIdSchema } from '@jianwei/events/identifiers/subject-id.ts'
import { instantFromMs, InstantSchema, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SILENCE_DAYS_MAX } from '@jianwei/events/silence/events.ts'
import { Passage, Words } from '@jianwei/events/vocabulary.ts'
import { clockOfLog } from '@jianwei/projections/clock/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { heldBack, type HeldBackQuestion } from '@jianwei/projections/silences/held-back.ts'
import { etagOf, ifMatchOf, missingIfMatch, revisionIn } from '#/http/if-match.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { askedBy } from '#/server/asking.ts'
import { listPage, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import {
  HeldBackView,
  listedSilences,
  silenceView,
  SilenceView,
  type ListedSilence,
} from '#/server/views/silence-view.ts'
import { Level } from '#/server/views/vocabulary.ts'
import { orderSilence, takeSilenceStep, type SilenceStepTaken } from '#/silences/silence-steps.ts'

export interface SilenceRoutesOptions {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly now: () => Instant
}

const Scope = z
  .strictObject({
    rule_id: z.string().max(100).nullable().default(null),
    subject_id: SubjectIdSchema.nullable().default(null),
    region: RegionIdSchema.nullable().default(null),
    department: Words.nullable().default(null),
    level: Level.nullable().default(null),
  })
  .meta({ id: 'SilenceScopeOrder', description: 'All that is named must hold 静默范围' })

const reason = Passage.meta({ description: 'Why; recorded 理由', examples: ['停产检修'] })
const until = InstantSchema.meta({
  description: `Facts of then and later open alerts again; at most ${SILENCE_DAYS_MAX} days away`,
})

const SilenceIdParam = z.strictObject({
  silence_id: z.uuid().meta({ description: 'Silence id 静默编号' }),
})
/** What people hold back, with an end: orders, and what they hold back. */
export const silenceRoutes: FastifyPluginAsyncZod<SilenceRoutesOptions> = async (
  app,
  { log, warehouse, now },
) => {
  const refusals = problems(400, 404, 409, 413, 415, 422, 428, 500, 503)

  app.get(
    '/v1/silences',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Silences, with their ends 静默列表',
        querystring: z.strictObject({
          ...pageQuery,
          state: z
            .enum(['planned', 'in_force', 'over', 'lifted'])
            .optional()
            .meta({ description: "By the log's clock" }),
        }),
        response: { 200: pageOf('Silence', SilenceView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const all = await listedSilences(asking, await clockOfLog(asking))
      const { state } = request.query
      const chosen = all.filter((one) => state === undefined || one.state === state)
      const page = listPage(chosen, request.query, ({ until: end, silence_id }) => [
        end,
        silence_id,
      ])
      return sendPage(request, reply, page, (one) => one)
    },
  )

  app.get(
    '/v1/silences/:silence_id',
    {
      schema: {
        tags: ['alerts'],
        summary: 'One silence, and what it holds back 静默详情',
        params: SilenceIdParam,
        response: {
          200: SilenceView.extend({ held_back: HeldBackView }),
          ...problems(400, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const clock = await clockOfLog(asking)
      const all = await listedSilences(asking, clock)
      const silence = all.find(({ silence_id }) => silence_id === request.params.silence_id)
      if (silence === undefined)
        throw new RequestRefused('SILENCE_UNKNOWN', 'no silence has this id')
      const { scope, from, until: end, ordered_position } = silence
      const question = { scope, from, until: end, since_position: ordered_position ?? 0, clock }
      reply.header('etag', etagOf(silence.revision))
      return { ...silence, held_back: await heldBackView(asking, question) }
    },
  )

  app.post(
    '/v1/silences/preview',
    {
      schema: {
        tags: ['alerts'],
        summary: 'What a silence of a scope would have held back in the last year 静默预览',
        body: z.strictObject({ scope: Scope }).meta({ id: 'SilencePreviewOrder' }),
        response: { 200: HeldBackView, ...problems(400, 413, 415, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const clock = await clockOfLog(asking)
      const span = { from: clock, until: clock, since_position: 0 }
      return heldBackView(asking, { scope: request.body.scope, ...span, clock })
    },
  )

  app.post(
    '/v1/silences',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Hold warnings back for a while 设定静默',
        description:
          'Warnings within the scope, of facts that happen in the span, open no alert: whenever ' +
          'they are reported. What was found before stays. The same order again is the same ' +
          'silence.',
        body: z
          .strictObject({
            scope: Scope,
            owner: Words.optional().meta({
              description: 'Who answers for it and is told before it ends; whoever orders it',
            }),
            from: InstantSchema.optional().meta({ description: 'Facts from then on; now' }),
            until,
            reason,
          })
          .meta({ id: 'SilenceOrder' }),
        response: { 200: SilenceView, ...refusals },
      },
    },
    async (request, reply) => {
      const { actor } = request.principal
      const at = now()
      // To the minute, so that an order that is sent again at once is the same.
      const minute = instantFromMs(Math.floor(msOfInstant(at) / 60_000) * 60_000)
      const { scope, owner = actor, from = minute, until: end, reason: why } = request.body
      const order = { scope, owner, from, until: end, actor, reason: why }
      return answered(reply, await orderSilence(log, order, at), at)
    },
  )

  for (const [name, summary] of [
    ['extend', 'Let a silence end later 延长静默'],
    ['lift', 'End a silence now 解除静默'],
  ] as const) {
    app.post(
      `/v1/silences/:silence_id/${name}`,
      {
        schema: {
          tags: ['alerts'],
          summary,
          params: SilenceIdParam,
          headers: z.looseObject({ 'if-match': ifMatchOf('silence') }),
          body: z
            .strictObject({ reason, until: until.optional() })
            .meta({ id: name === 'extend' ? 'SilenceExtendOrder' : 'SilenceLiftOrder' }),
          response: { 200: SilenceView, ...refusals },
        },
      },
      async (request, reply) => {
        const { actor } = request.principal
        const seen = revisionIn(request.headers['if-match'])
        if (seen === null) throw missingIfMatch('silence')
        const { silence_id } = request.params
        const at = now()
        const who = { silence_id, actor, reason: request.body.reason }
        const { until: end } = request.body
        if (name === 'extend' && end === undefined)
          throw new RequestRefused('SILENCE_PERIOD_REFUSED', 'say until when it is to last')
        const command =
          name === 'extend' && end !== undefined
            ? ({ type: 'ExtendSilence', data: { ...who, until: end }, at } as const)
            : ({ type: 'LiftSilence', data: who, at } as const)
        return answered(reply, await takeSilenceStep(log, { command, at, if_match: seen }), at)
      },
    )
  }
}

async function heldBackView(
  asking: Warehouse,
  question: HeldBackQuestion,
): Promise<z.infer<typeof HeldBackView>> {
  const { now, sample, last_year } = await heldBack(asking, question)
  return { now, sample: [...sample], last_year }
}

function answered(
  reply: FastifyReply,
  { silence, revision }: SilenceStepTaken,
  clock: Instant,
): ListedSilence {
  reply.header('etag', etagOf(revision))
  return silenceView(silence, { revision, ordered_position: null, clock })
}
