import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Quarantine } from '@jianwei/events/ports/quarantine.ts'
import {
  ORDER_KINDS,
  ORDER_OUTCOMES,
  type OrderSelection,
} from '@jianwei/events/ports/quarantine-orders.ts'
import { PASSAGE_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { SHOWN_NOTHING } from '#/access/shown-kinds.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { bindCursors, boundCursor } from '#/http/bound-cursors.ts'
import { RequestRefused } from '#/http/problem.ts'
import { whoReads } from '#/http/who-asks.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import {
  OrderList,
  OrderResultList,
  OrderView,
  orderView,
  PreviewView,
  previewView,
  Selection,
} from '#/intake/http/quarantine-group-views.ts'
import { mappingGiven } from '#/intake/http/mapping-given.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { previewRedrive } from '#/intake/redrive-preview.ts'

const ORDERS_SHOWN_MAX = 100
const PAGE_RESULTS_MAX = 1_000
const MAPPING_CHARACTERS_MAX = 500_000
const ORDER_BODY_BYTES_MAX = 2 * 1024 * 1024

export interface QuarantineOrderOptions {
  readonly log: EventLog
  readonly quarantine: Quarantine
  readonly now: () => Instant
  readonly mappingNamed: (name: string) => Mapping | undefined
  readonly audit: Pick<AuditTrail, 'reading'>
}

const mapping = z
  .string()
  .min(1)
  .max(MAPPING_CHARACTERS_MAX)
  .optional()
  .meta({
    description:
      'The text of a mapping, by which rows are read instead of the one of their name; it has ' +
      'that name',
  })

const OrderBody = z.strictObject({
  kind: z.enum(ORDER_KINDS),
  selection: Selection,
  reason: z.string().min(1).max(PASSAGE_CHARACTERS_MAX).meta({ description: 'Recorded 理由' }),
  mapping,
  order_id: z
    .uuid()
    .optional()
    .meta({ description: 'Chosen by who asks: sent again, it is the same order' }),
})

const params = z.object({ order_id: z.uuid() })

