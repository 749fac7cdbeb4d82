import type { Decider } from '#/decider.ts'
import {
  RuleContentLocked,
  RuleStepRefused,
  RuleVersionRetired,
  RuleVersionUnknown,
} from '#/rule/errors.ts'
import type { RuleDrafted } from '#/rule/events.ts'
import {
  evolveRule,
  type RuleEvent,
  type RuleVersion,
  type RuleVersions,
} from '#/rule/rule-versions.ts'

/**
 * Who may do what with the versions of a rule:
 *
 *   drafted → shadow → published → retired
 *
 * What would raise more alerts than its rule lets one person decide is proposed by one and
 * published by another. A draft may be published without a shadow, and its text may be replaced;
 * once the version is evaluated, its content is locked. Anything that is not retired can be
 * retired, and nothing leads back. Several versions may be shadow or published at the same time:
 * which of them applies to an anchor is said by the days on which each is in force.
 */
export type RuleCommand =
  | { readonly type: 'DraftRule'; readonly data: RuleDrafted }
  | { readonly type: 'ShadowRule'; readonly data: RuleStep }
  /** `retire_previous`: the published versions with lower numbers are retired with it. */
  | {
      readonly type: 'PublishRule'
      readonly data: RuleStep
      readonly retire_previous: boolean
      /** What would come of it; left out where nothing can be asked. */
      readonly impact?: PublicationLimit
    }
  | { readonly type: 'RetireRule'; readonly data: RuleStep }

/** How many alerts a publication would raise, and how many one person alone may decide. */
export interface PublicationLimit {
  readonly alerts_now: number
  readonly alerts_last_90_days: number
  readonly limit: number
}

export interface RuleStep {
  readonly rule_id: string
  readonly rule_version: number
  readonly actor: string
  readonly reason: string
}

export const ruleDecider: Decider<RuleVersions, RuleCommand, RuleEvent> = {
  initial: new Map(),
  decide: decideRule,
  evolve: evolveRule,
}

function decideRule(command: RuleCommand, versions: RuleVersions): readonly RuleEvent[] {
  const version = versions.get(command.data.rule_version)
  if (command.type === 'DraftRule') return draft(command.data, version)
  const step = command.data
  if (version === undefined) throw new RuleVersionUnknown(nameOf(step))
  const { content_hash } = version
  switch (command.type) {
    case 'ShadowRule':
      if (version.state === 'shadow') return []
      if (version.state === 'retired') throw new RuleVersionRetired(nameOf(step))
      if (version.state === 'published')
        throw new RuleStepRefused(command.type, nameOf(step), version.state)
      return [{ type: 'RuleShadowed', data: { ...step, content_hash } }]
    case 'PublishRule': {
      if (version.state === 'retired') throw new RuleVersionRetired(nameOf(step))
      const { title, text } = version
      const data = { ...step, content_hash, title, text }
      if (version.state !== 'published' && needsAnother(command.impact, step, version))
        return proposed(step, version, command.impact)
      const published: RuleEvent[] =
        version.state === 'published' ? [] : [{ type: 'RulePublished', data }]
      return command.retire_previous
        ? [...published, ...previousRetired(step, versions)]
        : published
    }
    case 'RetireRule':
      return version.state === 'retired'
        ? []
        : [{ type: 'RuleRetired', data: { ...step, content_hash } }]
  }
}

/** Whether somebody else than who asks must agree, and nobody has proposed it yet. */
export function needsAnother(
  impact: PublicationLimit | undefined,
  { actor }: Pick<RuleStep, 'actor'>,
  { proposed_by }: RuleVersion,
): impact is PublicationLimit {
  if (impact === undefined) return false
  const { alerts_now, alerts_last_90_days, limit } = impact
  const isMany = Math.max(alerts_now, alerts_last_90_days) > limit
  return isMany && (proposed_by === undefined || proposed_by === actor)
}

function proposed(
  step: RuleStep,
  { content_hash, proposed_by }: RuleVersion,
  impact: PublicationLimit,
): readonly RuleEvent[] {
  if (proposed_by === step.actor) return []
  const data = { ...step, content_hash, ...impact }
  return [{ type: 'RulePublicationProposed', data }]
}

/**
 * The same text again is nothing new; nor is, for what is locked, another text with the same
 * content, such as further tests.
 */
function draft(data: RuleDrafted, version: RuleVersion | undefined): readonly RuleEvent[] {
  const drafted: readonly RuleEvent[] = [{ type: 'RuleDrafted', data }]
  if (version === undefined) return drafted
  if (version.state === 'drafted') return version.text === data.text ? [] : drafted
  if (version.state === 'retired') throw new RuleVersionRetired(nameOf(data))
  if (version.content_hash !== data.content_hash)
    throw new RuleContentLocked(nameOf(data), version.state)
  return []
}

function previousRetired(step: RuleStep, versions: RuleVersions): readonly RuleEvent[] {
  return [...versions]
    .filter(([number, { state }]) => number < step.rule_version && state === 'published')
    .sort(([a], [b]) => a - b)
    .map(([rule_version, { content_hash }]) => ({
      type: 'RuleRetired',
      data: { ...step, rule_version, content_hash },
    }))
}

function nameOf({
  rule_id,
  rule_version,
}: {
  readonly rule_id: string
  readonly rule_version: number
}): string {
  return `${rule_id}@${rule_version}`
}
