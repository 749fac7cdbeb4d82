import type { Position } from '@jianwei/events/envelope.ts'
import { DomainError, StreamConflict } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { needsAnother, type RuleCommand, type RuleStep } from '@jianwei/events/rule/decider.ts'
import { RuleVersionUnknown } from '@jianwei/events/rule/errors.ts'
import type { RuleState } from '@jianwei/events/rule/rule-versions.ts'
import type { PublicationImpact } from '@jianwei/projections/evaluation/publication-impact.ts'
import { dependencyProblems } from '@jianwei/projections/rules/depends-on.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import type { RuleProblem } from '@jianwei/projections/rules/language/problems.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openRule } from '#/rules/rule-aggregate.ts'
import { textReader } from '#/text-reading/text-reader.ts'

/* What people do with rules. */

/** The text is no rule. All paths are named. */
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
  /** Of a publication: how many alerts it would raise. Null where nothing was asked. */
  readonly would_raise: WouldRaise | null
}

/** What a publication would raise, and whether it waits for a second person. */
export interface WouldRaise extends PublicationImpact {
  /** One person alone publishes up to so many. */
  readonly limit: number
  readonly needs_second_person: boolean
}

/** What would come of publishing a version as it stands. */
export interface PublicationPreview extends Omit<RuleStepTaken, 'position'> {
  /** Who asked to publish it, while a second person has not agreed. */
  readonly proposed_by: string | null
}

/** How a publication learns what would come of it. */
export type PublicationQuestion = (rule: Rule) => Promise<PublicationImpact>

export interface RuleDraft {
  readonly text: string
  readonly actor: string
  readonly reason: string
}

/**
 * Drafts the rule that a text holds. Throws RuleRefused with every problem, also of what it depends
 * on, RuleTestsFailed with every test that fails, and what the decider refuses.
 */
export async function draftRule(
  log: EventLog,
  draft: RuleDraft,
  now: Instant,
): Promise<RuleStepTaken> {
  const rule = await soundRule(draft.text)
  await refuseMissingDependencies(log, rule)
  return decideAndAppend(log, draftCommand(rule, draft), now)
}

/** What a rule depends on is drafted first; any of its versions will do. */
async function refuseMissingDependencies(log: EventLog, rule: Rule): Promise<void> {
  const problems = await missingDependencies(log, rule)
  if (problems.length > 0) throw new RuleRefused(problems)
}

/** Problems of `depends_on`, in its order. */
export async function missingDependencies(
  log: EventLog,
  rule: Rule,
): Promise<readonly RuleProblem[]> {
  const rules = [rule]
  for (const id of rule.depends_on.filter((named) => named !== rule.id)) {
    for (const { text } of (await openRule(log, id)).state.values()) {
      const content = await textReader.read({ wanted: 'content', text })
      const read = content.ok ? parseRule(content.value) : content
      if (read.ok) rules.push(read.rule)
    }
  }
  return dependencyProblems(rules).filter((problem) => problem.rule === rule)
}

export type RuleStepCommand = Exclude<RuleCommand, { readonly type: 'DraftRule' }>

/**
 * Takes a step with a drafted version. What is to be evaluated must load and pass its own tests
 * with this program. Throws RuleRefused, RuleTestsFailed and what the decider refuses.
 */
export async function takeRuleStep(
  log: EventLog,
  command: RuleStepCommand,
  now: Instant,
  impactOf?: PublicationQuestion,
): Promise<RuleStepTaken> {
  if (command.type === 'PublishRule' && impactOf !== undefined)
    return publishAsked(log, command, now, impactOf)
  const check = command.type === 'RetireRule' ? undefined : soundRule
  return decideAndAppend(log, command, now, check)
}

/**
 * Publishes knowing how many alerts that raises, or proposes it. Throws StreamConflict (retryable)
 * where its author gave the version another text meanwhile: nothing was asked of that one.
 */
async function publishAsked(
  log: EventLog,
  command: Extract<RuleStepCommand, { type: 'PublishRule' }>,
  now: Instant,
  impactOf: PublicationQuestion,
): Promise<RuleStepTaken> {
  const { rule_id, rule_version } = command.data
  const version = (await openRule(log, rule_id)).state.get(rule_version)
  if (version === undefined || version.state === 'published' || version.state === 'retired')
    return decideAndAppend(log, command, now)
  const rule = await soundRule(version.text)
  const counts = await impactOf(rule)
  const limit = rule.alerting.needs_second_person_above
  const impact = { ...counts, limit }
  const taken = await decideAndAppend(log, { ...command, impact }, now, async (text) => {
    if (text === version.text) return
    const actual = `another text of version ${rule_version}`
    throw new StreamConflict(`rule ${rule_id}`, { actual, expected: 'the one that was judged' })
  })
  const needs_second_person = taken.state !== 'published'
  return { ...taken, would_raise: { ...counts, limit, needs_second_person } }
}

export function draftCommand(rule: Rule, { text, actor, reason }: RuleDraft): RuleCommand {
  const { id: rule_id, version: rule_version, content_hash, title } = rule
  return {
    type: 'DraftRule',
    data: { rule_id, rule_version, content_hash, actor, reason, title, text },
  }
}

/**
 * What publishing a version would raise, and nothing is published. Null where there is nothing to
 * ask: it is published or retired. Throws RuleVersionUnknown, and RuleRefused or RuleTestsFailed
 * where publishing would.
 */
export async function publicationPreview(
  log: EventLog,
  { rule_id, rule_version, actor }: Omit<RuleStep, 'reason'>,
  impactOf: PublicationQuestion,
): Promise<PublicationPreview> {
  const version = (await openRule(log, rule_id)).state.get(rule_version)
  if (version === undefined) throw new RuleVersionUnknown(`${rule_id}@${rule_version}`)
  const { state, content_hash, proposed_by = null } = version
  const about = { rule_id, rule_version, state, content_hash, proposed_by }
  if (state === 'published' || state === 'retired') return { ...about, would_raise: null }
  const rule = await soundRule(version.text)
  const counts = await impactOf(rule)
  const limit = rule.alerting.needs_second_person_above
  const needs_second_person = needsAnother({ ...counts, limit }, { actor }, version)
  return { ...about, would_raise: { ...counts, limit, needs_second_person } }
}

/** Read aside, with its tests: how long they take is up to the text. */
async function soundRule(text: string): Promise<Rule> {
  const answer = await textReader.read({ wanted: 'sound', text })
  if (!answer.ok)
    throw answer.why === 'tests'
      ? new RuleTestsFailed(answer.problems)
      : new RuleRefused(answer.problems)
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
  const { result, appended } = await handleCommands(log, async () => {
    const rule = await openRule(log, rule_id)
    const before = rule.state.get(rule_version)
    const events = rule.decide(command, { now })
    if (events.length > 0 && before !== undefined) await check?.(before.text)
    const after = rule.state.get(rule_version)
    if (after === undefined) throw new TypeError('a command that is not refused leaves a version')
    return { appends: rule.appends, result: after }
  })
  const { state, content_hash } = result
  const position = appended.at(-1)?.position ?? null
  return { rule_id, rule_version, state, content_hash, position, would_raise: null }
}

/** `food-three-penalties@2`, as commands name a version; undefined for anything else. */
export function parseRuleName(
  name: string,
): Pick<RuleStep, 'rule_id' | 'rule_version'> | undefined {
  const parts = /^([a-z0-9-]{1,100})@([1-9]\d{0,8})$/.exec(name)
  // The pattern has both groups.
  return parts === null ? undefined : { rule_id: parts[1]!, rule_version: Number(parts[2]) }
}
