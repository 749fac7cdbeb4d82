import type { Position, Revision } from '@jianwei/events/envelope.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import { DomainError, StreamConflict } from '@jianwei/events/errors.ts'
import { platformSubject } from '@jianwei/events/identifiers/platform-subject.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog, type StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { recordEvent } from '@jianwei/events/record-event.ts'
import { ruleDecider, type RuleCommand, type RuleStep } from '@jianwei/events/rule/decider.ts'
import type { RuleEvent, RuleState, RuleVersions } from '@jianwei/events/rule/rule-versions.ts'
import { canonicalJson } from '@jianwei/projections/rules/canonical-json.ts'
import { dependencyProblems } from '@jianwei/projections/rules/depends-on.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import type { RuleProblem } from '@jianwei/projections/rules/problems.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { textReader } from '#/text-reader.ts'

/*
 * What people and the packs do with rules: read the rule's stream, decide, append at the revision that was read. When somebody else
 * wrote meanwhile, it is read and decided again.
 */

const RULES_SOURCE = 'jianwei:rules'
export const RULE_ATTEMPTS_MAX = 5

/** The text is no rule. All places are named. */
export class RuleRefused extends DomainError {
  override readonly name = 'RuleRefused'
  readonly code = 'RULE_REFUSED'
  readonly problems: readonly RuleProblem[]

  constructor(problems: readonly RuleProblem[]) {
    super(`the rule does not load${listed(problems)}`)
    this.problems = problems
  }
}

/** A rule that fails its own tests is not what its author meant. */
export class RuleTestsFailed extends DomainError {
  override readonly name = 'RuleTestsFailed'
  readonly code = 'RULE_TESTS_FAILED'
  readonly problems: readonly RuleProblem[]

  constructor(problems: readonly RuleProblem[]) {
    super(`tests of the rule fail${listed(problems)}`)
    this.problems = problems
  }
}

function listed(problems: readonly RuleProblem[]): string {
  return problems.map(({ path, message }) => `\n  ${path || 'the rule'}: ${message}`).join('')
}

/** Where a version is after a command. */
export interface RuleStepTaken {
  readonly rule_id: string
  readonly rule_version: number
  readonly state: RuleState
  readonly content_hash: string
  /** Of the last event of the command; null when nothing new followed from it. */
  readonly position: Position | null
}

export interface RuleDraft {
  readonly text: string
  readonly actor: string
  readonly reason: string
}

/**
 * Drafts the rule that a text holds. Throws RuleRefused with every problem, also of what it depends on, RuleTestsFailed with every test that fails, and what the
 * decider refuses.
 */
export async function draftRule(log: EventLog, draft: RuleDraft, now: Instant): Promise<RuleStepTaken> {
  const rule = await soundRule(draft.text)
  await refuseMissingDependencies(log, rule)
  return decideAndAppend(log, draftCommand(rule, draft), now)
}

/** What a rule depends on is drafted first; any of its versions will do. */
async function refuseMissingDependencies(log: EventLog, rule: Rule): Promise<void> {
  const rules = [rule]
  for (const id of rule.depends_on.filter((named) => named !== rule.id)) {
    for (const { text } of (await readRule(log, id)).versions.values()) {
      const content = await textReader.read({ wanted: 'content', text })
      const read = content.ok ? parseRule(content.value) : content
      if (read.ok) rules.push(read.rule)
    }
  }
  const problems = dependencyProblems(rules).filter((problem) => problem.rule === rule)
  if (problems.length > 0) throw new RuleRefused(problems)
}

export type RuleStepCommand = Exclude<RuleCommand, { readonly type: 'DraftRule' }>

/**
 * Takes a step with a drafted version. What is to be evaluated must load and pass its own tests with this program. Throws
 * RuleRefused, RuleTestsFailed and what the decider refuses.
 */
export async function takeRuleStep(log: EventLog, command: RuleStepCommand, now: Instant): Promise<RuleStepTaken> {
  const check = command.type === 'RetireRule' ? undefined : soundRule
  return decideAndAppend(log, command, now, check)
}

