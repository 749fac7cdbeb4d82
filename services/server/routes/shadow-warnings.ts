import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { shadowWarnings } from '@jianwei/projections/shadow-warnings/queries.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { askedBy } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { flag, present, ruleField, subjectField, VersionParam } from '#/server/parameters.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'
import { problems } from '#/http/problem.ts'
import { Level } from '#/server/views/vocabulary.ts'
import { WarningView, warningView } from '#/server/views/warning-view.ts'

export interface ShadowWarningRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
}

export const shadowWarningRoutes: FastifyPluginAsyncZod<ShadowWarningRoutesOptions> = async (
  app,
  { warehouse, rules },
) => {
  app.get(
    '/v1/shadow-warnings',
    {
      schema: {
        tags: ['rules'],
        summary: 'What versions in shadow found, newest first 试运行预警列表',
        description: 'Kept apart from warnings; none of them is or becomes an alert.',
        querystring: z.strictObject({
          ...pageQuery,
          standing: flag
            .optional()
            .meta({ description: 'Only those that hold now, or only those that were withdrawn' }),
          level: Level.optional(),
          rule_id: ruleField,
          rule_version: VersionParam.optional(),
          subject_id: subjectField,
        }),
        response: { 200: pageOf('ShadowWarning', WarningView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const book = await rules.current()
      const page = await shadowWarnings(askedBy(request, warehouse), present(request.query))
      const withheld = await withheldFrom(request, warehouse, page.items)
      return sendPage(request, reply, page, (row) => warningView(row, book, withheld))
    },
  )
}
