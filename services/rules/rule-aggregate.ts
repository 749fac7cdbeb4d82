import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { recordEvent } from '@jianwei/events/envelope.ts'
import { ruleDecider, type RuleCommand } from '@jianwei/events/rule/decider.ts'
import type { RuleEvent, RuleVersions } from '@jianwei/events/rule/rule-versions.ts'
import { type Aggregate, OpenStream } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'

const RULES_SOURCE = 'jianwei:rules'

const SCHEMA_VERSIONS: Readonly<Record<RuleEvent['type'], number>> = {
  RuleDrafted: 1,
  RuleShadowed: 1,
  RulePublicationProposed: 1,
  RulePublished: 2,
  RuleRetired: 2,
}

/** When a command was given. */
interface RuleContext {
  readonly now: Instant
}

/** A rule with all its versions. */
const ruleAggregate: Aggregate<RuleVersions, RuleCommand, RuleEvent, RuleContext> = {
  stream: 'rule',
  decider: ruleDecider,
  // The identity holds the revision and what is said there: two people who say different things at
  // once do not pass for one.
  record: ({ type, data }, place, { now }) =>
    recordEvent({
      type,
      schema_version: SCHEMA_VERSIONS[type],
      source: RULES_SOURCE,
      id: stepIdentity(place, 'rule-step', { type, data }),
      subject_id: platformSubject('rule', place.id),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

export type OpenRule = OpenStream<RuleVersions, RuleCommand, RuleEvent, RuleContext>

/** The rule as the log has it; without versions where it was never drafted. */
export function openRule(log: EventLog, ruleId: string): Promise<OpenRule> {
  return OpenStream.load(log, ruleAggregate, ruleId)
}
