import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { lastImports } from '@jianwei/projections/imports/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { sources, unheardSource } from '@jianwei/projections/sources/queries.ts'
import type { RuleShelf } from '#/rule-book.ts'
import { askedBy } from '#/server/asking.ts'
import { importWaits, waitingIn } from '#/server/import-waits.ts'
import { listPage, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { problems } from '#/server/problem.ts'
import { sourceView, SourceView } from '#/server/views/source-view.ts'

export interface SourceRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleShelf
}

export const sourceRoutes: FastifyPluginAsyncZod<SourceRoutesOptions> = async (app, { warehouse, rules }) => {
  app.get(
    '/v1/sources',
    {
      schema: {
        tags: ['sources'],
        summary: 'Sources: volume, lateness, refusals, imports, last seen 数据来源',
        description: 'In the order of their names. A source of which only an import was seen so far is among them.',
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf('Source', SourceView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const [known, imported, waits] = await Promise.all([
        sources(asking),
        lastImports(asking),
        importWaits(asking, rules),
      ])
      const names = new Set(known.map(({ source }) => source))
      const unheard = [...imported.keys()].filter((source) => !names.has(source)).map(unheardSource)
      const all = [...known, ...unheard].sort((a, b) => (a.source < b.source ? -1 : 1))
      const page = listPage(all, request.query, (source) => [source.source])
      return sendPage(request, reply, page, (one) =>
        sourceView(one, {
          holds: waits.holds.filter(({ of_sources }) => of_sources.includes(one.source)),
          warnings_waiting: waitingIn(waits, ({ source }) => source === one.source),
          last: imported.get(one.source),
        }),
      )
    },
  )
}
