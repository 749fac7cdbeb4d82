import { z } from 'zod'
import { alertMark, alertStep } from '#/alert/define-alert-event.ts'
import { personal } from '#/define-event.ts'
import { SubjectIdSchema } from '#/identifiers/subject-id.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, EventIdSchema, Passage, Words } from '#/vocabulary.ts'

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const AlertCooperationAsked = alertStep(
  'AlertCooperationAsked',
  {
    title: { en: 'Alert cooperation asked', zh: '提请协同' },
    meaning: {
      en: 'Another unit was asked to do its part.',
      zh: '提请其他单位协同办理其职责部分。',
    },
  },
  {
    unit: Code,
    task: personal(Passage, 'text'),
    /** When its feedback is due; null where no limit is set. */
    due_at: InstantSchema.nullable(),
  },
)
export type AlertCooperationAsked = z.infer<typeof AlertCooperationAsked.data>

export const AlertCooperationAnswered = alertMark(
  'AlertCooperationAnswered',
  {
    title: { en: 'Alert cooperation answered', zh: '协同反馈' },
    meaning: {
      en: 'A cooperating unit reported what came of its part.',
      zh: '协同单位反馈其职责部分的办理结果。',
    },
  },
  { unit: Code, feedback: personal(Passage, 'text') },
)
export type AlertCooperationAnswered = z.infer<typeof AlertCooperationAnswered.data>

export const AlertCooperationWithdrawn = alertStep(
  'AlertCooperationWithdrawn',
  {
    title: { en: 'Alert cooperation withdrawn', zh: '撤销协同' },
    meaning: {
      en: 'A cooperating unit need not do its part any more.',
      zh: '不再需要某一单位协同办理。',
    },
  },
  { unit: Code },
)
export type AlertCooperationWithdrawn = z.infer<typeof AlertCooperationWithdrawn.data>

/** What kind of fact a measure becomes once the department streams it. */
export const MeasureKind = z.enum(['inspection', 'penalty', 'case'])
export type MeasureKind = z.infer<typeof MeasureKind>

export const AlertMeasureLinked = alertMark(
  'AlertMeasureLinked',
  {
    title: { en: 'Alert measure linked', zh: '关联处置措施' },
    meaning: {
      en: 'The alert waits for the inspection, penalty or case of this number.',
      zh: '预警单关联检查、处罚或者案件的编号，等待部门上报。',
    },
  },
  {
    link_id: z.uuid(),
    kind: MeasureKind,
    /** As the department will name it: of the document, the case, the task. */
    number: Code,
    /** Whose number it is; null where it is known without. */
    department: Words.nullable(),
  },
)
export type AlertMeasureLinked = z.infer<typeof AlertMeasureLinked.data>

export const AlertLinkClosed = alertMark(
  'AlertLinkClosed',
  {
    title: { en: 'Alert link closed', zh: '关联措施到位' },
    meaning: {
      en: 'The fact for which a link waited was streamed.',
      zh: '所关联的措施已由部门上报。',
    },
  },
  { link_id: z.uuid(), fact_id: EventIdSchema },
)
export type AlertLinkClosed = z.infer<typeof AlertLinkClosed.data>

export const AlertLinkRemoved = alertStep(
  'AlertLinkRemoved',
  {
    title: { en: 'Alert link removed', zh: '解除关联措施' },
    meaning: { en: 'A measure was linked by mistake.', zh: '措施关联有误，予以解除。' },
  },
  { link_id: z.uuid() },
)
export type AlertLinkRemoved = z.infer<typeof AlertLinkRemoved.data>

export const AlertEvidenceAttached = alertMark(
  'AlertEvidenceAttached',
  {
    title: { en: 'Alert evidence attached', zh: '附加证据材料' },
    meaning: {
      en: 'A file was attached; it is kept beside the log under its hash.',
      zh: '为预警单附加文件，按摘要值存于日志之旁。',
    },
  },
  {
    sha256: Sha256,
    /** In bytes. */
    size: z.int().min(1),
    media_type: Words,
    name: personal(Words, 'text'),
  },
)
export type AlertEvidenceAttached = z.infer<typeof AlertEvidenceAttached.data>

export const AlertSubjectAdded = alertStep(
  'AlertSubjectAdded',
  {
    title: { en: 'Alert subject added', zh: '增加涉及对象' },
    meaning: { en: 'The alert is also about this subject.', zh: '预警单同时涉及该监管对象。' },
  },
  { further_subject: SubjectIdSchema },
)
export type AlertSubjectAdded = z.infer<typeof AlertSubjectAdded.data>

export const AlertSubjectRemoved = alertStep(
  'AlertSubjectRemoved',
  {
    title: { en: 'Alert subject removed', zh: '移除涉及对象' },
    meaning: {
      en: 'The alert is not about this subject after all.',
      zh: '预警单不涉及该监管对象。',
    },
  },
  { further_subject: SubjectIdSchema },
)
export type AlertSubjectRemoved = z.infer<typeof AlertSubjectRemoved.data>
