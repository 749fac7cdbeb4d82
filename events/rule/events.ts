import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { Code, Passage, Version, Words } from '#/vocabulary.ts'

export const RULE_TEXT_CHARACTERS_MAX = 200_000

/** A rule version came into force. `text` is its YAML, whole, so that the log alone can say what was computed. */
export const RulePublished = defineEvent(
  'RulePublished',
  1,
  {
    role: 'record',
    title: { en: 'Rule published', zh: '规则发布' },
    meaning: { en: 'A version of a rule came into force.', zh: '规则的一个版本生效。' },
  },
  {
    rule_id: Code,
    rule_version: Version,
    /** Of `text`: two texts under one version would be two rules. */
    content_hash: Code,
    title: z.strictObject({ en: Words, zh: Words }),
    text: z.string().min(1).max(RULE_TEXT_CHARACTERS_MAX),
  },
)
export type RulePublished = z.infer<typeof RulePublished.data>

export const RuleRetired = defineEvent(
  'RuleRetired',
  1,
  {
    role: 'record',
    title: { en: 'Rule retired', zh: '规则停用' },
    meaning: { en: 'A version of a rule is no longer evaluated.', zh: '规则的一个版本不再执行。' },
  },
  { rule_id: Code, rule_version: Version, reason: Passage },
)
export type RuleRetired = z.infer<typeof RuleRetired.data>

export const ruleEvents = [RulePublished, RuleRetired] as const
