import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import { knownAt } from '@jianwei/projections/clock/queries.ts'
import { subjectHistory } from '@jianwei/projections/events/subject-history.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Known, OrderOfKnowing } from '@jianwei/projections/rules/places.ts'
import { subjectById } from '@jianwei/projections/subjects/queries.ts'
import { askedBy } from '#/server/asking.ts'
import { aboutTimes, beyondHead } from '#/server/beyond-head.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { EXPECTED_TIME, flag, InstantField, instantOfQuery, present } from '#/server/parameters.ts'
import { problems } from '#/server/problem.ts'
import { subjectParams } from '#/server/routes/subjects.ts'
import { unknownSubject } from '#/server/routes/unknown-subject.ts'
import { FactVersionView, factVersionView } from '#/server/views/subject-view.ts'

const DESCRIPTION = `Every version of every fact about the subject, newest occurrence first, each with the places in the order of
knowing between which it was what was known. \`as_known_at\` shows only the versions that were in force then, as one would have
seen them; \`as_of\` leaves out what happened later. \`by=platform\`: what this platform knew. \`by=source\`: what could have been
known, by the times at which departments reported.`

type KnowingPoint = { readonly position: number } | { readonly at: Instant }

/** An instant, or a position of the log in digits. */
const KnowingPointField = z
  .string()
  .transform((text, context): KnowingPoint => {
    const position = /^\d{1,15}$/.test(text) ? Number(text) : undefined
    if (position !== undefined) return { position }
    const at = instantOfQuery(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999+08:00` : text)
    if (at !== undefined) return { at }
    const message = `${EXPECTED_TIME}, a day, or a position of the log`
    context.addIssue({ code: 'custom', message, params: { code: 'KNOWING_POINT_UNREADABLE' } })
    return z.NEVER
  })
  .meta({
    description:
      'What was known then 认知时点: a timestamp with an offset, a day (up to its end in China, +08:00), or, by platform, a position of the log',
    examples: ['2026-03-01T09:30:00+08:00', '41207'],
  })

const HistoryQuery = z
  .strictObject({
    ...pageQuery,
    as_of: InstantField.optional().meta({ description: 'Only what had happened by then 截至时点' }),
    as_known_at: KnowingPointField.optional(),
    by: z
      .enum(['platform', 'source'])
      .default('platform')
      .meta({ description: 'The order of knowing: as this platform took things, or as departments reported them' }),
    with_records: flag
      .optional()
      .meta({ description: "Also the platform's own records about the subject: warnings and alerts" }),
  })
  .check((context) => {
    const { by, as_known_at } = context.value
    if (by === 'platform' || as_known_at === undefined || 'at' in as_known_at) return
    const message = 'a position is a place in the order of this platform: send a timestamp, or by=platform'
    context.issues.push({
      code: 'custom',
      input: '',
      path: ['as_known_at'],
      message,
      params: { code: 'KNOWING_POINT_OF_PLATFORM' },
    })
  })

export const subjectHistoryRoutes: FastifyPluginAsyncZod<{ readonly warehouse: Warehouse }> = async (
  app,
  { warehouse },
) => {
  app.get(
    '/v1/subjects/:subject_id/history',
    {
      schema: {
        tags: ['subjects'],
        summary: 'What was known of a subject, and when 历史追溯',
        description: DESCRIPTION,
        params: subjectParams,
        querystring: HistoryQuery,
        response: { 200: pageOf('FactVersion', FactVersionView).extend(aboutTimes), ...problems(400, 404, 500, 503) },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const { subject_id } = request.params
      const { limit, cursor, as_of, as_known_at, by, with_records } = request.query
      const page = await subjectHistory(asking, {
        subject_id,
        known: await knownBy(asking, by, as_known_at),
        with_records: with_records ?? false,
        limit,
        ...present({ cursor, as_of }),
      })
      if (page.items.length === 0 && (await subjectById(asking, subject_id)) === undefined) {
        throw unknownSubject(subject_id)
      }
      const notice = await beyondHead(asking, [as_of, pointOf(as_known_at)])
      return { ...sendPage(request, reply, page, factVersionView), ...notice }
    },
  )
}

function pointOf(point: KnowingPoint | undefined): Instant | number | undefined {
  return point === undefined || 'at' in point ? point?.at : point.position
}

/** The query's own check has refused positions by source. */
async function knownBy(asking: Warehouse, by: OrderOfKnowing, point: KnowingPoint | undefined): Promise<Known> {
  if (point === undefined) return { by }
  if ('at' in point) return knownAt(asking, by, point.at)
  return { by: 'platform', until: { by: 'platform', position: point.position } }
}
