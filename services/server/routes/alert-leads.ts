import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { FURTHER_SUBJECTS_MAX, LeadChannel } from '@jianwei/events/alert/raising-events.ts'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import { SubjectIdSchema } from '@jianwei/events/identifiers/subject-id.ts'
import { InstantSchema } from '@jianwei/events/instant.ts'
import { Code, Passage } from '@jianwei/events/vocabulary.ts'
import type { DeskParts } from '#/desk/alert-steps.ts'
import { raiseLead } from '#/desk/raise-lead.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import { problems } from '#/http/problem.ts'
import { etagOf } from '#/http/if-match.ts'
import { reasonIfAny } from '#/server/routes/alert-step.ts'
import { AlertStepTakenView } from '#/server/views/alert-step-view.ts'
import { Level } from '#/server/views/vocabulary.ts'

/** Somebody telephones, and that is an alert too. */
export const alertLeadRoutes: FastifyPluginAsyncZod<{ readonly desk: DeskParts }> = async (
  app,
  { desk },
) => {
  app.post(
    '/v1/alerts',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Raise an alert by hand 线索录入',
        description: 'A tip that no rule found. It goes through the same life as any other alert.',
        headers: z.looseObject(keyHeaders),
        body: z
          .strictObject({
            subject_id: SubjectIdSchema,
            further_subjects: z.array(SubjectIdSchema).max(FURTHER_SUBJECTS_MAX).default([]),
            region: RegionIdSchema.nullable().default(null),
            level: Level,
            channel: LeadChannel.meta({ description: 'How it was learnt 线索来源' }),
            summary: Passage.meta({ description: 'What was said 线索内容' }),
            number: Code.nullable()
              .default(null)
              .meta({ description: 'Under which it was taken down elsewhere' }),
            domain: Code.nullable()
              .default(null)
              .meta({ description: 'As the packs of rules name domains 监管领域' }),
            due_at: InstantSchema.nullable().default(null),
            ...reasonIfAny,
          })
          .meta({ id: 'LeadOrder' }),
        response: { 201: AlertStepTakenView, ...problems(400, 413, 415, 422, 500, 503) },
      },
    },
    async (request, reply) => {
      const { subject_id, region, channel, summary, number, domain, ...body } = request.body
      const { reason = summary, ...raised } = body
      const { actor } = request.principal
      const lead = { channel, summary, number, domain }
      reply.code(201)
      const taken = await answerOnce(request, reply, desk, (identity) =>
        raiseLead(desk, {
          actor,
          subject_id,
          region,
          raised: { ...raised, reason, lead },
          request: identity,
        }),
      )
      reply.header('etag', etagOf(taken.revision))
      reply.header('location', `/v1/alerts/${taken.alert_id}`)
      return taken
    },
  )
}
