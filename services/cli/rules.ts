import type { RuleState } from '@jianwei/events/rule/rule-versions.ts'
import type { RuleDraft, RuleStepCommand, RuleStepTaken } from '#/rule-steps.ts'

/** One version in a list. */
export interface ListedRule {
  readonly rule_id: string
  readonly rule_version: number
  readonly state: RuleState
  readonly since_position: number
  readonly actor: string
  readonly reason: string
  readonly title: { readonly en: string; readonly zh: string }
}

/** The rules, wherever they are asked for. Refusals are thrown as errors with a code. */
export interface Rules extends AsyncDisposable {
  list(): Promise<readonly ListedRule[]>
  draft(draft: RuleDraft): Promise<RuleStepTaken>
  step(command: RuleStepCommand): Promise<RuleStepTaken>
}
