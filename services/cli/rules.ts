import type { RuleState } from '@jianwei/events/rule/rule-versions.ts'
import type { RuleDraft, RuleStepCommand, RuleStepTaken } from '#/rules/rule-steps.ts'

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

/** A step as it is ordered; who takes it is known where it is taken. */
export interface RuleStepOrder {
  readonly type: RuleStepCommand['type']
  readonly data: Omit<RuleStepCommand['data'], 'actor'>
  /** Of a publication. */
  readonly retire_previous: boolean
}

/** The rules, wherever they are asked for. */
export interface RuleList extends AsyncDisposable {
  list(): Promise<readonly ListedRule[]>
}

/** What one person does with rules. Refusals are thrown as errors with a code. */
export interface RuleSteps extends AsyncDisposable {
  draft(draft: Omit<RuleDraft, 'actor'>): Promise<RuleStepTaken>
  step(order: RuleStepOrder): Promise<RuleStepTaken>
}
