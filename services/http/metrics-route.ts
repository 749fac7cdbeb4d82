import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { Registry } from 'prom-client'
import { z } from 'zod'
import { problems } from '#/http/problem.ts'

/**
 * Fastify's schemas know no extensions of the document; `openapi.ts` names the media type of the
 * answer by it.
 */
const PLAIN_TEXT = { 'x-media-type': 'text/plain' }

export const metricsRoutes: FastifyPluginAsyncZod<{ readonly metrics: Registry }> = async (
  app,
  { metrics },
) => {
  app.get(
    '/metrics',
    {
      config: { open: true, routine: true },
      // Prometheus text is no JSON: it goes out as it is.
      serializerCompiler: () => (text) => String(text),
      schema: {
        tags: ['operation'],
        summary: 'Metrics for Prometheus 运行指标',
        ...PLAIN_TEXT,
        response: {
          200: z.string().meta({ description: 'Prometheus text format' }),
          ...problems(500),
        },
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}
