import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { conflictsSentBack } from '@jianwei/projections/attribute-conflicts/queries.ts'
import { contradictionsOf, sentEvents } from '@jianwei/projections/sources/contradictions.ts'
import { newestRefusals } from '@jianwei/projections/sources/refusal-reasons.ts'
import {
  newestStatements,
  sourceStatements,
  type SourceStatement,
} from '@jianwei/projections/source-statements/queries.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { unitsBy } from '#/server/units-of-facts.ts'
import { askedBy } from '#/server/asking.ts'
import { importWaits, waitingIn } from '#/server/import-waits.ts'
import { listPage, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { problems } from '#/http/problem.ts'
import { healthOf, knownSources, SourceHealth } from '#/server/source-health.ts'
import { sourceView, SourceView } from '#/server/views/source-view.ts'

const ListedSource = SourceView.extend({
  health: SourceHealth.nullable().meta({
    description: 'By when the log last took something of it; null for what names no source',
  }),
}).meta({ id: 'ListedSource', description: 'A source 数据来源 in a list' })

export interface SourceRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly directory: DirectoryReader
  readonly now: () => Instant
}

export const SourceList = pageOf('Source', ListedSource)

export const sourceRoutes: FastifyPluginAsyncZod<SourceRoutesOptions> = async (
  app,
  { warehouse, rules, directory, now },
) => {
  app.get(
    '/v1/sources',
    {
      schema: {
        tags: ['sources'],
        summary: 'Sources: what they state, volume, lateness, refusals, imports 数据来源',
        description:
          'In the order of their names. A source of which only an import was seen so far is ' +
          'among them.',
        querystring: z.strictObject({
          ...pageQuery,
          source: z.string().max(500).optional().meta({ description: 'This one alone 数据来源' }),
          health: SourceHealth.optional(),
        }),
        response: { 200: SourceList, ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const [{ all, imported }, waits, statements, refusals, sentBack] = await Promise.all([
        knownSources(asking),
        importWaits(asking, rules),
        sourceStatements(asking),
        newestRefusals(asking),
        conflictsSentBack(asking),
      ])
      const unitOf = unitsBy((await directory.known()).directory)
      const stated = newestStatements(statements)
      const sent = await sentEvents(asking, statingAnything([...stated.values()]))
      const { health, source: only, ...asked } = request.query
      const at = now()
      const those = all.filter(
        (one) =>
          (only === undefined || one.source === only) &&
          (health === undefined || healthOf(one, at) === health),
      )
      const page = listPage(those, asked, (source) => [source.source])
      return sendPage(request, reply, page, (one) => {
        const statement = stated.get(one.source)
        const ofImports = {
          holds: waits.holds.filter(({ of_sources }) => of_sources.includes(one.source)),
          warnings_waiting: waitingIn(waits, ({ source }) => source === one.source),
          last: imported.get(one.source),
        }
        const contradictions = statement === undefined ? [] : contradictionsOf(statement, sent)
        const named = { department: one.department, region: null, occurred_at: at }
        const refused = refusals.filter(({ source }) => source === one.source)
        return {
          ...sourceView(
            one,
            refused,
            ofImports,
            { statement, contradictions },
            unitOf(named),
            sentBack.get(one.source) ?? 0,
          ),
          health: healthOf(one, at),
        }
      })
    },
  )
}

function statingAnything(statements: readonly SourceStatement[]): readonly string[] {
  return statements.flatMap(({ source, feeds, never_feeds }) =>
    feeds.length + never_feeds.length > 0 ? [source] : [],
  )
}
