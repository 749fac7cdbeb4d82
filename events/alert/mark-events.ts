import type { z } from 'zod'
import { alertMark } from '#/alert/define-alert-event.ts'
import { personal } from '#/define-event.ts'
import { Code, Passage } from '#/vocabulary.ts'

export const AlertCommented = alertMark(
  'AlertCommented',
  {
    title: { en: 'Alert commented', zh: '预警单批注' },
    meaning: { en: 'Somebody wrote a comment.', zh: '对预警单作出批注。' },
  },
  { text: personal(Passage, 'text') },
)
export type AlertCommented = z.infer<typeof AlertCommented.data>

export const AlertTagged = alertMark(
  'AlertTagged',
  {
    title: { en: 'Alert tagged', zh: '添加标签' },
    meaning: { en: 'The alert got a tag.', zh: '为预警单添加标签。' },
  },
  { tag: Code },
)
export type AlertTagged = z.infer<typeof AlertTagged.data>

export const AlertUntagged = alertMark(
  'AlertUntagged',
  {
    title: { en: 'Alert untagged', zh: '移除标签' },
    meaning: { en: 'The alert lost a tag.', zh: '从预警单移除标签。' },
  },
  { tag: Code },
)
export type AlertUntagged = z.infer<typeof AlertUntagged.data>

export const AlertWatched = alertMark(
  'AlertWatched',
  {
    title: { en: 'Alert watched', zh: '关注预警单' },
    meaning: { en: 'The actor wants to hear of every step.', zh: '某人关注预警单的后续办理。' },
  },
  {},
)
export type AlertWatched = z.infer<typeof AlertWatched.data>

export const AlertUnwatched = alertMark(
  'AlertUnwatched',
  {
    title: { en: 'Alert unwatched', zh: '取消关注' },
    meaning: { en: 'The actor wants to hear of it no more.', zh: '某人取消关注预警单。' },
  },
  {},
)
export type AlertUnwatched = z.infer<typeof AlertUnwatched.data>
