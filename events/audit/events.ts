import { z } from 'zod'
import { RoleName } from '#/access/roles.ts'
import { defineEvent, defineRecord, personal } from '#/define-event.ts'
import { Code, LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'

/*
 * What people and systems looked at and took away (审计). What they changed is said by the events of
 * the change itself; what was exported and what notices told, by `export` and `notice`.
 */

/** What can be opened by its id. `evidence`: a file that is attached to an alert. */
export const DOSSIER_KINDS = ['subject', 'alert', 'warning', 'event', 'evidence'] as const
export const DossierKind = z.enum(DOSSIER_KINDS)
export type DossierKind = z.infer<typeof DossierKind>

const ReadKindV2 = z.enum([...DOSSIER_KINDS, 'quarantine'])
/**
 * `quarantine`: input that was refused and kept, with all that it says. `upload`: a file that was
 * sent in to be imported.
 */
export const ReadKind = z.enum([...ReadKindV2.options, 'upload'])
export type ReadKind = z.infer<typeof ReadKind>

/** A filter is at most so long as JSON: that of a request, with all its lists full. */
export const AUDIT_FILTER_CHARACTERS_MAX = 10_000

const asked = {
  /** An account, a service account or whoever sits at the machine of a local start. */
  actor: personal(Words),
  /** By which of its roles it might ask. */
  roles: z.array(RoleName).max(RoleName.options.length),
  /** Method and route, with the names of its parameters instead of their values. */
  address: Words,
}
const dossier = { object_kind: DossierKind, object: Words }

const read = {
  /** Of evidence: which file of the alert, by its hash. */
  part: Code.nullable(),
  /** Whom the dossier is about. */
  subject_ids: z.array(Words).max(LIST_ITEMS_MAX),
  /** As the request said it; null where it said none. */
  purpose: personal(Passage).nullable(),
}

export const DossierReadV1 = defineRecord(
  'DossierRead',
  { en: 'Dossier read', zh: '档案查阅' },
  {
    en: 'Somebody opened a dossier; once an hour for each who, what and address.',
    zh: '有人查阅档案；同一人、同一档案、同一地址每小时记录一次。',
  },
  { ...asked, ...dossier, ...read },
)

const readText = {
  role: 'record',
  title: DossierReadV1.title,
  meaning: DossierReadV1.meaning,
} as const

export const DossierReadV2 = defineEvent(
  'DossierRead',
  2,
  readText,
  { ...asked, ...dossier, object_kind: ReadKindV2, ...read },
  (previous) => previous,
)

export const DossierRead = defineEvent(
  'DossierRead',
  3,
  readText,
  { ...asked, ...dossier, object_kind: ReadKind, ...read },
  (previous) => previous,
)
export type DossierRead = z.infer<typeof DossierRead.data>

export const PersonalDataUnmasked = defineRecord(
  'PersonalDataUnmasked',
  { en: 'Personal data unmasked', zh: '个人信息明文查看' },
  {
    en: 'Somebody was shown personal fields in clear; the event names them and holds no value.',
    zh: '有人查看个人信息明文；仅记录字段名称，不记录其内容。',
  },
  {
    ...asked,
    ...dossier,
    fields: z.array(Words).min(1).max(LIST_ITEMS_MAX),
    purpose: personal(Passage),
    reason: personal(Passage),
  },
)
export type PersonalDataUnmasked = z.infer<typeof PersonalDataUnmasked.data>

export const PersonalNumberSearched = defineRecord(
  'PersonalNumberSearched',
  { en: 'Personal number searched for', zh: '个人号码检索' },
  {
    en: 'Somebody searched by a number of a person; the event does not hold the number.',
    zh: '有人按个人号码检索；不记录号码本身。',
  },
  {
    ...asked,
    /** Such as `mobile` or `resident_id`. */
    number_kind: Code,
    purpose: personal(Passage),
    reason: personal(Passage),
    /** How much was found and shown. */
    found: z.int().min(0),
  },
)
export type PersonalNumberSearched = z.infer<typeof PersonalNumberSearched.data>

/** Notices and exports have events of their own: only what they do not say is said here. */
export const DELIVERY_CHANNELS = ['kafka', 'download'] as const
export const DeliveryChannel = z.enum(DELIVERY_CHANNELS)
export type DeliveryChannel = z.infer<typeof DeliveryChannel>

export const DeliveryMade = defineRecord(
  'DeliveryMade',
  { en: 'Delivery made', zh: '数据提供' },
  {
    en: 'Events of a stretch of the log were handed to a recipient; one record for all of them.',
    zh: '将日志某一区段的事件提供给接收方，合并记录一次。',
  },
  {
    actor: personal(Words),
    channel: DeliveryChannel,
    /** Such as the name of a topic. */
    recipient: Words,
    purpose: personal(Passage),
    /** What left the platform, by the names of its fields. */
    fields: z.array(Words).max(LIST_ITEMS_MAX),
    /** Fields that name persons, and were left out or masked. */
    withheld: z.array(Words).max(LIST_ITEMS_MAX),
    /** How many events. */
    count: z.int().min(1),
    /** Whether a field that can name a natural person left in clear. */
    personal: z.boolean(),
    /** Positions of the first and of the last of the events. */
    first: z.int().min(1),
    last: z.int().min(1),
  },
)
export type DeliveryMade = z.infer<typeof DeliveryMade.data>

export const AuditRead = defineRecord(
  'AuditRead',
  { en: 'Audit read', zh: '审计记录查阅' },
  {
    en: 'Somebody read the audit; once an hour for each who and filter.',
    zh: '有人查阅审计记录；同一人、同一条件每小时记录一次。',
  },
  {
    ...asked,
    /** What was asked for, as JSON: may name a person. */
    filter: personal(z.string().min(2).max(AUDIT_FILTER_CHARACTERS_MAX)),
  },
)
export type AuditRead = z.infer<typeof AuditRead.data>

export const auditEvents = [
  DossierReadV1,
  DossierReadV2,
  DossierRead,
  PersonalDataUnmasked,
  PersonalNumberSearched,
  DeliveryMade,
  AuditRead,
] as const
