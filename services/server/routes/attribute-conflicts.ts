import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { AuthorityAttribute } from '@jianwei/events/authority/events.ts'
import { SubjectIdSchema } from '@jianwei/events/identifiers/subject-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SourceName } from '@jianwei/events/source-name.ts'
import { EventIdSchema, Passage } from '@jianwei/events/vocabulary.ts'
import type { AttributeConflict } from '@jianwei/projections/attribute-conflicts/conflict.ts'
import {
  attributeConflicts,
  conflictCounts,
  conflictOf,
  takenAt,
} from '@jianwei/projections/attribute-conflicts/queries.ts'
import { eventsById } from '@jianwei/projections/events/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { subjectNames } from '@jianwei/projections/subjects/queries.ts'
import { returnConflict } from '#/authorities/return-conflict.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { askedBy } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { present } from '#/server/parameters.ts'
import {
  ConflictCountsView,
  ConflictReturnedView,
  ConflictStateField,
  conflictView,
  ConflictView,
  Particular,
} from '#/server/views/conflict-view.ts'

export interface AttributeConflictOptions {
  readonly warehouse: Warehouse
  readonly log: EventLog
  readonly now: () => Instant
}

const Source = z.string().max(500).optional()
const filters = {
  subject_id: SubjectIdSchema.optional().meta({ description: 'Of this subject alone 监管对象' }),
  attribute: AuthorityAttribute.optional().meta({ description: 'Of this attribute alone 属性' }),
  source: Source.meta({ description: 'One of the two 数据来源' }),
  returned_to: Source.meta({ description: 'That was asked to look at it 退回对象' }),
}

const Seen = z.strictObject({
  source: SourceName,
  event_id: EventIdSchema.meta({ description: 'The event that says so, as it was seen' }),
})

/** Where sources contradict each other, and who was asked to look at it. */
export const attributeConflictRoutes: FastifyPluginAsyncZod<AttributeConflictOptions> = async (
  app,
  { warehouse, log, now },
) => {
  app.get(
    '/v1/attribute-conflicts',
    {
      schema: {
        tags: ['sources'],
        summary: 'Where sources contradict each other about a subject 属性冲突',
        description:
          'One for each particular of a subject and each source that says otherwise than what ' +
          'holds; in the order of subjects. Values are compared after full width became half, ' +
          'blanks went and brackets became of one kind.',
        querystring: z.strictObject({
          ...pageQuery,
          ...filters,
          state: ConflictStateField.optional(),
        }),
        response: { 200: pageOf('AttributeConflict', ConflictView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const page = await attributeConflicts(asking, {
        ...present(request.query),
        limit: request.query.limit,
      })
      const [names, times] = await Promise.all([
        subjectNames(asking, [...new Set(page.items.map(({ subject_id }) => subject_id))]),
        takenAt(
          asking,
          page.items.flatMap(({ since_position }) => since_position ?? []),
        ),
      ])
      return sendPage(request, reply, page, (one) =>
        conflictView(one, names.get(one.subject_id), times.get(one.since_position ?? 0) ?? null),
      )
    },
  )

  app.get(
    '/v1/attribute-conflicts/counts',
    {
      schema: {
        tags: ['sources'],
        summary: 'How many conflicts there are, by state and particular 属性冲突统计',
        querystring: z.strictObject(filters),
        response: {
          200: ConflictCountsView,
          ...problems(400, 500, 503),
        },
      },
    },
    async (request) => {
      const counts = await conflictCounts(askedBy(request, warehouse), present(request.query))
      return { ...counts, by_particular: [...counts.by_particular] }
    },
  )

  app.post(
    '/v1/attribute-conflicts/return',
    {
      schema: {
        tags: ['sources'],
        summary: 'Ask a source to look at what another contradicts 退回核实',
        description:
          'Over the two statements that were seen. The source sees it with both facts. It is ' +
          'settled by itself when the two say the same or one is retracted, and opens again when ' +
          'one of them says something else.',
        headers: z.looseObject(keyHeaders),
        body: z
          .strictObject({
            subject_id: SubjectIdSchema,
            particular: Particular,
            statements: z.tuple([Seen, Seen]),
            to_source: SourceName.optional().meta({
              description: 'One of the two; without it, the one of which the statement is not held',
            }),
            reason: Passage.meta({ description: 'What to look at; recorded 退回说明' }),
          })
          .meta({ id: 'ConflictReturnOrder' }),
        response: {
          200: ConflictReturnedView,
          ...problems(400, 404, 409, 413, 415, 422, 500, 503),
        },
      },
    },
    async (request, reply) =>
      answerOnce(request, reply, { log, now }, async () => {
        const asking = askedBy(request, warehouse)
        const { subject_id, particular, statements: seen, reason } = request.body
        const sources = [seen[0].source, seen[1].source] as const
        const conflict = standing(await conflictOf(asking, { subject_id, particular, sources }))
        const [held, other] = statementsSeen(conflict, seen)
        const to_source = request.body.to_source ?? other.source
        const { conflict_id } = conflict
        const asked = to_source === held.source ? held : other
        const [event] = await eventsById(asking, [asked.event_id])
        const { region = null, department = null } = event ?? {}
        const is_new = await returnConflict(
          log,
          {
            conflict_id,
            particular,
            held: sideOf(held),
            other: sideOf(other),
            to_source,
            actor: request.principal.actor,
            reason,
          },
          { now: now(), place: { subject_id, region, department } },
        )
        return { conflict_id, to_source, is_new }
      }),
  )
}

type Said = AttributeConflict['statements'][number]

/** Throws RequestRefused where there is none. */
function standing(conflict: AttributeConflict | undefined): AttributeConflict {
  if (conflict === undefined || conflict.state === 'settled')
    throw new RequestRefused('CONFLICT_UNKNOWN', 'the two sources do not contradict each other')
  return conflict
}

/** What holds, and what says otherwise. Throws RequestRefused where they are not those seen. */
function statementsSeen(
  { statements, holds }: AttributeConflict,
  seen: readonly z.infer<typeof Seen>[],
): readonly [Said, Said] {
  const isAsSeen = statements.every(({ source, event_id }) =>
    seen.some((one) => one.source === source && one.event_id === event_id),
  )
  const [one, two] = statements
  if (!isAsSeen || one === undefined || two === undefined)
    throw new RequestRefused('CONFLICT_CHANGED', 'one of the sources says something else now')
  return two.source === holds ? [two, one] : [one, two]
}

function sideOf({ source, fact_id, event_id }: Said) {
  return {
    source,
    fact_id: EventIdSchema.parse(fact_id),
    event_id: EventIdSchema.parse(event_id),
  }
}
