import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { factFacets, searchFacts } from '@jianwei/projections/events/fact-search.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningsCiting } from '@jianwei/projections/warnings/citing.ts'
import { problems } from '#/http/problem.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { askedBy, aboutTimes, beyondHead } from '#/server/asking.ts'
import { factFilterBody, factsFilter, knownUpTo } from '#/server/fact-filters.ts'
import { pageFields, sendPage } from '#/server/pages.ts'
import { present } from '#/server/parameters.ts'
import { unitsBy } from '#/server/units-of-facts.ts'
import { FactFacetsView, foundFact, FoundFacts } from '#/server/views/fact-search-view.ts'

export interface FactSearchOptions {
  readonly warehouse: Warehouse
  readonly directory: DirectoryReader
}

/** A page of facts that fit. */
export const FactsAnswer = FoundFacts.extend(aboutTimes)

/** All of history: facts by what they are, and what they differ in. */
export const factSearchRoutes: FastifyPluginAsyncZod<FactSearchOptions> = async (
  app,
  { warehouse, directory },
) => {
  app.post(
    '/v1/facts/search',
    {
      schema: {
        tags: ['facts'],
        summary: 'All facts, by what they are and when 历史检索',
        description:
          'As known when the first page was asked for, newest first by when the log took what ' +
          'holds now. From each one reaches its subject, its source, and by the warnings that ' +
          'rest on it the rules.',
        body: z.strictObject({ ...pageFields, ...factFilterBody }),
        response: { 200: FactsAnswer, ...problems(400, 413, 415, 500, 503) },
      },
    },
    async (request, reply) => {
      const { limit, cursor, ...fields } = request.body
      const asking = askedBy(request, warehouse)
      const filter = await factsFilter(fields, request, warehouse)
      const up_to = await knownUpTo(request, warehouse)
      const page = await searchFacts(asking, filter, { up_to, limit, ...present({ cursor }) })
      const [citing, known, notice] = await Promise.all([
        warningsCiting(
          asking,
          page.items.map(({ fact_id }) => fact_id),
        ),
        directory.known(),
        beyondHead(asking, [fields.occurred_since, fields.recorded_since]),
      ])
      const unitOf = unitsBy(known.directory)
      return {
        ...sendPage(request, reply, page, (row) =>
          foundFact(row, citing.get(row.fact_id) ?? [], unitOf),
        ),
        up_to: page.up_to,
        ...notice,
      }
    },
  )

  app.post(
    '/v1/facts/facets',
    {
      schema: {
        tags: ['facts'],
        summary: 'How many facts fit, by what they differ in 历史检索分面计数',
        body: z.strictObject(factFilterBody),
        response: { 200: FactFacetsView, ...problems(400, 413, 415, 500, 503) },
      },
    },
    async (request) => {
      const filter = await factsFilter(request.body, request, warehouse)
      const up_to = await knownUpTo(request, warehouse)
      return { ...(await factFacets(askedBy(request, warehouse), filter, up_to)), up_to }
    },
  )
}
