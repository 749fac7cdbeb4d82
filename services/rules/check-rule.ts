import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { RuleState } from '@jianwei/events/rule/rule-versions.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { openRule } from '#/rules/rule-aggregate.ts'
import { missingDependencies } from '#/rules/rule-steps.ts'
import type { PlacedProblem, PlacedTest } from '#/text-reading/text-job.ts'
import { textReader } from '#/text-reading/text-reader.ts'

/** What is to be said about a text that somebody is writing. */
export interface CheckedRule {
  /** Null where the text does not load; the problems say why. */
  readonly rule: Rule | null
  /** Everything that keeps it from being drafted, but for its tests. */
  readonly problems: readonly PlacedProblem[]
  /** None where the text does not load. */
  readonly tests: readonly PlacedTest[]
  /** The version of this number in the log; null where it has none. */
  readonly drafted: DraftedVersion | null
}

export interface DraftedVersion {
  readonly state: RuleState
  /** Its content is what the text says, whatever the tests of either are. */
  readonly is_same: boolean
}

/**
 * Reads a rule's text and runs its tests as drafting it does; nothing is written. Problems are
 * listed and never thrown. Throws TextsBusy (retryable).
 */
export async function checkRule(log: EventLog, text: string): Promise<CheckedRule> {
  const answer = await textReader.read({ wanted: 'checked', text })
  if (!answer.ok) return { rule: null, problems: answer.problems, tests: [], drafted: null }
  const parsed = parseRule(answer.value)
  if (!parsed.ok) return { rule: null, problems: parsed.problems, tests: [], drafted: null }
  const { rule } = parsed
  const { tests, dependencies } = answer.checked ?? { tests: [], dependencies: [] }
  const missing = await missingDependencies(log, rule)
  const problems = missing.map(({ path, message }): PlacedProblem => {
    const place = dependencies[rule.depends_on.findIndex((_, at) => path === `depends_on[${at}]`)]
    return { path, message, ...(place && { place }) }
  })
  const version = (await openRule(log, rule.id)).state.get(rule.version)
  const drafted = version && {
    state: version.state,
    is_same: version.content_hash === rule.content_hash,
  }
  return { rule, problems, tests, drafted: drafted ?? null }
}
