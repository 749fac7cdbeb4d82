import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { SubjectIdSchema } from '@jianwei/events/identifiers/subject-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { Passage } from '@jianwei/events/vocabulary.ts'
import { namedParties, registeredParties } from '@jianwei/projections/match-keys/parties.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { subjectLinks, type LinkRow } from '@jianwei/projections/subject-links/queries.ts'
import { subjectById } from '@jianwei/projections/subjects/queries.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { takeLinkStep } from '#/links/link-steps.ts'
import { askedBy } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { present, regionField } from '#/server/parameters.ts'
import { subjectParams } from '#/server/routes/subjects.ts'
import { unknownSubject } from '#/server/routes/unknown-subject.ts'
import { LinkStateField, SubjectLinkView, subjectLinkView } from '#/server/views/link-view.ts'

export interface SubjectLinkRoutesOptions {
  readonly warehouse: Warehouse
  readonly log: EventLog
  readonly now: () => Instant
}

const STEPS = {
  confirm: {
    type: 'ConfirmLink',
    summary: 'Two subjects are the same: facts count for that of the register 确认关联',
  },
  undo: { type: 'UndoLink', summary: 'Undo a link: facts count where they were 解除关联' },
  reject: { type: 'RejectLink', summary: 'Two subjects are not the same 否决关联建议' },
} as const

const FOLLOWS = `The step is durable when it is answered. The facts, and with them warnings, history
and risk, follow within seconds; \`state\` says how the link stands.`

const StepOrder = z
  .strictObject({
    target_id: SubjectIdSchema.meta({ description: 'The subject of a register 登记对象' }),
    reason: Passage.meta({ description: 'Why; recorded 理由', examples: ['现场核对营业执照'] }),
  })
  .meta({ id: 'SubjectLinkOrder' })

export const LinkStandingView = z
  .object({
    subject_id: z.string(),
    target_id: z.string(),
    state: LinkStateField,
    position: z.int().nullable().meta({
      description: 'Of the event of the step; null where it had been so before',
    }),
  })
  .meta({ id: 'SubjectLinkStanding', description: 'How a link stands after a step 关联状态' })

/** Links between subjects that are known by name only and those of registers. */
export const subjectLinkRoutes: FastifyPluginAsyncZod<SubjectLinkRoutesOptions> = async (
  app,
  { warehouse, log, now },
) => {
  app.get(
    '/v1/link-proposals',
    {
      schema: {
        tags: ['subjects'],
        summary: 'Subjects known by name only that may be of a register 待关联',
        description: 'The best score first; those of subjects that are linked are left out.',
        querystring: z.strictObject({
          ...pageQuery,
          region: regionField,
          score_min: z.coerce
            .number()
            .min(0)
            .max(1)
            .optional()
            .meta({ description: 'The least score 最低分值' }),
        }),
        response: { 200: pageOf('SubjectLink', SubjectLinkView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const filter = { ...present(request.query), state: 'proposed' as const }
      const page = await subjectLinks(asking, filter)
      const view = await viewOf(asking, page.items)
      return sendPage(request, reply, page, view)
    },
  )

  app.get(
    '/v1/subjects/:subject_id/links',
    {
      schema: {
        tags: ['subjects'],
        summary: 'Links of a subject, on either side, with their proposals 对象关联',
        params: subjectParams,
        querystring: z.strictObject({ ...pageQuery, state: LinkStateField.optional() }),
        response: { 200: pageOf('SubjectLink', SubjectLinkView), ...problems(400, 404, 500, 503) },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const { subject_id } = request.params
      if ((await subjectById(asking, subject_id)) === undefined) throw unknownSubject(subject_id)
      const page = await subjectLinks(asking, { ...present(request.query), subject_id })
      const view = await viewOf(asking, page.items)
      return sendPage(request, reply, page, view)
    },
  )

  for (const [name, { type, summary }] of Object.entries(STEPS)) {
    app.post(
      `/v1/subjects/:subject_id/links/${name}`,
      {
        schema: {
          tags: ['subjects'],
          summary,
          description: FOLLOWS,
          params: subjectParams,
          body: StepOrder,
          response: { 200: LinkStandingView, ...problems(400, 404, 409, 413, 415, 500, 503) },
        },
      },
      async (request) => {
        const asking = askedBy(request, warehouse)
        const { subject_id } = request.params
        const { target_id, reason } = request.body
        const subject = await subjectById(asking, subject_id)
        if (subject === undefined) throw unknownSubject(subject_id)
        if (type === 'ConfirmLink') await refuseUnlinkable(asking, subject_id, target_id)
        const data = { subject_id, target_id, actor: request.principal.actor, reason }
        const { link, position } = await takeLinkStep(log, {
          command: { type, data },
          at: now(),
          region: subject.region,
        })
        return { subject_id, target_id, state: link.state, position }
      },
    )
  }
}

/** Only who is in no register is linked, and only with somebody who is in one. */
async function refuseUnlinkable(
  asking: Warehouse,
  subjectId: string,
  targetId: string,
): Promise<void> {
  const registered = await registeredParties(asking, [subjectId, targetId])
  if (registered.has(subjectId))
    throw new RequestRefused(
      'LINK_STEP_REFUSED',
      `a register names ${subjectId}: only a subject that is known by name only is linked`,
    )
  if (!registered.has(targetId))
    throw new RequestRefused('LINK_STEP_REFUSED', `no register that you may see names ${targetId}`)
}

async function viewOf(
  asking: Warehouse,
  links: readonly LinkRow[],
): Promise<(link: LinkRow) => z.infer<typeof SubjectLinkView>> {
  const ids = (side: 'subject_id' | 'target_id'): readonly string[] => [
    ...new Set(links.map((link) => link[side])),
  ]
  const [named, registered] = await Promise.all([
    namedParties(asking, ids('subject_id'), { linked: true }),
    registeredParties(asking, ids('target_id')),
  ])
  return (link) => subjectLinkView(link, named.get(link.subject_id), registered.get(link.target_id))
}
