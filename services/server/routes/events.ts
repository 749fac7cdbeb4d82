import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { unitsBy } from '#/server/units-of-facts.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'
import { maySeeEvent } from '#/server/may-see-event.ts'
import { EventView, eventView } from '#/server/views/event-view.ts'

export const eventQueryRoutes: FastifyPluginAsyncZod<{
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly directory: DirectoryReader
}> = async (app, { log, warehouse, directory }) => {
  app.get(
    '/v1/events/:event_id',
    {
      schema: {
        tags: ['facts'],
        summary: 'One event as the log keeps it 单个事件',
        description:
          'Everything Jianwei says can be followed to events; this is where the path ends.',
        params: z.strictObject({
          event_id: z.uuid().meta({ description: 'As named in evidence and histories' }),
        }),
        response: { 200: EventView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      // An id that no event has is simply not found.
      const [event] = await log.find([request.params.event_id.toLowerCase() as EventId])
      if (event === undefined || !(await maySeeEvent(request, warehouse, event)))
        throw new RequestRefused('EVENT_UNKNOWN', 'the log holds no event of this id')
      return eventView(event, {
        withheld: await withheldFrom(request, warehouse, [event]),
        unitOf: unitsBy((await directory.known()).directory),
      })
    },
  )
}
