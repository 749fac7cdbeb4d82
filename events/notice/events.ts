import { z } from 'zod'
import { defineEvent, defineRecord, personal, type EventDefinition } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, EventIdSchema, LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'
import { RiskLevel } from '#/warning/events.ts'

/*
 * Where notices go (通知端点), and what was sent there. Addresses and keys are never in the log: the
 * host is, and a hash by which an address is known again.
 */

export const ENDPOINT_KINDS = ['webhook', 'wecom', 'dingtalk', 'mail'] as const
export const EndpointKind = z.enum(ENDPOINT_KINDS)
export type EndpointKind = z.infer<typeof EndpointKind>

/** Before there were digests. */
const NOTICES_V1 = [
  'alert_raised',
  'alert_routed',
  'alert_assigned',
  'alert_transferred',
  'alert_escalated',
  'alert_urged',
  'alert_supervised',
  'alert_closed',
  'duty_marked',
  'duty_breached',
  'silence_ends',
] as const
/** What can be told. `services/notices/notice-of-event.ts` says which event tells what. */
export const NOTICES = [...NOTICES_V1, 'view_digest'] as const
export const NoticeName = z.enum(NOTICES)
export type NoticeName = z.infer<typeof NoticeName>

/** Which notices an endpoint gets: what is null is not limited. */
const wanted = {
  notices: z.array(NoticeName).min(1).max(NOTICES.length),
  level_at_least: RiskLevel.nullable(),
  region: Words.nullable(),
  unit: Code.nullable(),
  /** An account: only what is in its hands. */
  person: personal(Words).nullable(),
}
const wantedV1 = { ...wanted, notices: z.array(z.enum(NOTICES_V1)).min(1).max(NOTICES_V1.length) }
const endpoint = { endpoint_id: z.uuid() }
const decided = { ...endpoint, actor: personal(Words), reason: personal(Passage) }

/** The second version of an event, which may name a notice more than the first. */
function withDigests<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  { type, title, meaning }: EventDefinition<Type>,
  shape: Shape,
) {
  return defineEvent(type, 2, { role: 'record', title, meaning }, shape, (previous) => previous)
}

const registered = {
  ...decided,
  name: Words,
  kind: EndpointKind,
  host: Words,
  /** SHA-256 of the address, in hexadecimal digits. */
  address_hash: Code,
}

export const NoticeEndpointRegisteredV1 = defineRecord(
  'NoticeEndpointRegistered',
  { en: 'Notice endpoint registered', zh: '通知端点登记' },
  {
    en: 'Notices go to a further place outside; the log holds its host, not its address or key.',
    zh: '新增一个对外通知去向，日志只记录其主机，不记录完整地址与密钥。',
  },
  { ...registered, ...wantedV1 },
)

export const NoticeEndpointRegistered = withDigests(NoticeEndpointRegisteredV1, {
  ...registered,
  ...wanted,
})
export type NoticeEndpointRegistered = z.infer<typeof NoticeEndpointRegistered.data>

export const NoticeEndpointChangedV1 = defineRecord(
  'NoticeEndpointChanged',
  { en: 'Notice endpoint changed', zh: '通知端点变更' },
  { en: 'Another choice of notices goes to an endpoint.', zh: '变更通知端点接收的通知范围。' },
  { ...decided, ...wantedV1 },
)

export const NoticeEndpointChanged = withDigests(NoticeEndpointChangedV1, {
  ...decided,
  ...wanted,
})
export type NoticeEndpointChanged = z.infer<typeof NoticeEndpointChanged.data>

export const NoticeEndpointKeyRotated = defineRecord(
  'NoticeEndpointKeyRotated',
  { en: 'Notice endpoint key rotated', zh: '通知端点密钥轮换' },
  {
    en: 'An endpoint got a new key; until the old one ends, messages are signed with both.',
    zh: '通知端点更换密钥，旧密钥失效前以新旧密钥同时签名。',
  },
  { ...decided, old_key_until: InstantSchema },
)
export type NoticeEndpointKeyRotated = z.infer<typeof NoticeEndpointKeyRotated.data>

