import type {
  RuleDrafted,
  RulePublicationProposed,
  RulePublished,
  RuleRetired,
  RuleShadowed,
} from '#/rule/events.ts'

/** What can happen to a rule. All of it stands in one stream, `rule-<id>`. */
export type RuleEvent =
  | { readonly type: 'RuleDrafted'; readonly data: RuleDrafted }
  | { readonly type: 'RuleShadowed'; readonly data: RuleShadowed }
  | { readonly type: 'RulePublicationProposed'; readonly data: RulePublicationProposed }
  | { readonly type: 'RulePublished'; readonly data: RulePublished }
  | { readonly type: 'RuleRetired'; readonly data: RuleRetired }

export const RULE_EVENT_TYPES = [
  'RuleDrafted',
  'RuleShadowed',
  'RulePublicationProposed',
  'RulePublished',
  'RuleRetired',
] as const satisfies readonly RuleEvent['type'][]

/** Where a version can be. In `shadow` and `published` it is evaluated. */
export const RULE_STATES = ['drafted', 'shadow', 'published', 'retired'] as const
export type RuleState = (typeof RULE_STATES)[number]

interface RuleText {
  readonly content_hash: string
  readonly title: RuleDrafted['title']
  readonly text: string
  /** Who wrote the text that stands. */
  readonly drafted_by: string
  /** Who asked to publish it, while a second person has not agreed. */
  readonly proposed_by?: string
}

export type RuleVersion = RuleText &
  (
    | { readonly state: Exclude<RuleState, 'retired'> }
    /** `from`: where it was before, which says in which ledger its warnings are. */
    | { readonly state: 'retired'; readonly from: Exclude<RuleState, 'retired'> }
  )

/** The versions of one rule, by number. Empty for a rule that nobody has drafted. */
export type RuleVersions = ReadonlyMap<number, RuleVersion>

/** Refuses nothing: what happened has happened. */
export function evolveRule(versions: RuleVersions, { type, data }: RuleEvent): RuleVersions {
  const before = versions.get(data.rule_version)
  const next = new Map(versions)
  switch (type) {
    case 'RuleDrafted':
      next.set(data.rule_version, { ...textOf(data), state: 'drafted' })
      break
    case 'RulePublished':
      // A log that begins with the version's publication knows no draft.
      next.set(data.rule_version, {
        ...textOf(data),
        drafted_by: before?.drafted_by ?? data.actor,
        state: 'published',
      })
      break
    case 'RulePublicationProposed':
      if (before !== undefined) next.set(data.rule_version, { ...before, proposed_by: data.actor })
      break
    case 'RuleShadowed':
      if (before !== undefined) next.set(data.rule_version, { ...before, state: 'shadow' })
      break
    case 'RuleRetired':
      if (before !== undefined && before.state !== 'retired') {
        next.set(data.rule_version, { ...before, state: 'retired', from: before.state })
      }
      break
  }
  return next
}

function textOf({ content_hash, title, text, actor }: RuleDrafted | RulePublished): RuleText {
  return { content_hash, title, text, drafted_by: actor }
}
