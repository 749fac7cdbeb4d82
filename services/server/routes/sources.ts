import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { sources } from '@jianwei/projections/sources/queries.ts'
import { askedBy } from '#/server/asking.ts'
import { listPage, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { problems } from '#/server/problem.ts'
import { Time, Title } from '#/server/views/vocabulary.ts'

const Delay = z.number().nullable()

const SourceView = z
  .object({
    source: z.string().meta({
      description: 'As in `source` of its events; empty for refused input of which no source could be read',
      examples: ['https://data.moenv.gov.tw'],
    }),
    title: Title.nullable(),
    department: z.string().nullable(),
    license: z.string().nullable().meta({ description: 'Under which its data may be used' }),
    events: z.int().meta({ description: 'Facts and amendments', examples: [41207] }),
    amendments: z.int(),
    last_occurred_at: Time.nullable().meta({ description: 'The newest fact by its own time' }),
    last_recorded_at: Time.nullable().meta({ description: 'When this log last took something from it' }),
    reporting_delay_s_mean: Delay.meta({ description: 'Seconds from the occurrence to the report' }),
    reporting_delay_s_max: Delay,
    recording_delay_s_mean: Delay.meta({ description: 'Seconds from the occurrence to this log' }),
    recording_delay_s_max: Delay,
    refused: z.int().meta({ description: 'Inputs that went to quarantine', examples: [3] }),
    last_refused_at: Time.nullable(),
  })
  .meta({ id: 'Source', description: 'A source 数据来源: how much it sends, how late, and what of it is refused' })

export const sourceRoutes: FastifyPluginAsyncZod<{ readonly warehouse: Warehouse }> = async (app, { warehouse }) => {
  app.get(
    '/v1/sources',
    {
      schema: {
        tags: ['sources'],
        summary: 'Sources: volume, lateness, refusals, last seen 数据来源',
        description: 'In the order of their names.',
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf('Source', SourceView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const all = await sources(askedBy(request, warehouse))
      const page = listPage(all, request.query, (source) => [source.source])
      return sendPage(request, reply, page, (source) => source)
    },
  )
}
