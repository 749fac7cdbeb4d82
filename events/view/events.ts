import { z } from 'zod'
import { RoleName } from '#/access/roles.ts'
import { defineEvent, personal, type EventTitle } from '#/define-event.ts'
import { CivilDateSchema } from '#/instant.ts'
import { Code, LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'

/**
 * The life of a saved view (视图): saved, saved again with other contents, retired. A view is a
 * list's filters, columns and order under a name. It holds no free text: what people type into a
 * search is often about a person.
 */
export const VIEW_VALUES_MAX = 50

const step = { view_id: z.uuid(), actor: personal(Words) }

function viewEvent<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  title: EventTitle,
  meaning: EventTitle,
  shape: Shape,
) {
  return defineEvent(type, 1, { role: 'record', title, meaning }, { ...step, ...shape })
}

/** Who may use it besides its owner. */
export const ViewSharing = z.enum(['nobody', 'unit', 'everyone'])
export type ViewSharing = z.infer<typeof ViewSharing>

export const ViewSaved = viewEvent(
  'ViewSaved',
  { en: 'View saved', zh: '视图保存' },
  {
    en: "A list's filters, columns and order got a name, or a name got other ones.",
    zh: '列表的筛选、列与排序以名称保存，或者以新内容替换。',
  },
  {
    name: Words,
    list: z.literal('alerts'),
    filters: z.record(Code, z.array(Words).min(1).max(VIEW_VALUES_MAX)),
    columns: z.array(Code).max(VIEW_VALUES_MAX),
    /** As the list names it; null for its usual order. */
    order: Code.nullable(),
    shared_with: ViewSharing,
    /** The unit, where it is shared with one. */
    unit: Code.nullable(),
  },
)
export type ViewSaved = z.infer<typeof ViewSaved.data>

export const ViewMadeDefault = viewEvent(
  'ViewMadeDefault',
  { en: 'View made the default', zh: '设为默认视图' },
  { en: 'Who has a role sees this view first.', zh: '该角色的人员首先看到此视图。' },
  { role: RoleName, reason: personal(Passage) },
)
export type ViewMadeDefault = z.infer<typeof ViewMadeDefault.data>

const subscribed = [
  { en: 'View subscribed to', zh: '视图订阅' },
  { en: 'Somebody gets a digest of what the view shows.', zh: '订阅视图内容的定期摘要。' },
] as const

export const ViewSubscribedV1 = viewEvent('ViewSubscribed', ...subscribed, {
  every: z.enum(['day', 'week']),
})

/** On which days digests are made. */
export const DigestDays = z.enum(['day', 'working_day', 'week'])

/** Version 1 named no hour. */
export const ViewSubscribed = defineEvent(
  'ViewSubscribed',
  2,
  { role: 'record', title: subscribed[0], meaning: subscribed[1] },
  {
    ...step,
    every: DigestDays,
    /** From which hour of the day in China on. */
    hour: z.int().min(0).max(23),
    /** 1 Monday … 7 Sunday, of a digest a week; null of the others. */
    weekday: z.int().min(1).max(7).nullable(),
    /** The first day in China that can have one. */
    first_day: CivilDateSchema,
  },
  (previous) => ({
    ...previous,
    hour: 8,
    weekday: previous['every'] === 'week' ? 1 : null,
    first_day: '2026-01-01',
  }),
)
export type ViewSubscribed = z.infer<typeof ViewSubscribed.data>

export const ViewUnsubscribed = viewEvent(
  'ViewUnsubscribed',
  { en: 'View unsubscribed from', zh: '取消视图订阅' },
  { en: 'The digest ends.', zh: '摘要停止发送。' },
  {},
)
export type ViewUnsubscribed = z.infer<typeof ViewUnsubscribed.data>

const digestMade = [
  { en: 'View digest made', zh: '视图摘要生成' },
  {
    en: 'What a view showed to a subscriber on a day: how many alerts, and how many were new.',
    zh: '视图在某日对订阅人显示的预警单数量及新增数量。',
  },
] as const
const digest = {
  subscriber: personal(Words),
  day: CivilDateSchema,
  alerts: z.int().min(0),
  new_alerts: z.int().min(0),
  /** Some of the new ones, newest first. */
  sample: z.array(z.uuid()).max(LIST_ITEMS_MAX),
}

export const ViewDigestMadeV1 = viewEvent('ViewDigestMade', ...digestMade, digest)

const count = z.int().min(0)
/** How many of the alerts have each level. */
export const DigestLevels = z.strictObject({
  red: count,
  orange: count,
  yellow: count,
  blue: count,
})
export type DigestLevels = z.infer<typeof DigestLevels>

/** Version 1 did not tell levels apart. */
export const ViewDigestMade = defineEvent(
  'ViewDigestMade',
  2,
  { role: 'record', title: digestMade[0], meaning: digestMade[1] },
  { ...step, ...digest, by_level: DigestLevels.nullable() },
  (previous) => ({ ...previous, by_level: null }),
)
export type ViewDigestMade = z.infer<typeof ViewDigestMade.data>

export const ViewRetired = viewEvent(
  'ViewRetired',
  { en: 'View retired', zh: '视图停用' },
  { en: 'The view is not offered any more, and its digests end.', zh: '视图不再提供，摘要停止。' },
  { reason: personal(Passage) },
)
export type ViewRetired = z.infer<typeof ViewRetired.data>

export const viewEvents = [
  ViewSaved,
  ViewMadeDefault,
  ViewSubscribedV1,
  ViewSubscribed,
  ViewUnsubscribed,
  ViewDigestMadeV1,
  ViewDigestMade,
  ViewRetired,
] as const
