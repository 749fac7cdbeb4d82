import { z } from 'zod'
import type { PresentEndpoint } from '@jianwei/events/notice/endpoint.ts'
import { EndpointKind, NoticeName } from '@jianwei/events/notice/events.ts'
import type { DeliveryRow } from '@jianwei/projections/notice-deliveries/queries.ts'
import type { SendingRecord } from '#/notice-endpoints/sending-record.ts'
import { Level, Time } from '#/server/views/vocabulary.ts'

export const NoticeEndpointView = z
  .object({
    endpoint_id: z.uuid(),
    name: z.string(),
    kind: EndpointKind,
    host: z.string().meta({ examples: ['hooks.example.gov.cn'] }),
    notices: z.array(NoticeName),
    level_at_least: Level.nullable(),
    region: z.string().nullable(),
    unit: z.string().nullable(),
    person: z.string().nullable(),
    paused: z
      .enum(['decided', 'unreachable', 'gone'])
      .nullable()
      .meta({ description: 'Why nothing is sent there; null while it is 暂停原因' }),
    paused_because: z.string().nullable(),
    delivered_at: Time.nullable().meta({ description: 'When it took a message last' }),
    failed_attempts: z.int().meta({ description: 'At the message that is next' }),
    next_attempt_at: Time.nullable(),
    last_code: z.string().nullable().meta({ description: 'Why the last attempt failed' }),
    position: z.int().nullable().meta({ description: 'How far in the log it was told' }),
  })
  .meta({ id: 'NoticeEndpoint', description: 'Where notices go 通知端点' })

export function noticeEndpointView(
  endpoint: PresentEndpoint,
  record: SendingRecord | undefined,
): z.infer<typeof NoticeEndpointView> {
  const { address_hash: _, purpose: __, notices, ...shown } = endpoint
  return {
    ...shown,
    notices: [...notices],
    delivered_at: record?.delivered_at ?? null,
    failed_attempts: record?.attempts ?? 0,
    next_attempt_at: record?.next_at ?? null,
    last_code: record?.last_code ?? null,
    position: record?.position ?? null,
  }
}

export const NoticeDeliveryView = z
  .object({
    message_id: z.uuid(),
    at: Time,
    delivered: z.boolean(),
    attempt: z.int(),
    code: z.string().nullable().meta({ description: 'Why it was not taken' }),
    retry_at: Time.nullable(),
    kind: EndpointKind,
    host: z.string(),
    notices: z.array(NoticeName),
    about: z.array(z.uuid()).meta({ description: 'The events that it tells of' }),
    fields: z.array(z.string()).meta({ description: 'What left the platform' }),
    position: z.int(),
  })
  .meta({ id: 'NoticeDelivery', description: 'One attempt to hand a message over 送达记录' })

export function noticeDeliveryView({
  data,
  ...row
}: DeliveryRow): z.infer<typeof NoticeDeliveryView> {
  const { endpoint_id: _, ...said } = data
  const failed = 'code' in said ? said : { code: null, retry_at: null }
  return { ...said, code: failed.code, retry_at: failed.retry_at, ...row }
}
