import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { streamOf } from '@jianwei/events/envelope.ts'
import { NoticeDelivered } from '@jianwei/events/notice/events.ts'
import { deliveries } from '@jianwei/projections/notice-deliveries/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { changeEndpoint } from '#/notice-endpoints/endpoint-aggregate.ts'
import { askedBy } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { present } from '#/server/parameters.ts'
import type { NoticeRoutesOptions } from '#/server/routes/notice-endpoints.ts'
import { NoticeDeliveryView, noticeDeliveryView } from '#/server/views/notice-view.ts'

export interface NoticeDeliveryOptions extends NoticeRoutesOptions {
  readonly warehouse: Warehouse
}

/** Of an attempt, also one that failed. */
const Sent = NoticeDelivered.data.pick({ about: true }).loose()

/** What was sent outside, and what was not taken. */
export const noticeDeliveryRoutes: FastifyPluginAsyncZod<NoticeDeliveryOptions> = async (
  app,
  { log, now, warehouse },
) => {
  app.get(
    '/v1/notices/deliveries',
    {
      schema: {
        tags: ['notices'],
        summary: 'Attempts to hand messages to an endpoint, newest first 送达记录',
        querystring: z.strictObject({
          ...pageQuery,
          endpoint_id: z.uuid().meta({ description: 'Endpoint id' }),
        }),
        response: {
          200: pageOf('NoticeDelivery', NoticeDeliveryView),
          ...problems(400, 403, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { endpoint_id, ...page } = request.query
      const asking = askedBy(request, warehouse)
      const found = await deliveries(asking, { endpoint_id, ...present(page) })
      return sendPage(request, reply, found, noticeDeliveryView)
    },
  )

  app.post(
    '/v1/notices/endpoints/:endpoint_id/resend',
    {
      schema: {
        tags: ['notices'],
        summary: 'Send a message again, under the same id 重发',
        params: z.strictObject({ endpoint_id: z.uuid().meta({ description: 'Endpoint id' }) }),
        body: z.strictObject({
          message_id: z.uuid(),
          reason: z.string().min(1).max(2_000).meta({ description: 'Why 理由' }),
        }),
        response: {
          200: z
            .object({ message_id: z.uuid() })
            .meta({ id: 'NoticeResend', description: 'What will be sent again' }),
          ...problems(400, 403, 404, 500, 503),
        },
      },
    },
    async (request) => {
      const { actor } = request.principal
      const { endpoint_id } = request.params
      const { message_id, reason } = request.body
      for await (const { data } of log.read(streamOf('delivery', endpoint_id))) {
        if (data['message_id'] !== message_id) continue
        const said = Sent.safeParse(data)
        if (!said.success) continue
        const asked = { endpoint_id, actor, reason, message_id, about: said.data.about }
        await changeEndpoint(log, { type: 'ResendNotice', data: asked }, now())
        return { message_id }
      }
      throw new RequestRefused('NOTICE_UNKNOWN', `nothing was sent there under ${message_id}`)
    },
  )
}
