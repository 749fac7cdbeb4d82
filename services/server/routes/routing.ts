import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { UnitId } from '@jianwei/events/organisation/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { RoutingRow, ROUTING_ROWS_MAX } from '@jianwei/events/routing/events.ts'
import { Code, Passage, Words } from '@jianwei/events/vocabulary.ts'
import { RiskLevel } from '@jianwei/events/warning/events.ts'
import { alerts } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { routedCounts } from '@jianwei/projections/units/routed-counts.ts'
import { etagOf } from '#/http/if-match.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { directoryOf } from '#/organisations/directory-aggregate.ts'
import { tryAlerts, tryRoute, type Tried } from '#/routing/dry-run.ts'
import { domainsIn } from '#/rules/rule-domains.ts'
import { assertUnits, publishedTables, publishRouting } from '#/routing/routing-table.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { askedBy } from '#/server/asking.ts'
import { unknownAlert } from '#/server/routes/known-alert.ts'

export interface RoutingRoutesOptions {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly now: () => Instant
}

const TRIED_ALERTS_MAX = 500

const rows = z.array(RoutingRow).max(ROUTING_ROWS_MAX).meta({
  description: 'In order: the first row of which all conditions hold decides. Null holds of all',
})
const defaultUnit = UnitId.meta({ description: 'Whose queue takes what no row decides' })

const TableView = z
  .object({
    version: z.int().meta({ description: '0 before the first table. Send it as If-Match' }),
    rows,
    default_unit: UnitId.nullable(),
    actor: z.string().nullable(),
    reason: z.string().nullable(),
    versions: z.int().meta({ description: 'Tables that were published' }),
  })
  .meta({ id: 'RoutingTable', description: 'Which alerts go to which unit 派单规则' })

const RouteView = z
  .object({
    unit: z.string(),
    row: z.int().nullable().meta({ description: 'From 1 on; null: no row decides' }),
    why: z.string(),
  })
  .meta({ id: 'Route' })

const Attributes = z.strictObject({
  region: RegionIdSchema.nullable().default(null),
  domain: Words.nullable().default(null),
  rule_id: Code.nullable().default(null),
  level: RiskLevel,
})

const TriedView = z
  .object({
    tried: z.array(
      z.object({
        alert_id: z.string().nullable(),
        alert: z.object({
          region: z.string().nullable(),
          domain: z.string().nullable(),
          rule_id: z.string().nullable(),
          level: RiskLevel,
        }),
        route: RouteView.meta({ description: 'By the draft, or by the table that holds' }),
        by_present: RouteView.nullable().meta({ description: 'By the table that holds' }),
        unit: z.string().nullable().meta({ description: 'In whose queue the alert is' }),
        differs: z.boolean().meta({ description: 'The draft sends it elsewhere than the table' }),
      }),
    ),
    differing: z.int(),
    by_default: z.int().meta({ description: 'Those that no row decides' }),
  })
  .meta({ id: 'RoutingTried', description: 'Where alerts would go and why; nothing moves 试派单' })

