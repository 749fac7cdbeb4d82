import { z } from 'zod'
import { defineEvent, personal, type EventTitle } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Passage, Words } from '#/vocabulary.ts'
import { RiskLevel } from '#/warning/events.ts'

/**
 * The life of a silence (静默): ordered → extended … → over, by its end or because it was lifted.
 * While it holds, warnings within its scope open no alert. What counts is when their fact happened,
 * so a silence also holds back what is reported after its end and happened before it. It always has
 * an end.
 */
export const SILENCE_DAYS_MAX = 366
/** How long before its end the owner of a silence is told. */
export const SILENCE_NOTICE_DAYS = 7

/** Whom and what it concerns: all that is named must hold. */
export const SilenceScope = z
  .strictObject({
    rule_id: Code.nullable(),
    /** A subject, or the group of a rule about groups. */
    subject_id: Words.nullable(),
    /** A code of GB/T 2260: the region and all that lies within it. */
    region: Words.nullable(),
    /** Of the newest fact, as the source names it. */
    department: Words.nullable(),
    level: RiskLevel.nullable(),
  })
  .meta({ description: 'All that is named must hold; null is not limited' })
export type SilenceScope = z.infer<typeof SilenceScope>

const step = { silence_id: z.uuid(), actor: personal(Words), reason: personal(Passage) }

function silenceEvent<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  title: EventTitle,
  meaning: EventTitle,
  shape: Shape,
) {
  return defineEvent(type, 1, { role: 'record', title, meaning }, { ...step, ...shape })
}

export const SilenceOrdered = silenceEvent(
  'SilenceOrdered',
  { en: 'Silence ordered', zh: '设定静默' },
  {
    en: 'Warnings within a scope, of facts that happen in a span, open no alert.',
    zh: '在规定范围内、规定期间发生的事实，其预警不生成预警单。',
  },
  {
    scope: SilenceScope,
    /** Who answers for it, and is told before it ends. */
    owner: personal(Words),
    from: InstantSchema,
    /** Facts of this instant are outside. */
    until: InstantSchema,
  },
)
export type SilenceOrdered = z.infer<typeof SilenceOrdered.data>

export const SilenceExtended = silenceEvent(
  'SilenceExtended',
  { en: 'Silence extended', zh: '延长静默' },
  { en: 'A silence ends later than it was to.', zh: '静默的截止时间延后。' },
  { until: InstantSchema, until_before: InstantSchema },
)
export type SilenceExtended = z.infer<typeof SilenceExtended.data>

export const SilenceLifted = silenceEvent(
  'SilenceLifted',
  { en: 'Silence lifted', zh: '解除静默' },
  {
    en: 'A silence ended before its end: facts that happen from then on open alerts.',
    zh: '静默提前解除，此后发生的事实照常生成预警单。',
  },
  { until: InstantSchema, until_before: InstantSchema },
)
export type SilenceLifted = z.infer<typeof SilenceLifted.data>

export const SilenceEndAnnounced = silenceEvent(
  'SilenceEndAnnounced',
  { en: 'Silence end announced', zh: '静默到期提醒' },
  { en: 'The owner was told that a silence is about to end.', zh: '提醒负责人静默即将到期。' },
  { owner: personal(Words), until: InstantSchema },
)
export type SilenceEndAnnounced = z.infer<typeof SilenceEndAnnounced.data>

export const silenceEvents = [
  SilenceOrdered,
  SilenceExtended,
  SilenceLifted,
  SilenceEndAnnounced,
] as const
