import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { RegionIdSchema } from '#/identifiers/region-id.ts'
import { SourceName } from '#/source-name.ts'
import { Code, EventIdSchema, LIST_ITEMS_MAX, Passage, Version, Words } from '#/vocabulary.ts'

/** What of a subject one source can be the authority for. */
export const AUTHORITY_ATTRIBUTES = ['name', 'address', 'state', 'industry'] as const
export const AuthorityAttribute = z.enum(AUTHORITY_ATTRIBUTES)
export type AuthorityAttribute = z.infer<typeof AuthorityAttribute>

/**
 * The particulars that each of them stands for, by the names of `subject/events.ts`; `registration`
 * is whether the subject is in the register at all.
 */
export const PARTICULARS_OF = {
  name: ['name'],
  address: ['address_registered', 'address_operating'],
  state: ['registration', 'registration_state'],
  industry: ['industry_code'],
} as const satisfies Record<AuthorityAttribute, readonly string[]>

export type AuthorityParticular = (typeof PARTICULARS_OF)[AuthorityAttribute][number]

export const AUTHORITY_PARTICULARS: readonly AuthorityParticular[] =
  Object.values(PARTICULARS_OF).flat()

/** Sources of one order. */
export const AUTHORITY_SOURCES_MAX = 50

/** A source, for facts of these regions with all that lies in them, or for all of its facts. */
export const AuthoritySource = z.strictObject({
  source: SourceName,
  regions: z.array(RegionIdSchema).min(1).max(LIST_ITEMS_MAX).optional(),
})
export type AuthoritySource = z.infer<typeof AuthoritySource>

/** Which sources decide an attribute, the highest first. The newest one of an attribute holds. */
export const AttributeAuthoritySet = defineEvent(
  'AttributeAuthoritySet',
  1,
  {
    role: 'record',
    title: { en: 'Authority of an attribute set', zh: '属性权威来源设定' },
    meaning: {
      en: 'It was laid down which sources decide an attribute of subjects, the highest first.',
      zh: '设定主体某项属性以哪些来源为准，权威最高者在前。',
    },
  },
  {
    attribute: AuthorityAttribute,
    version: Version,
    /** None: whoever said it last decides. */
    sources: z.array(AuthoritySource).max(AUTHORITY_SOURCES_MAX),
    actor: personal(Words),
    reason: personal(Passage),
    /** The rule or agreement that makes them the authority. */
    law: Words.optional(),
  },
)
export type AttributeAuthoritySet = z.infer<typeof AttributeAuthoritySet.data>

/** A statement of a conflict, as it was seen. */
const ConflictingFact = z.strictObject({
  source: SourceName,
  fact_id: EventIdSchema,
  /** The version that says it. */
  event_id: EventIdSchema,
})

/** Two sources say otherwise of a subject, and one of them is asked to look at it. */
export const AttributeConflictReturned = defineEvent(
  'AttributeConflictReturned',
  1,
  {
    role: 'record',
    title: { en: 'Attribute conflict sent back', zh: '属性冲突退回' },
    meaning: {
      en: 'A source was asked to look at a fact that another source contradicts.',
      zh: '请来源核实与其他来源不一致的事实。',
    },
  },
  {
    conflict_id: Code,
    particular: z.enum(AUTHORITY_PARTICULARS),
    /** What holds, and what says otherwise. */
    held: ConflictingFact,
    other: ConflictingFact,
    to_source: SourceName,
    actor: personal(Words),
    reason: personal(Passage),
  },
)
export type AttributeConflictReturned = z.infer<typeof AttributeConflictReturned.data>

export const authorityEvents = [AttributeAuthoritySet, AttributeConflictReturned] as const
