import { DomainError } from '@jianwei/events/errors.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { recordEvent } from '@jianwei/events/record-event.ts'
import type { RulePublished } from '@jianwei/events/rule/events.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'

/** A rule's content changed and its version did not: warnings that were raised could no longer be explained. */
export class PublishedRuleChanged extends DomainError {
  override readonly name = 'PublishedRuleChanged'
  readonly code = 'PUBLISHED_RULE_CHANGED'

  constructor(rules: readonly string[]) {
    super(`published already with another content: ${rules.join(', ')}; a changed rule needs a new version`)
  }
}

export interface PublishableRule {
  readonly rule: Rule
  /** The file as it was written. */
  readonly text: string
}

/** Writes the rules that the log does not know yet. Throws PublishedRuleChanged before writing anything. */
export async function publishRules(log: EventLog, rules: readonly PublishableRule[], now: Instant): Promise<void> {
  const published = new Map<string, string>()
  for (const id of new Set(rules.map(({ rule }) => rule.id))) {
    for await (const event of log.read(streamOf('rule', id))) {
      if (event.type !== 'RulePublished') continue
      // The catalogue parsed the data as RulePublished when it was read.
      const { rule_id, rule_version, content_hash } = event.data as RulePublished
      published.set(`${rule_id}@${rule_version}`, content_hash)
    }
  }
  const changed = rules.filter(({ rule }) => (published.get(nameOf(rule)) ?? rule.content_hash) !== rule.content_hash)
  if (changed.length > 0) throw new PublishedRuleChanged(changed.map(({ rule }) => nameOf(rule)))
  const fresh = rules.filter(({ rule }) => !published.has(nameOf(rule)))
  await log.append(
    fresh.map((one) => ({ stream: streamOf('rule', one.rule.id), expected: 'any', events: [publication(one, now)] })),
  )
}

function nameOf(rule: Rule): string {
  return `${rule.id}@${rule.version}`
}

function publication({ rule, text }: PublishableRule, now: Instant) {
  const data: RulePublished = {
    rule_id: rule.id,
    rule_version: rule.version,
    content_hash: rule.content_hash,
    title: rule.title,
    text,
  }
  return recordEvent({
    type: 'RulePublished',
    schema_version: 1,
    source: 'jianwei:rules',
    id: nameOf(rule),
    subject_id: `rule:${rule.id}`,
    region: null,
    occurred_at: now,
    causation_id: null,
    data: { ...data },
  })
}
