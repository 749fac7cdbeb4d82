import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { subjectsByPersonalNumber } from '@jianwei/projections/subjects/by-personal-number.ts'
import { subjectById } from '@jianwei/projections/subjects/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { regionOfGrants } from '#/access/scope.ts'
import { fieldsWith, readNumber, soughtNumber } from '#/access/sought-number.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { whoAsks } from '#/http/who-asks.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { askedBy } from '#/server/asking.ts'
import { refusePersonalReason, WhyPersonal } from '#/server/personal-reasons.ts'
import { SubjectView } from '#/server/views/subject-view.ts'

/** A number that stands at more subjects than these is no person's. */
const SUBJECTS_MAX = 50
/** Each subject may have it in several fields. */
const MATCHES_MAX = SUBJECTS_MAX * 4
const NUMBER_CHARACTERS_MAX = 64

const DESCRIPTION = `Subjects in whose facts a number stands: that of an identity card or another
document of the party, or a telephone number of whoever complained or reported. It is sent in the
body alone, and stands in no address, no line of a log and no event. The search itself is on record
in the audit, without the number.`

const FoundSubject = SubjectView.extend({
  matches: z
    .array(
      z.object({
        field: z.string().meta({ examples: ['administrative_cp_ui_code'] }),
        facts: z.int().meta({ description: 'How many facts have it there' }),
      }),
    )
    .meta({ description: 'Where the number stands' }),
}).meta({ id: 'FoundSubject', description: 'A subject that was found by a number 检索结果' })

export const SubjectsFoundByNumber = z.object({
  items: z.array(FoundSubject).meta({ description: 'In the order of their ids' }),
  more: z.boolean().meta({ description: 'True when there are more than shown' }),
})

export interface SubjectSearchOptions {
  readonly warehouse: Warehouse
  readonly audit: Pick<AuditTrail, 'act'>
}

export const subjectSearchRoutes: FastifyPluginAsyncZod<SubjectSearchOptions> = async (
  app,
  { warehouse, audit },
) => {
  app.post(
    '/v1/subjects/search',
    {
      schema: {
        tags: ['subjects'],
        summary: "Subjects by a person's number 按个人号码检索",
        description: DESCRIPTION,
        body: z.strictObject({
          ...WhyPersonal,
          number: z.string().min(6).max(NUMBER_CHARACTERS_MAX).meta({
            description: 'Of a document or a telephone, as it is written 证件号码或者电话号码',
          }),
        }),
        response: {
          200: SubjectsFoundByNumber,
          ...problems(400, 413, 415, 422, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { purpose, reason, number } = request.body
      refusePersonalReason(request.body, [number])
      const read = readNumber(number)
      if (read === undefined)
        throw new RequestRefused('NUMBER_UNREADABLE', 'no document or telephone has such a number')
      const asking = askedBy(request, warehouse)
      const matches = await subjectsByPersonalNumber(
        asking,
        soughtNumber(read),
        fieldsWith(read.kind),
        MATCHES_MAX,
      )
      const found = [...Map.groupBy(matches, ({ subject_id }) => subject_id)]
      const shown = await Promise.all(
        found.slice(0, SUBJECTS_MAX).map(async ([subject_id, fields]) => {
          const subject = await subjectById(asking, subject_id)
          return subject === undefined
            ? []
            : [{ ...subject, matches: fields.map(({ field, facts }) => ({ field, facts })) }]
        }),
      )
      const items = shown.flat()
      await audit.act(
        {
          type: 'PersonalNumberSearched',
          data: {
            ...whoAsks(request),
            number_kind: read.kind,
            purpose,
            reason,
            found: items.length,
          },
        },
        { id: randomUUID(), region: regionOfGrants(request.scope) },
      )
      reply.header('cache-control', 'no-store')
      return { items, more: found.length > SUBJECTS_MAX || matches.length === MATCHES_MAX }
    },
  )
}