/** Where alerts go, and where they would. */
export const routingRoutes: FastifyPluginAsyncZod<RoutingRoutesOptions> = async (
  app,
  { log, warehouse, rules, now },
) => {
  const domainOf = domainsIn(rules)

  app.get(
    '/v1/routing',
    {
      schema: {
        tags: ['organisations'],
        summary: 'The routing table that holds, or an earlier one 派单规则',
        querystring: z.strictObject({
          version: z.coerce
            .number()
            .int()
            .min(1)
            .optional()
            .meta({ description: 'An earlier one' }),
        }),
        response: { 200: TableView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request, reply) => {
      const tables = await publishedTables(log)
      const { version = tables.length } = request.query
      const table = tables[version - 1]
      if (table === undefined && version > 0)
        throw new RequestRefused('ROUTING_TABLE_UNKNOWN', `${tables.length} tables were published`)
      reply.header('etag', etagOf(tables.length))
      return {
        version,
        rows: [...(table?.rows ?? [])],
        default_unit: table?.default_unit ?? null,
        actor: table?.actor ?? null,
        reason: table?.reason ?? null,
        versions: tables.length,
      }
    },
  )

  app.post(
    '/v1/routing',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Publish a routing table 发布派单规则',
        description:
          'The whole table, over the version that was seen (If-Match, "0" before the first). New ' +
          'alerts go by it; alerts that are in a queue stay there.',
        headers: z.looseObject({
          ...keyHeaders,
          'if-match': z
            .string()
            .regex(/^"?\d{1,9}"?$/, 'expected a version, such as "3"')
            .meta({ description: 'The version that was seen' }),
        }),
        body: z
          .strictObject({
            rows,
            default_unit: defaultUnit,
            reason: Passage.meta({ description: 'Why; recorded 理由' }),
          })
          .meta({ id: 'RoutingTableOrder' }),
        response: {
          200: z.object({ version: z.int() }).meta({ id: 'RoutingPublished' }),
          ...problems(400, 409, 413, 415, 422, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { actor } = request.principal
      const seen = Number(request.headers['if-match'].replaceAll('"', ''))
      return answerOnce(request, reply, { log, now }, async () => {
        const data = { ...request.body, actor }
        const { version } = await publishRouting(log, { type: 'PublishRouting', data, seen }, now())
        return { version }
      })
    },
  )

  app.post(
    '/v1/routing/dry-run',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Where would this go, and why 试派单',
        description:
          'For one alert, for attributes, or for the newest alerts; by the table that holds or ' +
          'by a draft, with the difference. Nothing is written and nothing moves.',
        body: z
          .strictObject({
            alert_id: z.uuid().optional(),
            alert: Attributes.optional(),
            last: z.int().min(1).max(TRIED_ALERTS_MAX).optional(),
            draft: z.strictObject({ rows, default_unit: defaultUnit }).optional(),
          })
          .meta({ id: 'RoutingDryRunOrder' }),
        response: { 200: TriedView, ...problems(400, 404, 413, 415, 422, 500, 503) },
      },
    },
    async (request) => {
      const { alert_id, alert, last, draft } = request.body
      const present = (await publishedTables(log)).at(-1) ?? null
      const table = draft ?? present
      if (table === null)
        throw new RequestRefused('ROUTING_TABLE_UNKNOWN', 'no table was published; give a draft')
      const directory = await directoryOf(log)
      const day = dayInChina(now())
      if (draft !== undefined) assertUnits(draft, directory, day)
      const parts = { log, domainOf, directory, day, table, present }
      const asking = askedBy(request, warehouse)
      const ids = [
        ...(alert_id === undefined ? [] : [alert_id]),
        ...(last === undefined
          ? []
          : (await alerts(asking, { limit: last })).items.map((one) => one.alert_id)),
      ]
      const ofAlerts = await tryAlerts(parts, ids)
      if (alert_id !== undefined && ofAlerts[0]?.alert_id !== alert_id) throw unknownAlert()
      const tried = [...(alert === undefined ? [] : [tryRoute(parts, alert)]), ...ofAlerts]
      const views = tried.map(triedView)
      return {
        tried: views,
        differing: views.filter(({ differs }) => differs).length,
        by_default: views.filter(({ route }) => route.row === null).length,
      }
    },
  )

  app.get(
    '/v1/routing/counts',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Alerts that were routed, by unit 派单统计',
        response: {
          200: z
            .object({
              units: z.array(
                z.object({
                  unit: z.string(),
                  routed: z.int(),
                  by_default: z.int().meta({ description: 'Of these, those no row decided' }),
                }),
              ),
            })
            .meta({ id: 'RoutingCounts' }),
          ...problems(400, 500, 503),
        },
      },
    },
    async (request) => ({ units: [...(await routedCounts(askedBy(request, warehouse)))] }),
  )
}

function triedView(tried: Tried) {
  const { by_present, route } = tried
  return { ...tried, differs: by_present !== null && by_present.unit !== route.unit }
}
