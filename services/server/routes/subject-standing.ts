import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { subjectById } from '@jianwei/projections/subjects/queries.ts'
import { problems } from '#/http/problem.ts'
import { askedBy, aboutTimes, beyondHead } from '#/server/asking.ts'
import {
  knownBy,
  KnowingPointField,
  MomentField,
  OrderField,
  pointOf,
  refusePositionsBySource,
} from '#/server/knowing-point.ts'
import { present } from '#/server/parameters.ts'
import { subjectParams } from '#/server/routes/subjects.ts'
import { unknownSubject } from '#/server/routes/unknown-subject.ts'
import { standingAt } from '#/server/standing.ts'
import { StandingView, standingViewOf } from '#/server/views/standing-view.ts'

const DESCRIPTION = `Who the subject was, which licences it held and on which lists it stood, at a
time, over facts as they were known. Class, scores and warnings are at /risk.`

const StandingQuery = z
  .strictObject({
    as_of: MomentField.optional().meta({
      description: 'Only what had happened by then 截至时点; all that is known when absent',
    }),
    as_known_at: KnowingPointField.optional(),
    by: OrderField,
  })
  .check(refusePositionsBySource)

export const subjectStandingRoutes: FastifyPluginAsyncZod<{
  readonly warehouse: Warehouse
}> = async (app, { warehouse }) => {
  app.get(
    '/v1/subjects/:subject_id/standing',
    {
      schema: {
        tags: ['subjects'],
        summary: 'Identity, licences and lists of a subject on any day 主体状态',
        description: DESCRIPTION,
        params: subjectParams,
        querystring: StandingQuery,
        response: { 200: StandingView.extend(aboutTimes), ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const { subject_id } = request.params
      const { by, as_of, as_known_at } = request.query
      if ((await subjectById(asking, subject_id)) === undefined) throw unknownSubject(subject_id)
      const known = await knownBy(asking, { by, as_known_at })
      const [standing, notice] = await Promise.all([
        standingAt(asking, { subject_id, known, ...present({ as_of }) }),
        beyondHead(asking, [as_of, pointOf(as_known_at)]),
      ])
      const known_until = pointOf(as_known_at) ?? null
      return { subject_id, by, known_until, ...standingViewOf(standing), ...notice }
    },
  )
}
