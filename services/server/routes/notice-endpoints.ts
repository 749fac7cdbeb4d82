import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { PresentEndpoint } from '@jianwei/events/notice/endpoint.ts'
import { EndpointKind, NOTICES, NoticeName } from '@jianwei/events/notice/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { changeEndpoint } from '#/notice-endpoints/endpoint-aggregate.ts'
import type { EndpointBook } from '#/notice-endpoints/endpoint-book.ts'
import type { NoticeDesk } from '#/notice-endpoints/notice-desk.ts'
import { NoticeEndpointView, noticeEndpointView } from '#/server/views/notice-view.ts'
import { Level } from '#/server/views/vocabulary.ts'

const KEY_BYTES = 24
/** How long messages are signed with the old key as well, after it was replaced. */
const OLD_KEY_MS = 7 * 24 * 3_600_000

export interface NoticeRoutesOptions {
  readonly log: EventLog
  readonly notices: NoticeDesk
  readonly now: () => Instant
  readonly endpoints: EndpointBook
}

const Reason = z.string().min(1).max(2_000).meta({ description: 'Why 理由' })

/** What is left out is not limited. */
const Wanted = {
  notices: z
    .array(NoticeName)
    .min(1)
    .default([...NOTICES])
    .meta({ description: 'Which notices; all unless given 通知种类' }),
  level_at_least: Level.nullable().default(null),
  region: RegionIdSchema.nullable().default(null),
  unit: z.string().min(1).max(100).nullable().default(null),
  person: z.string().min(1).max(500).nullable().default(null),
}
const Registration = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .meta({ examples: ['市监局值班群'] }),
  kind: EndpointKind,
  address: z
    .string()
    .min(1)
    .max(2_000)
    .meta({ description: 'The URL or mail address; kept in a file, never in the log' }),
  key: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({ description: 'What a DingTalk robot signs with 加签密钥' }),
  ...Wanted,
  reason: Reason,
})
const EndpointId = z.strictObject({ endpoint_id: z.uuid().meta({ description: 'Endpoint id' }) })

const Made = NoticeEndpointView.extend({
  key: z
    .string()
    .nullable()
    .meta({ description: 'What webhooks are signed with, shown this once' }),
}).meta({ id: 'NoticeEndpointMade' })

