import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { RoleName } from '@jianwei/events/access/roles.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ViewCommand } from '@jianwei/events/view/decider.ts'
import type { View } from '@jianwei/events/view/view.ts'
import { DigestDays } from '@jianwei/events/view/events.ts'
import { Passage } from '@jianwei/events/vocabulary.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { behindGuard } from '#/server/guarded-warehouse.ts'
import { etagOf, ifMatchOf, revisionIn } from '#/http/if-match.ts'
import { problems } from '#/http/problem.ts'
import {
  digestReaches,
  SavedViewBody,
  SavedViewView,
  savedView,
} from '#/server/views/saved-view-view.ts'
import type { EndpointBook } from '#/notice-endpoints/endpoint-book.ts'
import { commandView } from '#/saved-views/view-aggregate.ts'
import { firstDigestDay } from '#/saved-views/digest-days.ts'
import { defaultFor, mayUse, ViewReader } from '#/saved-views/view-book.ts'

export interface ViewRoutesOptions {
  readonly warehouse: Warehouse
  readonly log: EventLog
  readonly now: () => Instant
  readonly endpoints: EndpointBook
}

const HOUR_DEFAULT = 8

export const ViewsView = z.object({
  items: z.array(SavedViewView),
  default_view_id: z
    .uuid()
    .nullable()
    .meta({ description: 'The default of the first of your roles that has one' }),
})

const params = z.strictObject({
  view_id: z.uuid().meta({ description: 'View id 视图编号; for a new one, of your choice' }),
})
const headers = z.looseObject({ 'if-match': ifMatchOf('view') })
const refusals = problems(400, 404, 409, 415, 422, 500, 503)

/**
 * Saved views of lists. Everything here may be sent again: a view has the id that its owner chose,
 * and what is so already is not written again.
 */
export const viewRoutes: FastifyPluginAsyncZod<ViewRoutesOptions> = async (
  app,
  { warehouse, log, now, endpoints },
) => {
  const reader = new ViewReader(
    behindGuard(warehouse, 'which views somebody may use follows from the views themselves'),
  )

  async function reachesOf(actor: string) {
    await endpoints.catchUp(log, new AbortController().signal)
    return digestReaches(
      endpoints.all.map(({ endpoint }) => endpoint),
      actor,
    )
  }

  /** A view is there after every command that was not refused. */
  async function answered(view: View, actor: string, reply: FastifyReply) {
    if (view.state === 'absent') throw new TypeError('a command that was taken leaves a view')
    reply.header('etag', etagOf(view.revision))
    return savedView(view, actor, await reachesOf(actor))
  }

  app.get(
    '/v1/views',
    {
      schema: {
        tags: ['views'],
        summary: 'Views that you may use, and the one that you see first 视图列表',
        response: {
          200: ViewsView,
          ...problems(500, 503),
        },
      },
    },
    async ({ principal }) => {
      const book = await reader.current()
      const reaches = await reachesOf(principal.actor)
      const items = book.views
        .filter((view) => mayUse(principal, view))
        .map((view) => savedView(view, principal.actor, reaches))
      return { items, default_view_id: defaultFor(book, principal) }
    },
  )

  app.put(
    '/v1/views/:view_id',
    {
      schema: {
        tags: ['views'],
        summary: 'Save a view 保存视图',
        description:
          'Filters are those of /v1/alerts, without free text. Only who saved it first saves it ' +
          'again, at the revision they saw (`If-Match`).',
        params,
        headers,
        body: SavedViewBody,
        response: { 200: SavedViewView, ...refusals },
      },
    },
    async ({ params: { view_id }, headers: given, body, principal }, reply) => {
      const { actor } = principal
      const data = { view_id, actor, list: 'alerts' as const, ...body }
      const command = { type: 'SaveView', data, expected: revisionIn(given['if-match']) } as const
      return answered(await commandView(log, principal, command, now()), actor, reply)
    },
  )

  const step = <Shape extends z.core.$ZodLooseShape>(
    name: string,
    summary: string,
    body: Shape,
    command: (
      body: z.infer<z.ZodObject<Shape, z.core.$strict>>,
      who: { readonly view_id: string; readonly actor: string },
      expected: number | null,
    ) => ViewCommand,
  ): void => {
    const Body = z.strictObject(body)
    app.post(
      `/v1/views/:view_id/${name}`,
      {
        schema: {
          tags: ['views'],
          summary,
          params,
          headers,
          body: Body,
          response: { 200: SavedViewView, ...refusals },
        },
      },
      async (request, reply) => {
        const { principal } = request
        const who = { view_id: request.params.view_id, actor: principal.actor }
        // The schema has read the body.
        const given = request.body as z.infer<typeof Body>
        const order = command(given, who, revisionIn(request.headers['if-match']))
        return answered(await commandView(log, principal, order, now()), principal.actor, reply)
      },
    )
  }

  step(
    'default',
    'Make it the view that a role sees first 设为角色默认视图',
    { role: RoleName, reason: Passage },
    (body, who) => ({ type: 'MakeDefault', data: { ...who, ...body } }),
  )
  step(
    'subscribe',
    'Get a digest of it 订阅摘要',
    {
      every: DigestDays.meta({ description: 'On every day, on working days, or once a week' }),
      hour: z
        .int()
        .min(0)
        .max(23)
        .default(HOUR_DEFAULT)
        .meta({ description: 'From which hour of the day in China on' }),
      weekday: z
        .int()
        .min(1)
        .max(7)
        .default(1)
        .meta({ description: '1 Monday … 7 Sunday, of a digest a week' }),
    },
    ({ every, hour, weekday }, who) => {
      const days = { every, hour, weekday: every === 'week' ? weekday : null }
      const first_day = firstDigestDay(days, now())
      return { type: 'Subscribe', data: { ...who, ...days, first_day } }
    },
  )
  step('unsubscribe', 'End its digest 取消订阅', {}, (_, who) => ({
    type: 'Unsubscribe',
    data: who,
  }))
  step('retire', 'Offer it no more 停用视图', { reason: Passage }, (body, who, expected) => ({
    type: 'RetireView',
    data: { ...who, ...body },
    expected,
  }))
}
