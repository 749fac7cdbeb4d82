import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { problems, RequestRefused } from '#/http/problem.ts'
import type { DeployedMap } from '#/server/map/deployed-map.ts'

const ShapeView = z
  .object({
    type: z.literal('Feature'),
    properties: z.object({
      adcode: z.string().meta({ description: 'Region code 行政区划代码', examples: ['330000'] }),
      name: z.string().optional(),
    }),
    geometry: z.object({
      type: z.enum(['Polygon', 'MultiPolygon']),
      // They were read with their schema at the start; to look at each number again costs seconds.
      coordinates: z.array(z.unknown()).meta({ description: 'As in RFC 7946' }),
    }),
  })
  .meta({ id: 'RegionShape' })

const MapView = z
  .object({
    approval_number: z.string().meta({
      description: 'Stands on every picture of the map 审图号',
      examples: ['GS(2024)0650号'],
    }),
    producer: z.string().meta({ description: 'Who made it 编制单位' }),
    date: z.iso.date().meta({ description: 'When it was made or approved 编制或者审批日期' }),
    regions: z.object({
      type: z.literal('FeatureCollection'),
      features: z.array(ShapeView),
    }),
  })
  .meta({ id: 'ApprovedMap', description: 'An approved map of regions 经审核的地图' })

export const MapAnswer = MapView.nullable()

export const mapRoutes: FastifyPluginAsyncZod<{ readonly map?: DeployedMap }> = async (
  app,
  { map = { is: 'none' } },
) => {
  app.get(
    '/v1/map',
    {
      schema: {
        tags: ['overview'],
        summary: 'The map of regions that whoever runs the program has laid in 行政区划地图',
        description:
          'The program brings no boundary. `null` where nobody laid one in; 409 with the reason ' +
          'where there is one that is not shown, as without an approval number (审图号).',
        response: { 200: MapAnswer, ...problems(409, 500) },
      },
    },
    async () => {
      if (map.is === 'none') return null
      if (map.is === 'refused') throw new RequestRefused('MAP_REFUSED', map.because)
      return map.map
    },
  )
}