export function draftCommand(rule: Rule, { text, actor, reason }: RuleDraft): RuleCommand {
  const { id: rule_id, version: rule_version, content_hash, title } = rule
  return { type: 'DraftRule', data: { rule_id, rule_version, content_hash, actor, reason, title, text } }
}

/** Read aside, with its tests: how long they take is up to the text. */
async function soundRule(text: string): Promise<Rule> {
  const answer = await textReader.read({ wanted: 'sound', text })
  if (!answer.ok) throw answer.why === 'tests' ? new RuleTestsFailed(answer.problems) : new RuleRefused(answer.problems)
  const parsed = parseRule(answer.value)
  if (!parsed.ok) throw new RuleRefused(parsed.problems)
  return parsed.rule
}

async function decideAndAppend(
  log: EventLog,
  command: RuleCommand,
  now: Instant,
  check?: (text: string) => Promise<unknown>,
): Promise<RuleStepTaken> {
  const { rule_id, rule_version } = command.data
  return withoutConflict(async () => {
    const stream = await readRule(log, rule_id)
    const events = ruleDecider.decide(command, stream.versions)
    const before = stream.versions.get(rule_version)
    if (events.length > 0 && before !== undefined) await check?.(before.text)
    const after = events.reduce(ruleDecider.evolve, stream.versions).get(rule_version)
    if (after === undefined) throw new TypeError('a command that is not refused leaves a version')
    let position: Position | null = null
    if (events.length > 0) {
      const { stream: name, expected, events: records } = ruleAppend(rule_id, stream, events, now)
      const appended = await appendOne(log, name, expected, records)
      position = appended.at(-1)?.position ?? null
    }
    return { rule_id, rule_version, state: after.state, content_hash: after.content_hash, position }
  })
}

/** Does it again when somebody else wrote meanwhile, a few times. */
export async function withoutConflict<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof StreamConflict) || attempts >= RULE_ATTEMPTS_MAX) throw error
    }
  }
}

/** A rule's stream, read to its end. */
export interface RuleStream {
  readonly versions: RuleVersions
  /** How many events it holds. */
  readonly events: number
}

export async function readRule(log: EventLog, ruleId: string): Promise<RuleStream> {
  let versions = ruleDecider.initial
  let events = 0
  for await (const { type, data } of log.read(streamOf('rule', ruleId))) {
    // Streams of rules hold rule events, parsed by the catalogue when they were read.
    versions = ruleDecider.evolve(versions, { type, data } as unknown as RuleEvent)
    events += 1
  }
  return { versions, events }
}

/** All of the events or none, at the place to which the stream was read. */
export function ruleAppend(
  ruleId: string,
  stream: RuleStream,
  events: readonly RuleEvent[],
  now: Instant,
): StreamAppend {
  return {
    stream: streamOf('rule', ruleId),
    expected: stream.events === 0 ? 'absent' : ((stream.events - 1) as Revision),
    events: events.map((event, index) => ruleRecord(event, stream.events + index, now)),
  }
}

/** The identity holds the place and what is said there: two people who say different things at once do not pass for one. */
function ruleRecord({ type, data }: RuleEvent, revision: number, now: Instant) {
  return recordEvent({
    type,
    schema_version: SCHEMA_VERSIONS[type],
    source: RULES_SOURCE,
    id: `${data.rule_id}#${revision}#${derivedId('rule-step', type, canonicalJson(data))}`,
    subject_id: platformSubject('rule', data.rule_id),
    region: null,
    occurred_at: now,
    causation_id: null,
    data,
  })
}

const SCHEMA_VERSIONS: Readonly<Record<RuleEvent['type'], number>> = {
  RuleDrafted: 1,
  RuleShadowed: 1,
  RulePublished: 2,
  RuleRetired: 2,
}

/** `food-three-penalties@2`, as commands name a version; undefined for anything else. */
export function parseRuleName(name: string): Pick<RuleStep, 'rule_id' | 'rule_version'> | undefined {
  const parts = /^([a-z0-9-]{1,100})@([1-9]\d{0,8})$/.exec(name)
  // The pattern has both groups.
  return parts === null ? undefined : { rule_id: parts[1]!, rule_version: Number(parts[2]) }
}
