import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { alertCounts, alertFacets } from '@jianwei/projections/desk/facets.ts'
import { neighbours } from '@jianwei/projections/desk/neighbours.ts'
import type { AlertOrder } from '@jianwei/projections/desk/order-sql.ts'
import { alerts } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { calendarsOf } from '#/calendars/notice-book.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { ruleDomains } from '#/rules/rule-domains.ts'
import { alertSummaries } from '#/server/alert-summaries.ts'
import { problems } from '#/http/problem.ts'
import { AlertIdParam } from '#/server/routes/alert-step.ts'
import { unknownAlert } from '#/server/routes/known-alert.ts'
import {
  alertFilterBody,
  alertFilterQuery,
  AlertOrderField,
  alertsFilter,
  type AlertFilterFields,
} from '#/server/alert-filters.ts'
import { namesFoundBy } from '#/server/asker.ts'
import { askedBy, beyondHead } from '#/server/asking.ts'
import { titledFacets } from '#/server/facet-titles.ts'
import { pageFields, pageQuery, sendPage } from '#/server/pages.ts'
import {
  AlertCountsView,
  AlertFacets,
  AlertList,
  keyOfPlace,
  listedAlert,
  NeighboursView,
  PlaceField,
} from '#/server/views/alert-list-view.ts'
import { companyOf } from '#/server/views/alert-view.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'

export interface AlertListOptions {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly regions: RegionBook
  readonly now: () => Instant
}

interface ListQuestion {
  readonly order: AlertOrder
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Lists, facets, counts and neighbours: all of one filter over alerts as they stand. */
export const alertListRoutes: FastifyPluginAsyncZod<AlertListOptions> = async (
  app,
  { log, warehouse, rules, regions, now },
) => {
  const list = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { order, limit, cursor, ...fields }: ListQuestion & AlertFilterFields,
  ) => {
    const asking = askedBy(request, warehouse)
    const at = now()
    const { actor } = request.principal
    const filter = await alertsFilter(fields, { actor, at, rules, names: namesFoundBy(request) })
    const from = cursor === undefined ? {} : { cursor }
    const page = await alerts(asking, { ...filter, ...from, order, limit })
    const [withheld, summaryOf, calendars] = await Promise.all([
      withheldFrom(request, warehouse, page.items.map(companyOf)),
      alertSummaries(request, { log, warehouse, rules, regions }, page.items),
      calendarsOf(log),
    ])
    return {
      ...sendPage(request, reply, page, (row) =>
        listedAlert(row, summaryOf(row), { now: at, calendars, withheld }),
      ),
      up_to: page.up_to,
      ...(await beyondHead(asking, [fields.since])),
    }
  }

  app.get(
    '/v1/alerts',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Alerts as they stand 预警单列表',
        querystring: z.strictObject({
          ...pageQuery,
          order: AlertOrderField,
          ...alertFilterQuery,
        }),
        response: { 200: AlertList, ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => list(request, reply, request.query),
  )

  app.post(
    '/v1/alerts/search',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Alerts by a text or a person, which stand in no address 预警单检索',
        body: z.strictObject({ ...pageFields, order: AlertOrderField, ...alertFilterBody }),
        response: { 200: AlertList, ...problems(400, 415, 500, 503) },
      },
    },
    async (request, reply) => list(request, reply, request.body),
  )

  app.get(
    '/v1/alerts/facets',
    {
      schema: {
        tags: ['alerts'],
        summary: 'How many alerts fit, by what they differ in 分面计数',
        querystring: z.strictObject(alertFilterQuery),
        response: { 200: AlertFacets, ...problems(400, 500, 503) },
      },
    },
    async (request) => {
      const [at, { actor }] = [now(), request.principal]
      const filter = await alertsFilter(request.query, { actor, at, rules })
      const book = await rules.current()
      const domains = ruleDomains(book)
      const facets = await alertFacets(askedBy(request, warehouse), filter, { at, domains })
      return titledFacets(facets, book, await regions.table())
    },
  )

  app.get(
    '/v1/alerts/counts',
    {
      schema: {
        tags: ['alerts'],
        summary: 'How many alerts fit, and how many of these want what 预警单计数',
        querystring: z.strictObject(alertFilterQuery),
        response: { 200: AlertCountsView, ...problems(400, 500, 503) },
      },
    },
    async (request) => {
      const [at, { actor }] = [now(), request.principal]
      const filter = await alertsFilter(request.query, { actor, at, rules })
      return alertCounts(askedBy(request, warehouse), filter, { at, actor })
    },
  )

  app.get(
    '/v1/alerts/:alert_id/neighbours',
    {
      schema: {
        tags: ['alerts'],
        summary: 'The alerts before and behind one in a whole list 上一条与下一条',
        description:
          'With the filter and order of the list. It need not fit the filter any more, as when ' +
          'it was worked on since.',
        params: AlertIdParam,
        querystring: z.strictObject({
          order: AlertOrderField,
          up_to: z.coerce.number().int().min(0).optional().meta({
            description: 'Of the list from which it was opened: what was raised since is not in it',
          }),
          place: PlaceField.optional(),
          ...alertFilterQuery,
        }),
        response: { 200: NeighboursView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const { order, up_to, place, ...fields } = request.query
      const { actor } = request.principal
      const filter = await alertsFilter(fields, { actor, at: now(), rules })
      const found = await neighbours(askedBy(request, warehouse), request.params.alert_id, {
        filter: up_to === undefined ? filter : { ...filter, raised_up_to: up_to },
        order,
        key: place === undefined ? undefined : keyOfPlace(place),
      })
      if (found === undefined) throw unknownAlert()
      return found
    },
  )
}
