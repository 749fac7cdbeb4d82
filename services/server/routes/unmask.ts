import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { clearValues } from '#/access/unmasking.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { whoAsks } from '#/http/who-asks.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { maySeeEvent } from '#/server/may-see-event.ts'
import { refusePersonalReason, WhyPersonal } from '#/server/personal-reasons.ts'

/** No event has more. */
const FIELDS_MAX = 1_000

const DESCRIPTION = `Values of an event that answers mask, in clear, for who gives a purpose and a
reason. Each time is on record in the audit before the answer goes out: who, why, and which fields,
without their values. \`fields\` are paths as answers name them in \`masked\`.`

export const Unmasked = z
  .object({
    event_id: z.uuid(),
    values: z
      .record(z.string(), z.string())
      .meta({ description: 'By path', examples: [{ 'data.complainant_name': '张三' }] }),
  })
  .meta({ id: 'Unmasked', description: 'Personal fields in clear 明文' })

export interface UnmaskOptions {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly audit: Pick<AuditTrail, 'act'>
}

export const unmaskRoutes: FastifyPluginAsyncZod<UnmaskOptions> = async (
  app,
  { log, warehouse, audit },
) => {
  app.post(
    '/v1/events/:event_id/unmask',
    {
      // The one answer that is not masked.
      config: { unmasks: true },
      schema: {
        tags: ['facts'],
        summary: 'Masked fields of one event in clear 查看明文',
        description: DESCRIPTION,
        params: z.strictObject({
          event_id: z.uuid().meta({ description: 'As named in answers 事件编号' }),
        }),
        body: z.strictObject({
          ...WhyPersonal,
          fields: z.array(z.string().min(1).max(500)).min(1).max(FIELDS_MAX),
        }),
        response: { 200: Unmasked, ...problems(400, 404, 413, 415, 422, 500, 503) },
      },
    },
    async (request, reply) => {
      const { purpose, reason, fields } = request.body
      const [event] = await log.find([request.params.event_id.toLowerCase() as EventId])
      if (event === undefined || !(await maySeeEvent(request, warehouse, event)))
        throw new RequestRefused('EVENT_UNKNOWN', 'the log holds no event of this id')
      const clear = clearValues(event)
      const asked = [...new Set(fields)]
      const unknown = fields.findIndex((path) => !clear.has(path))
      if (unknown >= 0)
        throw new RequestRefused('FIELD_NOT_MASKED', `fields[${unknown}] names nothing masked`)
      const values = asked.map((path) => [path, clear.get(path) ?? ''] as const)
      refusePersonalReason(
        request.body,
        values.map(([, value]) => value),
      )
      await audit.act(
        {
          type: 'PersonalDataUnmasked',
          data: {
            ...whoAsks(request),
            object_kind: 'event',
            object: event.event_id,
            fields: asked,
            purpose,
            reason,
          },
        },
        { id: randomUUID(), region: event.region },
      )
      reply.header('cache-control', 'no-store')
      return { event_id: event.event_id, values: Object.fromEntries(values) }
    },
  )
}
