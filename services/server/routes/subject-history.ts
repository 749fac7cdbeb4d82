import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Directory } from '@jianwei/events/organisation/directory.ts'
import { subjectHistory } from '@jianwei/projections/events/subject-history.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { subjectById } from '@jianwei/projections/subjects/queries.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { unitsBy } from '#/server/units-of-facts.ts'
import { several } from '#/server/alert-filters.ts'
import { askedBy, aboutTimes, beyondHead } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import {
  knownBy,
  KnowingPointField,
  MomentField,
  OrderField,
  pointOf,
  refusePositionsBySource,
} from '#/server/knowing-point.ts'
import { flag, present } from '#/server/parameters.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'
import { problems } from '#/http/problem.ts'
import { subjectParams } from '#/server/routes/subjects.ts'
import { unknownSubject } from '#/server/routes/unknown-subject.ts'
import { FactVersionView, factVersionView } from '#/server/views/subject-view.ts'

const DESCRIPTION = `Every version of every fact about the subject, newest occurrence first, each
with the points in the order of knowing between which it was what was known. \`as_known_at\` shows
only the versions that were in force then, as one would have seen them; \`as_of\` leaves out what
happened later. \`by=platform\`: what this platform knew. \`by=source\`: what could have been
known, by the times at which departments reported.`

const HistoryQuery = z
  .strictObject({
    ...pageQuery,
    as_of: MomentField.optional().meta({ description: 'Only what had happened by then 截至时点' }),
    as_known_at: KnowingPointField.optional(),
    by: OrderField,
    event_type: several(z.string().max(100)).meta({
      description: 'Only versions of these types 事件类型; a retraction is FactRetracted',
      examples: [['PenaltyDecided']],
    }),
    source: several(z.string().max(500)).meta({
      description: 'Only what these sources sent 数据来源',
    }),
    with_records: flag.optional().meta({
      description: "Also the platform's own records about the subject: warnings and alerts",
    }),
  })
  .check(refusePositionsBySource)

export const subjectHistoryRoutes: FastifyPluginAsyncZod<{
  readonly warehouse: Warehouse
  readonly directory: DirectoryReader
}> = async (app, { warehouse, directory }) => {
  app.get(
    '/v1/subjects/:subject_id/history',
    {
      schema: {
        tags: ['subjects'],
        summary: 'What was known of a subject, and when 历史追溯',
        description: DESCRIPTION,
        params: subjectParams,
        querystring: HistoryQuery,
        response: {
          200: pageOf('FactVersion', FactVersionView).extend(aboutTimes),
          ...problems(400, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const { subject_id } = request.params
      const { limit, cursor, as_of, as_known_at, by, event_type, source, with_records } =
        request.query
      const page = await subjectHistory(asking, {
        subject_id,
        known: await knownBy(asking, { by, as_known_at }),
        with_records: with_records ?? false,
        limit,
        ...present({ cursor, as_of, event_types: event_type, sources: source }),
      })
      if (page.items.length === 0 && (await subjectById(asking, subject_id)) === undefined) {
        throw unknownSubject(subject_id)
      }
      // Departments know nothing of ids of this log: facts name none.
      const records = page.items.filter(({ version_kind }) => version_kind === 'record')
      const [known, notice, withheld] = await Promise.all([
        directoryAt(directory, pointOf(as_known_at)),
        beyondHead(asking, [as_of, pointOf(as_known_at)]),
        withheldFrom(request, warehouse, records),
      ])
      const unitOf = unitsBy(known)
      const sent = sendPage(request, reply, page, (row) =>
        factVersionView(row, { withheld, unitOf }),
      )
      return { ...sent, ...notice }
    },
  )
}

/** The directory as it was known when the facts were. */
async function directoryAt(
  reader: DirectoryReader,
  point: Instant | number | undefined,
): Promise<Directory> {
  if (typeof point === 'number') return reader.knownUpTo(point)
  return (await reader.known(point)).directory
}
