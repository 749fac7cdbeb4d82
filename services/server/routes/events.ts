import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { problems, RequestRefused } from '#/server/problem.ts'
import { EventView, eventView } from '#/server/views/event-view.ts'

export const eventRoutes: FastifyPluginAsyncZod<{ readonly log: EventLog }> = async (app, { log }) => {
  app.get(
    '/v1/events/:event_id',
    {
      schema: {
        tags: ['facts'],
        summary: 'One event as the log keeps it 单个事件',
        description: 'Everything Jianwei says can be followed to events; this is where the path ends.',
        params: z.strictObject({ event_id: z.uuid().meta({ description: 'As named in evidence and histories' }) }),
        response: { 200: EventView, ...problems(400, 404, 500) },
      },
    },
    async ({ params }) => {
      // An id that no event has is simply not found.
      const [event] = await log.find([params.event_id.toLowerCase() as EventId])
      if (event === undefined) throw new RequestRefused('EVENT_UNKNOWN', 'the log holds no event of this id')
      return eventView(event)
    },
  )
}
