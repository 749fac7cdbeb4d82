import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { Code } from '@jianwei/events/vocabulary.ts'
import { dutiesOnTime } from '@jianwei/projections/duties/on-time.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { aboutTimes, askedBy, beyondHead } from '#/server/asking.ts'
import { InstantField, present, regionField } from '#/server/parameters.ts'
import { DutyAbout } from '#/server/views/duty-view.ts'
import {
  OnTimeCountsView,
  OnTimeRowView,
  countsView,
  rowView,
} from '#/server/views/on-time-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

const PERIOD_DAYS_DEFAULT = 30
const DAY_MS = 86_400_000

/** How many duties are met in time. */
export const dutiesOnTimeRoutes: FastifyPluginAsyncZod<{
  readonly warehouse: Warehouse
  readonly now: () => Instant
}> = async (app, { warehouse, now }) => {
  app.get(
    '/v1/duties/on-time',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Duties met in time, by unit and kind 按时办结率',
        description:
          'Of the duties whose end lies in the period (`from` up to and without `to`; by default ' +
          'the last 30 days). `rate` is the share of those met in time among those that were met ' +
          'or whose end has passed; what is open still, and what was cancelled, is in neither. ' +
          'Extensions and pauses have moved the end of a duty, and are counted beside.',
        querystring: z.strictObject({
          from: InstantField.optional().meta({ description: 'Due from here on' }),
          to: InstantField.optional().meta({ description: 'Due before; by default now' }),
          by: z.enum(['unit', 'kind', 'unit_and_kind']).default('unit_and_kind').meta({
            description: 'What rows tell apart 分组',
          }),
          unit: Code.optional().meta({ description: 'Of this unit 责任单位' }),
          region: regionField,
          kind: Code.optional().meta({ description: 'What is owed 事项' }),
          about: DutyAbout.optional(),
        }),
        response: {
          200: z
            .object({
              from: Time,
              to: Time,
              all: OnTimeCountsView,
              items: z.array(OnTimeRowView).meta({
                description: 'Those with the most that came late first',
              }),
              more_rows: z.int().meta({
                description: 'Rows that found no place here; `all` counts their duties too',
              }),
              ...aboutTimes,
            })
            .meta({ id: 'DutiesOnTime' }),
          ...problems(400, 422, 500, 503),
        },
      },
    },
    async (request) => {
      const { by, from: asked, to = now(), ...filter } = request.query
      const from = asked ?? instantFromMs(msOfInstant(to) - PERIOD_DAYS_DEFAULT * DAY_MS)
      if (from > to) throw new RequestRefused('PERIOD_REFUSED', `${from} is not before ${to}`)
      const asking = askedBy(request, warehouse)
      const question = { filter: present(filter), by, period: [from, to] } as const
      const { rows, more_rows, all } = await dutiesOnTime(asking, question)
      return {
        from,
        to,
        all: countsView(all),
        items: rows.map(rowView),
        more_rows,
        ...(await beyondHead(asking, [from])),
      }
    },
  )
}