export const NoticeEndpointPaused = defineRecord(
  'NoticeEndpointPaused',
  { en: 'Notice endpoint paused', zh: '通知端点暂停' },
  {
    en: 'Nothing is sent to an endpoint: somebody decided so, or it took nothing for too long.',
    zh: '通知端点暂停发送：由人员决定，或因长时间无法送达。',
  },
  { ...decided, cause: z.enum(['decided', 'unreachable', 'gone']) },
)
export type NoticeEndpointPaused = z.infer<typeof NoticeEndpointPaused.data>

export const NoticeEndpointResumed = defineRecord(
  'NoticeEndpointResumed',
  { en: 'Notice endpoint resumed', zh: '通知端点恢复' },
  {
    en: 'Notices go to an endpoint again, with those of the pause or without them.',
    zh: '通知端点恢复发送，暂停期间的通知补发或者不补发。',
  },
  { ...decided, missed: z.enum(['sent', 'skipped']) },
)
export type NoticeEndpointResumed = z.infer<typeof NoticeEndpointResumed.data>

export const NoticeResendRequested = defineRecord(
  'NoticeResendRequested',
  { en: 'Notice resend requested', zh: '通知重发申请' },
  { en: 'Somebody asked for a message to be sent again.', zh: '申请将某条通知重新发送。' },
  {
    ...decided,
    message_id: z.uuid(),
    about: z.array(EventIdSchema).min(1).max(LIST_ITEMS_MAX),
  },
)
export type NoticeResendRequested = z.infer<typeof NoticeResendRequested.data>

/** A message and what it tells: the events, and nothing but number and level of their matters. */
const message = {
  ...endpoint,
  message_id: z.uuid(),
  kind: EndpointKind,
  host: Words,
  about: z.array(EventIdSchema).min(1).max(LIST_ITEMS_MAX),
  notices: z.array(NoticeName).min(1).max(LIST_ITEMS_MAX),
  /** What left the platform, by the names of its fields. */
  fields: z.array(Code).max(LIST_ITEMS_MAX),
  /** How often it was tried, this time included. */
  attempt: z.int().min(1),
}
const messageV1 = { ...message, notices: z.array(z.enum(NOTICES_V1)).min(1).max(LIST_ITEMS_MAX) }

export const NoticeDeliveredV1 = defineRecord(
  'NoticeDelivered',
  { en: 'Notice delivered', zh: '通知送达' },
  { en: 'An endpoint took a message.', zh: '通知端点已接收一条通知。' },
  messageV1,
)

export const NoticeDeliveredV2 = withDigests(NoticeDeliveredV1, message)

export const NoticeDelivered = defineEvent(
  'NoticeDelivered',
  3,
  { role: 'record', title: NoticeDeliveredV1.title, meaning: NoticeDeliveredV1.meaning },
  {
    ...message,
    /** The name of the endpoint; null where a version before did not say it. */
    recipient: Words.nullable(),
    /** Why the endpoint was registered; null as above. */
    purpose: personal(Passage).nullable(),
  },
  (previous) => ({ ...previous, recipient: null, purpose: null }),
)
export type NoticeDelivered = z.infer<typeof NoticeDelivered.data>

const failed = {
  code: Code,
  /** Null where this was the last attempt. */
  retry_at: InstantSchema.nullable(),
}

export const NoticeAttemptFailedV1 = defineRecord(
  'NoticeAttemptFailed',
  { en: 'Notice attempt failed', zh: '通知发送失败' },
  {
    en: 'An endpoint did not take a message; it is tried again, or the endpoint is paused.',
    zh: '通知端点未接收通知，将重试，或者暂停该端点。',
  },
  { ...messageV1, ...failed },
)

export const NoticeAttemptFailed = withDigests(NoticeAttemptFailedV1, { ...message, ...failed })
export type NoticeAttemptFailed = z.infer<typeof NoticeAttemptFailed.data>

export const endpointEvents = [
  NoticeEndpointRegistered,
  NoticeEndpointChanged,
  NoticeEndpointKeyRotated,
  NoticeEndpointPaused,
  NoticeEndpointResumed,
  NoticeResendRequested,
] as const

export const deliveryEvents = [NoticeDelivered, NoticeAttemptFailed] as const

export const noticeEvents = [
  NoticeEndpointRegisteredV1,
  NoticeEndpointChangedV1,
  ...endpointEvents,
  NoticeDeliveredV1,
  NoticeDeliveredV2,
  NoticeAttemptFailedV1,
  ...deliveryEvents,
] as const
