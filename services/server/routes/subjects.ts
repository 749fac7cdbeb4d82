import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { SubjectIdSchema } from '@jianwei/events/identifiers/subject-id.ts'
import { knownNow } from '@jianwei/projections/authorities/queries.ts'
import { alerts } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { findSubjects } from '@jianwei/projections/subjects/find-subjects.ts'
import {
  subjectActivity,
  subjectById,
  subjectFacts,
  subjectReported,
} from '@jianwei/projections/subjects/queries.ts'
import { namesFoundBy } from '#/server/asker.ts'
import { askedBy } from '#/server/asking.ts'
import { pageFields, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { present } from '#/server/parameters.ts'
import { problems } from '#/http/problem.ts'
import { unknownSubject } from '#/server/routes/unknown-subject.ts'
import { AlertStateView, alertView, companyOf } from '#/server/views/alert-view.ts'
import { SubjectDetail, SubjectView } from '#/server/views/subject-view.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'

/** More are read page by page at /v1/alerts?subject_id=. */
const OPEN_ALERTS_SHOWN_MAX = 50
const QUERY_CHARACTERS_MAX = 200
const OPEN_STATES = AlertStateView.options.filter((state) => state !== 'closed')

const IN_ORDER = `In the order of their ids. A name that is a person's, or may be, finds nothing for
whom it would be masked.`

const QueryField = z
  .string()
  .max(QUERY_CHARACTERS_MAX)
  .optional()
  .meta({
    description:
      'The beginning of an id; or a part of a present or past name, its pinyin from the ' +
      'beginning of a syllable on, or its initials 编号、名称、拼音或首字母; all subjects when absent',
    examples: ['xmjw'],
  })

export const subjectParams = z.strictObject({ subject_id: SubjectIdSchema })

export const subjectRoutes: FastifyPluginAsyncZod<{ readonly warehouse: Warehouse }> = async (
  app,
  { warehouse },
) => {
  app.get(
    '/v1/subjects',
    {
      schema: {
        tags: ['subjects'],
        summary: 'Subjects by id or name 监管对象查询',
        description: IN_ORDER,
        querystring: z.strictObject({ ...pageQuery, query: QueryField }),
        response: { 200: pageOf('Subject', SubjectView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const search = { ...present(request.query), names: namesFoundBy(request) }
      const page = await findSubjects(askedBy(request, warehouse), search)
      return sendPage(request, reply, page, (subject) => subject)
    },
  )

  app.post(
    '/v1/subjects/find',
    {
      schema: {
        tags: ['subjects'],
        summary: 'Subjects by typed text 检索监管对象',
        description: `As GET /v1/subjects, for what somebody types: it stands in the body alone, and
in no address and no line of a log. ${IN_ORDER}`,
        body: z.strictObject({ ...pageFields, query: QueryField }),
        response: {
          200: pageOf('Subject', SubjectView),
          ...problems(400, 413, 415, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const search = { ...present(request.body), names: namesFoundBy(request) }
      const page = await findSubjects(askedBy(request, warehouse), search)
      return sendPage(request, reply, page, (subject) => subject)
    },
  )

  app.get(
    '/v1/subjects/:subject_id',
    {
      schema: {
        tags: ['subjects'],
        summary: 'One subject: what is known now, what happened, open alerts 监管对象档案',
        params: subjectParams,
        response: { 200: SubjectDetail, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const { subject_id } = request.params
      const subject = await subjectById(asking, subject_id)
      if (subject === undefined) throw unknownSubject(subject_id)
      const known = await knownNow(asking)
      const [facts, activity, reported, open] = await Promise.all([
        subjectFacts(asking, { subject_id, known }),
        subjectActivity(asking, subject_id),
        subjectReported(asking, subject_id),
        alerts(asking, { subject_id, states: OPEN_STATES, limit: OPEN_ALERTS_SHOWN_MAX }),
      ])
      const withheld = await withheldFrom(request, warehouse, open.items.map(companyOf))
      return {
        ...subject,
        facts: [...facts],
        activity: [...activity],
        reported: [...reported],
        open_alerts: open.items.map((alert) => alertView(alert, withheld)),
        more_open_alerts: open.next !== null,
      }
    },
  )
}
