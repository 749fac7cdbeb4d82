import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { auditRecords } from '@jianwei/projections/audit/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { regionOfGrants } from '#/access/scope.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { problems } from '#/http/problem.ts'
import { whoAsks } from '#/http/who-asks.ts'
import { askedWithin } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { InstantField, present } from '#/server/parameters.ts'
import { AuditAction, AuditRecordView, auditRecordView } from '#/server/views/audit-view.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'

const WORD_CHARACTERS_MAX = 500

const word = (description: string) =>
  z.string().min(1).max(WORD_CHARACTERS_MAX).optional().meta({ description })

const AuditQuery = z.strictObject({
  ...pageQuery,
  actor: word('An account 行为人'),
  action: AuditAction.optional().meta({ description: 'What was done 行为' }),
  object_kind: word('Such as `subject`, `alert`, `account` 对象类别'),
  object: word('Its id 对象'),
  from: InstantField.optional().meta({ description: 'Recorded from then on 起' }),
  to: InstantField.optional().meta({ description: 'Recorded before then 止' }),
})

export interface AuditRoutesOptions {
  readonly warehouse: Warehouse
  readonly audit: Pick<AuditTrail, 'reading'>
}

/** What auditors ask. Whoever asks is in the answer of whoever asks next. */
export const auditRoutes: FastifyPluginAsyncZod<AuditRoutesOptions> = async (
  app,
  { warehouse, audit },
) => {
  app.get(
    '/v1/audit',
    {
      config: { ids_only_narrow: true },
      schema: {
        tags: ['audit'],
        summary: 'Who read, took and changed what, newest first 审计记录查询',
        description:
          'Of all records that lie in a region, those of the regions for which you are an ' +
          'auditor; those that lie nowhere are for auditors without a region. Reading this is on ' +
          'record, once an hour for each filter.',
        querystring: AuditQuery,
        response: { 200: pageOf('AuditRecord', AuditRecordView), ...problems(400, 403, 500, 503) },
      },
    },
    async (request, reply) => {
      const { cursor: _, limit: __, ...filter } = request.query
      const scope = request.principal.grants.flatMap(({ role, region, domain, department }) =>
        role === 'auditor' ? [{ region, domain, department }] : [],
      )
      const asking = askedWithin(request, warehouse, scope)
      const page = await auditRecords(asking, present(request.query))
      const data = { ...whoAsks(request), filter: JSON.stringify(present(filter)) }
      await audit.reading({ type: 'AuditRead', data }, regionOfGrants(scope))
      const said = page.items.map(({ old, new: now, details }) => [old, now, details])
      const withheld = await withheldFrom(request, warehouse, said, scope)
      return sendPage(request, reply, page, (row) => auditRecordView(row, withheld))
    },
  )
}
