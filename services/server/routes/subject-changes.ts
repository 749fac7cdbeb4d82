import { isDeepStrictEqual } from 'node:util'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { EventRow } from '@jianwei/projections/events/event-row.ts'
import { eventsById } from '@jianwei/projections/events/queries.ts'
import { subjectChanges, type SubjectChanges } from '@jianwei/projections/events/subject-changes.ts'
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
  positionsRefusedBySource,
} from '#/server/knowing-point.ts'
import { present } from '#/server/parameters.ts'
import { subjectParams } from '#/server/routes/subjects.ts'
import { unknownSubject } from '#/server/routes/unknown-subject.ts'
import { standingAt, subjectTypeIn } from '#/server/standing.ts'
import {
  CHANGES_SHOWN_MAX,
  changedFacts,
  standingChanges,
  SubjectChangesView,
  type ChangedFact,
} from '#/server/views/changes-view.ts'

const DESCRIPTION = `What differs between two moments: which facts were added, corrected and
retracted, and what stands otherwise. Each moment is what had happened by \`as_of\`, as it was known
at \`as_known_at\`; where one of them is absent, all that is known, now.`

const ChangesQuery = z
  .strictObject({
    from_as_of: MomentField.optional().meta({ description: 'Of the first moment 截至时点' }),
    from_as_known_at: KnowingPointField.optional(),
    to_as_of: MomentField.optional().meta({ description: 'Of the second moment 截至时点' }),
    to_as_known_at: KnowingPointField.optional(),
    by: OrderField,
  })
  .check(positionsRefusedBySource('from_as_known_at', 'to_as_known_at'))

export const subjectChangeRoutes: FastifyPluginAsyncZod<{
  readonly warehouse: Warehouse
}> = async (app, { warehouse }) => {
  app.get(
    '/v1/subjects/:subject_id/changes',
    {
      schema: {
        tags: ['subjects'],
        summary: 'What differs between two moments of a subject 两日对比',
        description: DESCRIPTION,
        params: subjectParams,
        querystring: ChangesQuery,
        response: { 200: SubjectChangesView.extend(aboutTimes), ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const { subject_id } = request.params
      const { by, from_as_of, from_as_known_at, to_as_of, to_as_known_at } = request.query
      if ((await subjectById(asking, subject_id)) === undefined) throw unknownSubject(subject_id)
      const from = {
        known: await knownBy(asking, { by, as_known_at: from_as_known_at }),
        ...present({ as_of: from_as_of }),
      }
      const to = {
        known: await knownBy(asking, { by, as_known_at: to_as_known_at }),
        ...present({ as_of: to_as_of }),
      }
      const points = [from_as_of, to_as_of, pointOf(from_as_known_at), pointOf(to_as_known_at)]
      const [changed, before, after, notice] = await Promise.all([
        subjectChanges(asking, { subject_id, from, to, limit: CHANGES_SHOWN_MAX }),
        standingAt(asking, { subject_id, ...from }),
        standingAt(asking, { subject_id, ...to }),
        beyondHead(asking, points),
      ])
      return {
        subject_id,
        subject_type: subjectTypeIn(after.facts) ?? subjectTypeIn(before.facts),
        counts: changed.counts,
        changes: await withFields(asking, changed.items),
        more: changedFacts(changed) > changed.items.length,
        ...standingChanges(before, after),
        ...notice,
      }
    },
  )
}

/** Each with what differs between the versions of one that was corrected. */
async function withFields(
  asking: Warehouse,
  items: SubjectChanges['items'],
): Promise<ChangedFact[]> {
  const versions = items.flatMap(({ from, to }) =>
    from === null || to === null ? [] : [from.event_id, to.event_id],
  )
  const rows = new Map((await eventsById(asking, versions)).map((row) => [row.event_id, row]))
  return items.map((item) => {
    const [from, to] = [item.from, item.to].map((one) => rows.get(one?.event_id ?? ''))
    const fields = from === undefined || to === undefined ? [] : differing(from, to)
    return { ...item, fields }
  })
}

function differing(from: EventRow, to: EventRow): string[] {
  const own = (['type', 'occurred_at', 'region', 'department'] as const).filter(
    (field) => from[field] !== to[field],
  )
  const [before, after] = [from.data ?? {}, to.data ?? {}]
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return [...own, ...fields.filter((field) => !isDeepStrictEqual(before[field], after[field]))]
}
