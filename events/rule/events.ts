import { z } from 'zod'
import { defineEvent, personal, type EventTitle } from '#/define-event.ts'
import type { EventData } from '#/envelope.ts'
import { Code, Passage, Version, Words } from '#/vocabulary.ts'

/**
 * The life of a rule version: drafted → shadow → published → retired. Every step says who did it
 * and why. `actor` is a person's account, or the part of the platform that acted (`jianwei:packs`).
 * `decider.ts` says which step may follow which.
 */

export const RULE_TEXT_CHARACTERS_MAX = 200_000
/** Who drafts the rules that come with the program. */
export const RULE_PACKS_ACTOR = 'jianwei:packs'

const version = {
  rule_id: Code,
  rule_version: Version,
}

const step = {
  ...version,
  /**
   * Of everything in the rule's text but its tests: two contents under one version would be two
   * rules.
   */
  content_hash: Code,
  actor: personal(Words),
  reason: personal(Passage),
}

const textFields = {
  title: z.strictObject({ en: Words, zh: Words }),
  /** The rule's YAML, whole, so that the log alone can say what was computed. */
  text: z.string().min(1).max(RULE_TEXT_CHARACTERS_MAX),
}

function ruleEvent<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  schemaVersion: number,
  [title, meaning]: readonly [EventTitle, EventTitle],
  shape: Shape,
  upcast?: (previous: EventData) => EventData,
) {
  return defineEvent(type, schemaVersion, { role: 'record', title, meaning }, shape, upcast)
}

/** A text was written. It can be replaced by another until the version is evaluated. */
export const RuleDrafted = ruleEvent(
  'RuleDrafted',
  1,
  [
    { en: 'Rule drafted', zh: '规则起草' },
    {
      en: 'The text of a rule version was written; it is not evaluated.',
      zh: '规则版本的文本起草完成，尚不执行。',
    },
  ],
  { ...step, ...textFields },
)
export type RuleDrafted = z.infer<typeof RuleDrafted.data>

export const RuleShadowed = ruleEvent(
  'RuleShadowed',
  1,
  [
    { en: 'Rule shadowed', zh: '规则试运行' },
    {
      en:
        'A rule version is evaluated on the live stream; its warnings are kept apart and never ' +
        'become alerts.',
      zh: '规则版本在实时数据上试运行，其预警单独存放，不生成预警单。',
    },
  ],
  step,
)
export type RuleShadowed = z.infer<typeof RuleShadowed.data>

/**
 * A publication that would raise more alerts than the rule allows one person to decide: somebody
 * else confirms it by publishing the version too.
 */
export const RulePublicationProposed = ruleEvent(
  'RulePublicationProposed',
  1,
  [
    { en: 'Rule publication proposed', zh: '规则发布待确认' },
    {
      en:
        'Somebody asked to publish a version that would raise many alerts; a second person ' +
        'decides.',
      zh: '申请发布将产生较多预警单的规则版本，须由第二人确认。',
    },
  ],
  {
    ...step,
    /** Alerts that the version would raise at once. */
    alerts_now: z.int().min(0),
    /** Alerts that it would have raised of facts of the last 90 days. */
    alerts_last_90_days: z.int().min(0),
    /** More than this, and a second person confirms. */
    limit: z.int().min(0),
  },
)
export type RulePublicationProposed = z.infer<typeof RulePublicationProposed.data>

const published = [
  { en: 'Rule published', zh: '规则发布' },
  { en: 'A version of a rule came into force.', zh: '规则的一个版本生效。' },
] as const

export const RulePublishedV1 = ruleEvent('RulePublished', 1, published, {
  ...version,
  content_hash: Code,
  ...textFields,
})

/**
 * The text stands here again, although a draft had it: whoever looks for what was in force needs
 * this event only. Version 1 had no actor; only the packs were published then.
 */
export const RulePublished = ruleEvent(
  'RulePublished',
  2,
  published,
  { ...step, ...textFields },
  (previous) => ({
    ...previous,
    actor: RULE_PACKS_ACTOR,
    reason: 'came with the program',
  }),
)
export type RulePublished = z.infer<typeof RulePublished.data>

const retired = [
  { en: 'Rule retired', zh: '规则停用' },
  { en: 'A version of a rule is no longer evaluated.', zh: '规则的一个版本不再执行。' },
] as const

export const RuleRetiredV1 = ruleEvent('RuleRetired', 1, retired, { ...version, reason: Passage })

/** Version 1 named neither actor nor content. */
export const RuleRetired = ruleEvent(
  'RuleRetired',
  2,
  retired,
  { ...step, content_hash: Code.nullable() },
  (previous) => ({ ...previous, content_hash: null, actor: RULE_PACKS_ACTOR }),
)
export type RuleRetired = z.infer<typeof RuleRetired.data>

export const ruleEvents = [
  RuleDrafted,
  RuleShadowed,
  RulePublicationProposed,
  RulePublishedV1,
  RulePublished,
  RuleRetiredV1,
  RuleRetired,
] as const
