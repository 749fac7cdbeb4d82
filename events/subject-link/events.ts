import { z } from 'zod'
import { defineEvent, personal, type EventTitle } from '#/define-event.ts'
import { Passage, Version, Words } from '#/vocabulary.ts'

/**
 * The life of a link (关联) between a subject that is known by name only and one of a register:
 * proposed → confirmed → undone, or proposed → rejected. While it is confirmed, what is said of the
 * first counts for the second. A subject is linked to one other at most.
 */

/** One thing that speaks for or against a link, and how much: `scheme.ts` has the table. */
export const LinkReason = z
  .strictObject({
    code: z.string().regex(/^[a-z_]{1,40}$/),
    /** Binary logarithm of a likelihood ratio: below 0 it speaks against. */
    weight: z.number().min(-100).max(100),
  })
  .meta({ id: 'LinkReason', description: 'What speaks for or against a link 关联理由' })
export type LinkReason = z.infer<typeof LinkReason>

const REASONS_MAX = 20

const pair = { subject_id: Words, target_id: Words }
/** As known when it was said; null and none where nobody had proposed the link. */
const known = {
  score: z.number().min(0).max(1).nullable(),
  reasons: z.array(LinkReason).max(REASONS_MAX),
}
const step = { ...pair, actor: personal(Words), reason: personal(Passage) }

function linkEvent<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  title: EventTitle,
  meaning: EventTitle,
  shape: Shape,
) {
  return defineEvent(type, 1, { role: 'record', title, meaning }, shape)
}

export const SubjectLinkProposed = linkEvent(
  'SubjectLinkProposed',
  { en: 'Subject link proposed', zh: '对象关联建议' },
  {
    en: 'A subject known by name only may be one of a register; with score and reasons.',
    zh: '仅有名称的对象可能是某一登记对象，附分值与理由。',
  },
  { ...pair, score: z.number().min(0).max(1), reasons: known.reasons, scheme: Version },
)
export type SubjectLinkProposed = z.infer<typeof SubjectLinkProposed.data>

export const SubjectLinkProposalWithdrawn = linkEvent(
  'SubjectLinkProposalWithdrawn',
  { en: 'Subject link proposal withdrawn', zh: '对象关联建议撤销' },
  {
    en: 'By what is known now the link is not proposed any more.',
    zh: '依目前所知，不再建议该关联。',
  },
  pair,
)
export type SubjectLinkProposalWithdrawn = z.infer<typeof SubjectLinkProposalWithdrawn.data>

export const SubjectLinkConfirmed = linkEvent(
  'SubjectLinkConfirmed',
  { en: 'Subject link confirmed', zh: '对象关联确认' },
  {
    en: 'What is said of a subject known by name only counts for a subject of a register.',
    zh: '仅有名称的对象的事实，计入某一登记对象。',
  },
  { ...step, ...known },
)
export type SubjectLinkConfirmed = z.infer<typeof SubjectLinkConfirmed.data>

export const SubjectLinkUndone = linkEvent(
  'SubjectLinkUndone',
  { en: 'Subject link undone', zh: '对象关联解除' },
  {
    en: 'A link did not hold: what counted for the other subject counts for it no more.',
    zh: '关联不成立，原计入登记对象的事实不再计入。',
  },
  step,
)
export type SubjectLinkUndone = z.infer<typeof SubjectLinkUndone.data>

export const SubjectLinkRejected = linkEvent(
  'SubjectLinkRejected',
  { en: 'Subject link rejected', zh: '对象关联否决' },
  {
    en: 'Two subjects are not the same; the link is not proposed again.',
    zh: '两者并非同一对象，不再建议关联。',
  },
  { ...step, ...known },
)
export type SubjectLinkRejected = z.infer<typeof SubjectLinkRejected.data>

export const subjectLinkEvents = [
  SubjectLinkProposed,
  SubjectLinkProposalWithdrawn,
  SubjectLinkConfirmed,
  SubjectLinkUndone,
  SubjectLinkRejected,
] as const