/** What is done with several refused inputs at once. */
export const quarantineOrderRoutes: FastifyPluginAsyncZod<QuarantineOrderOptions> = async (
  app,
  options,
) => {
  const { quarantine, now, audit, mappingNamed } = options
  bindCursors(app)

  app.post(
    '/v1/quarantine/preview',
    {
      bodyLimit: ORDER_BODY_BYTES_MAX,
      schema: {
        tags: ['intake'],
        summary: 'What would become of refused inputs, sent again now 重送预览',
        description:
          'By the schemas and mappings of now, or by the mapping that is given. Nothing is ' +
          'written but that somebody looked, in the audit. What the log holds counts; that ' +
          'others are sent before does not, beyond the next 200.',
        body: z.strictObject({ selection: Selection, mapping }),
        response: { 200: PreviewView, 404: IntakeProblem, 422: IntakeProblem },
      },
    },
    async (request, reply) => {
      const { selection, mapping: text } = request.body
      if ('dismissal_id' in selection)
        throw new RequestRefused('VALIDATION_FAILED', 'what was dismissed is not sent again')
      const given = mappingGiven(text, await mappingsOf(quarantine, selection))
      const named = (name: string) => (name === given?.mapping ? given : mappingNamed(name))
      await onRecord(request, audit, selection)
      const parts = { ...options, mappingNamed: named, signal: request.gone }
      const preview = await previewRedrive(parts, selection)
      return reply
        .header('cache-control', 'no-store')
        .send(previewView(preview, named, request.asker ?? SHOWN_NOTHING))
    },
  )

  app.post(
    '/v1/quarantine/orders',
    {
      bodyLimit: ORDER_BODY_BYTES_MAX,
      schema: {
        tags: ['intake'],
        summary: 'Send again, dismiss or restore refused inputs 批量处理隔离输入',
        description:
          'The inputs are those that wait now (for `restore`: that are dismissed now). Answers ' +
          'at once; look at the address in `Location` for what becomes of it. It goes on after ' +
          'a stop of the program. Who asked, why, for what and the outcome are recorded.',
        body: OrderBody,
        response: { 202: OrderView, 403: IntakeProblem, 404: IntakeProblem, 422: IntakeProblem },
      },
    },
    async (request, reply) => {
      const { kind, selection, reason, mapping: text, order_id = randomUUID() } = request.body
      const { actor, sends } = request.principal
      if (sends !== undefined)
        throw new RequestRefused('ROLE_MISSING', 'people decide what becomes of refused input')
      if (kind !== 'restore' && 'dismissal_id' in selection)
        throw new RequestRefused('VALIDATION_FAILED', 'what was dismissed can only be restored')
      mappingGiven(text, await mappingsOf(quarantine, selection))
      const wanted = { kind, selection, actor, reason, mapping: text ?? null }
      const order = await quarantine.giveOrder({ ...wanted, order_id, at: now() })
      if (!isSame(order, wanted))
        throw new RequestRefused('IDEMPOTENCY_KEY_REUSED', 'order_id names another order')
      return reply
        .code(202)
        .header('location', `/v1/quarantine/orders/${order_id}`)
        .send(orderView(order))
    },
  )

  app.get(
    '/v1/quarantine/orders',
    {
      schema: {
        tags: ['intake'],
        summary: 'Orders for refused inputs, the newest first 批量处理单列表',
        querystring: z.strictObject({
          limit: z.coerce.number().int().min(1).max(ORDERS_SHOWN_MAX).default(20),
        }),
        response: { 200: OrderList },
      },
    },
    async ({ query }) => ({ items: (await quarantine.orders(query.limit)).map(orderView) }),
  )

  app.get(
    '/v1/quarantine/orders/:order_id',
    {
      schema: {
        tags: ['intake'],
        summary: 'How far an order is 批量处理进度',
        params,
        response: { 200: OrderView, 404: IntakeProblem },
      },
    },
    async (request) => orderView(await known(request.params.order_id)),
  )

  app.get(
    '/v1/quarantine/orders/:order_id/results',
    {
      schema: {
        tags: ['intake'],
        summary: 'What became of each input of an order 逐条处理结果',
        params,
        querystring: z.strictObject({
          outcome: z.enum(ORDER_OUTCOMES).optional(),
          limit: z.coerce.number().int().min(1).max(PAGE_RESULTS_MAX).default(100),
          cursor: z.string().min(1).optional(),
        }),
        response: { 200: OrderResultList, 400: IntakeProblem, 404: IntakeProblem },
      },
    },
    async (request) => {
      const { order_id } = await known(request.params.order_id)
      const { outcome, limit, cursor } = request.query
      const page = await quarantine.orderResults(order_id, {
        limit,
        ...(outcome === undefined ? {} : { outcome }),
        ...(cursor === undefined ? {} : { after: cursor }),
      })
      const next = page.next === null ? null : boundCursor(request, page.next)
      return { items: [...page.results], next }
    },
  )

  app.post(
    '/v1/quarantine/orders/:order_id/stop',
    {
      schema: {
        tags: ['intake'],
        summary: 'Stop an order 停止批量处理',
        description: 'What was done stays done, and what was not yet done waits as before.',
        params,
        response: { 200: OrderView, 404: IntakeProblem },
      },
    },
    async (request) => {
      const { order_id } = await known(request.params.order_id)
      await quarantine.stopOrder(order_id)
      return orderView(await known(order_id))
    },
  )

  async function known(orderId: string) {
    const order = await quarantine.order(orderId)
    if (order === undefined)
      throw new RequestRefused('QUARANTINE_ORDER_UNKNOWN', 'no order has this id')
    return order
  }
}

/** The name of the mapping by which the entries were read; null where there is none. */
async function mappingsOf(
  quarantine: Quarantine,
  selection: OrderSelection,
): Promise<string | null> {
  if ('group_id' in selection) {
    const group = await quarantine.group(selection.group_id)
    if (group === undefined)
      throw new RequestRefused('QUARANTINE_GROUP_UNKNOWN', 'no group has this id')
    return group.mapping
  }
  if ('dismissal_id' in selection) return null
  const entry = await quarantine.get(selection.quarantine_id)
  if (entry === undefined)
    throw new RequestRefused('QUARANTINE_UNKNOWN', 'nothing in quarantine has this id')
  return entry.origin.channel === 'file' ? entry.origin.mapping : null
}

function isSame(order: object, wanted: object): boolean {
  return Object.entries(wanted).every(
    ([name, value]) =>
      JSON.stringify((order as Record<string, unknown>)[name]) === JSON.stringify(value),
  )
}

async function onRecord(
  request: FastifyRequest,
  audit: Pick<AuditTrail, 'reading'>,
  selection: OrderSelection,
): Promise<void> {
  await audit.reading(
    {
      type: 'DossierRead',
      data: {
        ...whoReads(request),
        object_kind: 'quarantine',
        object: Object.values(selection).join(''),
        part: null,
        // Nobody knows whom refused input is about, nor where that lies.
        subject_ids: [],
      },
    },
    null,
  )
}
