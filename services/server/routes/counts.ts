import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import { dailyCountsPage } from '@jianwei/projections/daily-counts/queries.ts'
import { factsBehindCount } from '@jianwei/projections/events/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { unitsBy } from '#/server/units-of-facts.ts'
import { askedBy, aboutTimes, beyondHead } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { present, regionField } from '#/server/parameters.ts'
import { problems } from '#/http/problem.ts'
import { FactView, factView } from '#/server/views/warning-view.ts'

const DAY_MS = 86_400_000
const TypeField = z
  .string()
  .max(100)
  .meta({ description: 'Event type of the catalogue 事件类型', examples: ['PenaltyDecided'] })
// The days that the warehouse's Date32 and the instants of events have in common.
const FirstDay = z.iso.date().default('1900-01-01').meta({ description: 'First day, UTC' })
const LAST_DAY = '2299-12-31'
const LastDay = z.iso.date().default(LAST_DAY).meta({ description: 'Last day, UTC, included' })

const DailyCountView = z
  .object({
    event_type: z.string().meta({ examples: ['PenaltyDecided'] }),
    region: z
      .string()
      .nullable()
      .meta({ description: 'Null where the source named none', examples: ['330203'] }),
    day: z.string().meta({ format: 'date', description: 'UTC', examples: ['2026-03-01'] }),
    facts: z.int().meta({ description: 'As known now', examples: [4] }),
  })
  .meta({ id: 'DailyCount', description: 'Facts of one type in one region on one day 每日统计' })

/** Facts, oldest first. */
export const FactList = pageOf('Fact', FactView).extend(aboutTimes)

export const countRoutes: FastifyPluginAsyncZod<{
  readonly warehouse: Warehouse
  readonly directory: DirectoryReader
}> = async (app, { warehouse, directory }) => {
  app.get(
    '/v1/counts',
    {
      schema: {
        tags: ['facts'],
        summary: 'Facts a day by type and region 每日统计',
        description:
          'In the order of type, region and day. Days without facts are left out. The facts ' +
          'are at /v1/facts.',
        querystring: z.strictObject({
          ...pageQuery,
          event_type: TypeField.optional(),
          region: regionField,
          from: FirstDay,
          to: LastDay,
        }),
        response: {
          200: pageOf('DailyCount', DailyCountView).extend(aboutTimes),
          ...problems(400, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { event_type, region, cursor, ...rest } = request.query
      const asking = askedBy(request, warehouse)
      const page = await dailyCountsPage(asking, {
        ...rest,
        ...present({
          region,
          cursor,
          event_types: event_type === undefined ? undefined : [event_type],
        }),
      })
      const answer = sendPage(request, reply, page, (count) => ({
        ...count,
        region: count.region === '' ? null : count.region,
      }))
      return { ...answer, ...(await beyondHead(asking, askedDays(rest))) }
    },
  )

  app.get(
    '/v1/facts',
    {
      schema: {
        tags: ['facts'],
        summary: 'The facts behind a count 统计背后的事实',
        description: 'As known now, oldest first: what /v1/counts counts for the same filters.',
        querystring: z.strictObject({
          ...pageQuery,
          event_type: TypeField,
          region: regionField,
          from: FirstDay,
          to: LastDay,
        }),
        response: { 200: FactList, ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const { region, cursor, from, to, ...rest } = request.query
      const asking = askedBy(request, warehouse)
      const unitOf = unitsBy((await directory.known()).directory)
      const page = await factsBehindCount(asking, {
        ...rest,
        from: startOf(from),
        to: startOf(to, 1),
        ...present({ region, cursor }),
      })
      return {
        ...sendPage(request, reply, page, (row) => factView(row, unitOf)),
        ...(await beyondHead(asking, askedDays({ from, to }))),
      }
    },
  )
}

/** The days as instants, but for a last day that nobody asked for. */
function askedDays({
  from,
  to,
}: {
  readonly from: string
  readonly to: string
}): readonly Instant[] {
  return [startOf(from), ...(to === LAST_DAY ? [] : [startOf(to)])]
}

/** The first millisecond of a day, or of one some days later. */
function startOf(day: string, later = 0): Instant {
  // Written by toISOString in the one form of instants.
  return new Date(Date.parse(day) + later * DAY_MS).toISOString() as Instant
}