/** Where notices go. Kept by administrators. */
export const noticeEndpointRoutes: FastifyPluginAsyncZod<NoticeRoutesOptions> = async (
  app,
  { log, notices: desk, now, endpoints: book },
) => {
  const shown = async (endpoint: PresentEndpoint | null, endpointId: string) => {
    if (endpoint === null)
      throw new RequestRefused('NOTICE_ENDPOINT_UNKNOWN', `no endpoint ${endpointId}`)
    return noticeEndpointView(endpoint, (await desk.records())[endpointId])
  }

  app.get(
    '/v1/notices/endpoints',
    {
      schema: {
        tags: ['notices'],
        summary: 'Where notices go, and how it stands there 通知端点',
        response: {
          200: z.object({ items: z.array(NoticeEndpointView) }).meta({
            id: 'NoticeEndpoints',
            description: 'All endpoints, in order of registration',
          }),
          ...problems(400, 403, 500, 503),
        },
      },
    },
    async (request) => {
      const [records] = await Promise.all([desk.records(), book.catchUp(log, request.gone)])
      return {
        items: book.all.map(({ endpoint }) =>
          noticeEndpointView(endpoint, records[endpoint.endpoint_id]),
        ),
      }
    },
  )

  app.post(
    '/v1/notices/endpoints',
    {
      schema: {
        tags: ['notices'],
        summary: 'Register a place for notices 登记通知端点',
        body: Registration,
        response: { 200: Made, ...problems(400, 403, 422, 500, 503) },
      },
    },
    async (request) => {
      const { actor } = request.principal
      const { address, key: given, kind, ...registered } = request.body
      if (!desk.allows(kind, address))
        throw new RequestRefused(
          'NOTICE_ADDRESS_REFUSED',
          'NOTICE_HOSTS does not name its host, or nothing is set up that sends there',
        )
      const endpoint_id = randomUUID()
      const key = kind === 'webhook' ? newKey() : given
      // First what sending needs: an endpoint in the log without it could not be sent to.
      await desk.secrets.save(endpoint_id, {
        address,
        keys: key === undefined ? [] : [{ key, until: null }],
      })
      const host = kind === 'mail' ? address.slice(address.lastIndexOf('@')) : new URL(address).host
      const address_hash = createHash('sha256').update(address).digest('hex')
      const data = { endpoint_id, actor, kind, host, address_hash, ...registered }
      const endpoint = await changeEndpoint(log, { type: 'RegisterEndpoint', data }, now())
      return {
        ...(await shown(endpoint, endpoint_id)),
        key: kind === 'webhook' ? (key ?? null) : null,
      }
    },
  )

  const step = <Body extends z.ZodType>(name: string, summary: string, body: Body) => ({
    url: `/v1/notices/endpoints/:endpoint_id/${name}`,
    schema: {
      tags: ['notices'],
      summary,
      params: EndpointId,
      body,
      response: { 200: NoticeEndpointView, ...problems(400, 403, 404, 500, 503) },
    },
  })

  const changing = step(
    'change',
    'Choose other notices for an endpoint 变更接收范围',
    z.strictObject({ ...Wanted, reason: Reason }),
  )
  app.post(changing.url, { schema: changing.schema }, async (request) => {
    const { actor } = request.principal
    const { endpoint_id } = request.params
    const data = { endpoint_id, actor, ...request.body }
    return shown(await changeEndpoint(log, { type: 'ChangeEndpoint', data }, now()), endpoint_id)
  })

  const pausing = step(
    'pause',
    'Send nothing more to an endpoint 暂停',
    z.strictObject({ reason: Reason }),
  )
  app.post(pausing.url, { schema: pausing.schema }, async (request) => {
    const { actor } = request.principal
    const { endpoint_id } = request.params
    const data = { endpoint_id, actor, ...request.body, cause: 'decided' as const }
    return shown(await changeEndpoint(log, { type: 'PauseEndpoint', data }, now()), endpoint_id)
  })

  const resuming = step(
    'resume',
    'Send to an endpoint again 恢复',
    z.strictObject({
      reason: Reason,
      missed: z
        .enum(['sent', 'skipped'])
        .default('sent')
        .meta({ description: 'What becomes of the notices of the pause 暂停期间的通知' }),
    }),
  )
  app.post(resuming.url, { schema: resuming.schema }, async (request) => {
    const { actor } = request.principal
    const { endpoint_id } = request.params
    const data = { endpoint_id, actor, ...request.body }
    return shown(await changeEndpoint(log, { type: 'ResumeEndpoint', data }, now()), endpoint_id)
  })

  app.post(
    '/v1/notices/endpoints/:endpoint_id/rotate',
    {
      schema: {
        tags: ['notices'],
        summary: 'Replace the key; both sign for a week 更换签名密钥',
        params: EndpointId,
        body: z.strictObject({ reason: Reason }),
        response: { 200: Made, ...problems(400, 403, 404, 500, 503) },
      },
    },
    async (request) => {
      const { actor } = request.principal
      const { endpoint_id } = request.params
      const kept = await desk.secrets.load(endpoint_id)
      if (kept === undefined)
        throw new RequestRefused('NOTICE_ENDPOINT_UNKNOWN', `no endpoint ${endpoint_id}`)
      const at = now()
      const old_key_until = instantFromMs(msOfInstant(at) + OLD_KEY_MS)
      const key = newKey()
      const old = kept.keys
        .filter(({ until }) => until === null || until > at)
        .map((one) => ({ ...one, until: one.until ?? old_key_until }))
      await desk.secrets.save(endpoint_id, { ...kept, keys: [{ key, until: null }, ...old] })
      const data = { endpoint_id, actor, ...request.body, old_key_until }
      const endpoint = await changeEndpoint(log, { type: 'RotateEndpointKey', data }, at)
      return { ...(await shown(endpoint, endpoint_id)), key }
    },
  )
}

/** As Standard Webhooks writes keys. */
function newKey(): string {
  return `whsec_${randomBytes(KEY_BYTES).toString('base64')}`
}
